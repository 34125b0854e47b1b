"""Greedy and sampled decoding on a Markov chain whose probabilities are known."""

import pytest
import torch
from torch import Tensor

from lamina.blocks.decoding import filtered, greedy, sample
from lamina.core.errors import InputError

END = 3
CHANCES = torch.tensor(
    [[0.1, 0.6, 0.2, 0.1], [0.1, 0.1, 0.5, 0.3], [0.2, 0.1, 0.1, 0.6], [0.25, 0.25, 0.25, 0.25]], dtype=torch.float64
)


def step(tokens: Tensor, state: int) -> tuple[Tensor, int]:
    return CHANCES[tokens].log(), state + 1


def test_greedy_follows_the_likeliest_and_ends() -> None:
    found = greedy(step, 0, torch.tensor([0, 2]), end=END, max_length=10)
    assert found.tokens.tolist() == [[1, 2, END], [END, END, END]] and found.lengths.tolist() == [3, 1]
    torch.testing.assert_close(found.scores.exp(), torch.tensor([0.6 * 0.5 * 0.6, 0.6], dtype=torch.float64))
    cut = greedy(step, 0, torch.tensor([0]), end=END, max_length=2)
    assert cut.tokens.tolist() == [[1, 2]] and cut.lengths.tolist() == [2]


def test_samples_follow_the_probabilities_and_repeat() -> None:
    first = torch.zeros(20000, dtype=torch.int64)
    runs = [sample(step, 0, first, end=END, max_length=4, generator=torch.Generator().manual_seed(1)) for _ in range(2)]
    assert torch.equal(runs[0].tokens, runs[1].tokens)
    share = torch.bincount(runs[0].tokens[:, 0], minlength=4) / len(first)
    torch.testing.assert_close(share.double(), CHANCES[0], rtol=0, atol=0.015)


def test_top_k_top_p_and_temperature_filter() -> None:
    logits = torch.tensor([[0.5, 0.2, 0.2, 0.1]]).log()
    kept = lambda **given: filtered(logits, **given).isfinite().tolist()[0]  # noqa: E731
    assert kept() == [True] * 4 and kept(top_k=1) == [True, False, False, False] and kept(top_k=9) == [True] * 4
    assert kept(top_p=0.6) == [True, True, False, False]  # 0.5 does not reach 0.6; the next does
    assert kept(top_p=0.4) == [True, False, False, False] and kept(top_p=1.0) == [True] * 4
    assert kept(top_k=2, top_p=0.72) == [True, True, False, False]  # 0.5 / 0.7 = 0.714 among the two
    cold, warm = (torch.softmax(filtered(logits, temperature=t), dim=1)[0, 0] for t in (0.5, 2.0))
    torch.testing.assert_close(cold, torch.tensor(0.25 / (0.25 + 0.04 + 0.04 + 0.01), dtype=torch.float64))
    assert warm < 0.5 < cold


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"temperature": 0.0}, "temperature 0.0"),
        ({"top_k": 0}, "0 likeliest"),
        ({"top_p": 1.5}, "total probability 1.5"),
    ],
)
def test_bad_settings_are_refused(given: dict[str, float], named: str) -> None:
    with pytest.raises(InputError, match=named):
        filtered(torch.zeros(1, 3), **given)
