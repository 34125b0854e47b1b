"""Beam search on Markov chains small enough to enumerate every text."""

import itertools

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import Tensor

from lamina.blocks.beam_search import beam_search, length_penalty, select_rows
from lamina.blocks.cache import KeyValues
from lamina.blocks.decoding import Step, greedy
from lamina.core.errors import InputError

VOCABULARY, END = 3, 2


def chain(seed: int) -> Tensor:
    """Log probabilities of the next token given the two before: (V, V, V)."""
    return (
        torch.randn(3, 3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)).mul(2).log_softmax(2)
    )


def second_order(table: Tensor) -> Step:
    """The state is the token before the newest, so a beam that continues the wrong row is found out."""
    return lambda tokens, before: (table[before, tokens], tokens)


def enumerate_best(table: Tensor, first: int, max_length: int, alpha: float) -> tuple[float, list[int]]:
    best: tuple[float, list[int]] = (-float("inf"), [])
    for length in range(1, max_length + 1):
        for text in itertools.product(range(VOCABULARY), repeat=length):
            if END in text[:-1] or text[-1] != END:
                continue
            score, before, newest = 0.0, 0, first
            for token in text:
                score += float(table[before, newest, token])
                before, newest = newest, token
            best = max(best, (score / length_penalty(length, alpha), list(text)))
    return best


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([0.0, 0.6, 1.0]))
def test_full_width_is_an_exhaustive_search(seed: int, max_length: int, alpha: float) -> None:
    table, first = chain(seed), torch.tensor([0, 1])
    found = beam_search(
        second_order(table), torch.zeros(2, dtype=torch.int64), first, end=END, max_length=max_length,
        num_beams=VOCABULARY**max_length, alpha=alpha,
    )  # fmt: skip
    for row in range(2):
        score, text = enumerate_best(table, int(first[row]), max_length, alpha)
        assert found.tokens[row, : found.lengths[row]].tolist() == text
        assert float(found.scores[row]) == pytest.approx(score, abs=1e-12)
        assert bool((found.tokens[row, found.lengths[row] :] == END).all())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.6]))
def test_one_beam_is_greedy(seed: int, alpha: float) -> None:
    step, first = second_order(chain(seed)), torch.tensor([0, 1, 1])
    arguments = {"end": END, "max_length": 6}
    slow = greedy(step, torch.zeros(3, dtype=torch.int64), first, **arguments)
    found = beam_search(step, torch.zeros(3, dtype=torch.int64), first, num_beams=1, alpha=alpha, **arguments)
    assert found.lengths.tolist() == slow.lengths.tolist() and torch.equal(found.tokens, slow.tokens)
    torch.testing.assert_close(found.scores, slow.scores / length_penalty(slow.lengths, alpha))


def test_a_beam_finds_what_greedy_misses() -> None:
    table = torch.full((3, 3, 3), 1e-9, dtype=torch.float64)
    table[2, 2] = torch.tensor([0.6, 0.4, 0.0])  # the first token
    table[2, 0] = torch.tensor([0.4, 0.3, 0.3])  # after the likelier one nothing is likely
    table[2, 1] = torch.tensor([0.05, 0.05, 0.9])
    step, start, first = second_order(table.log()), torch.tensor([2]), torch.tensor([2])
    found = beam_search(step, start, first, end=END, max_length=2, num_beams=2, alpha=0.0)
    assert greedy(step, start, first, end=END, max_length=2).tokens.tolist() == [[0, 0]]
    assert found.tokens.tolist() == [[1, 2]] and float(found.scores.exp()) == pytest.approx(0.36)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(1, 4), st.sampled_from([0.0, 0.6, 1.0]), st.integers(1, 7))
@example(373, 2, 2, 0.6, 6)  # one row has its two texts when the other has none
def test_rows_of_a_batch_do_not_meet(seed: int, rows: int, num_beams: int, alpha: float, max_length: int) -> None:
    """Not even where one is done long before another."""
    generator = torch.Generator().manual_seed(seed)
    before, first = (torch.randint(0, 2, (rows,), generator=generator) for _ in range(2))
    step = second_order(chain(seed))
    arguments = {"end": END, "max_length": max_length, "num_beams": num_beams, "alpha": alpha}
    together = beam_search(step, before, first, **arguments)
    for row in range(rows):
        alone = beam_search(step, before[row : row + 1], first[row : row + 1], **arguments)
        length = int(alone.lengths[0])
        assert int(together.lengths[row]) == length
        assert together.tokens[row, :length].tolist() == alone.tokens[0, :length].tolist()
        torch.testing.assert_close(together.scores[row], alone.scores[0])


def test_a_text_that_never_ends_is_cut() -> None:
    table = chain(0)
    table[:, :, END] = -float("inf")
    found = beam_search(second_order(table), torch.tensor([0]), torch.tensor([1]), end=END, max_length=4, num_beams=2)
    assert found.lengths.tolist() == [4] and END not in found.tokens[0].tolist() and bool(found.scores.isfinite().all())


def test_states_are_selected_whatever_their_form() -> None:
    rows = torch.tensor([1, 1, 0])
    x = torch.tensor([10, 20])
    cache = KeyValues(x.view(2, 1, 1, 1), x.view(2, 1, 1, 1), 1)
    tensor, (inner, number), cached = select_rows((x, [x, 5], cache), rows)
    assert tensor.tolist() == inner.tolist() == cached.keys.flatten().tolist() == [20, 20, 10] and number == 5
    assert length_penalty(1, 0.6) == 1 and length_penalty(7, 1.0) == 2
    with pytest.raises(InputError, match="cannot keep 0 beams"):
        beam_search(lambda t, s: (t, s), None, x, end=END, max_length=2, num_beams=0)
