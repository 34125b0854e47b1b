"""What is hidden of a text follows from (seed, epoch, row), in BERT's shares."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.batch import Part
from lamina.data.batches import MemoryBatches
from lamina.data.corpus.hidden_words import HELD, HeldWindows, HiddenWords, behind_start, hidden_part, hide
from lamina.data.corpus.prepared import window_part
from lamina.data.corpus.window_batches import WindowBatches
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.vocabulary import HIDING, MASK_ID, START_ID

VOCABULARY = 1_000


def drawn(rows: int, length: int, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return torch.randint(len(HIDING), VOCABULARY, (rows, length), generator=random)


def test_shares_are_those_of_the_paper() -> None:
    tokens = drawn(400, 100)
    hidden, target = hide(tokens, torch.arange(400), VOCABULARY, 0, 0)
    chosen = target >= 0
    assert (chosen.sum(dim=1) == 15).all()
    assert torch.equal(target[chosen], tokens[chosen])
    assert torch.equal(hidden[~chosen], tokens[~chosen])
    marked = (hidden[chosen] == MASK_ID).double().mean().item()
    kept = (hidden[chosen] == tokens[chosen]).double().mean().item()
    assert abs(marked - 0.8) < 0.02 and abs(kept - 0.1) < 0.02
    others = hidden[chosen & (hidden != MASK_ID) & (hidden != tokens)]
    assert others.min() >= len(HIDING) and others.unique().numel() > 300


@given(st.integers(0, 5), st.integers(0, 3), st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_a_row_is_hidden_alike_in_any_batch(seed: int, epoch: int, length: int) -> None:
    tokens, rows = drawn(6, length, seed), torch.arange(6)
    whole, target = hide(tokens, rows, VOCABULARY, seed, epoch)
    some = torch.tensor([4, 1])
    alone, asked = hide(tokens[some], rows[some], VOCABULARY, seed, epoch)
    assert torch.equal(alone, whole[some]) and torch.equal(asked, target[some])
    assert ((target >= 0).sum(dim=1) >= 1).all()


def test_epochs_hide_otherwise() -> None:
    tokens, rows = drawn(8, 50), torch.arange(8)
    targets = [hide(tokens, rows, VOCABULARY, 0, epoch)[1] for epoch in (0, 1, HELD)]
    assert not torch.equal(targets[0], targets[1]) and not torch.equal(targets[0], targets[2])


def test_padding_marks_and_unknown_tokens_are_never_hidden() -> None:
    tokens = torch.tensor([[2, 1, 3, 0, 0], [2, 7, 1, 0, 0]])
    hidden, target = hide(tokens, torch.arange(2), VOCABULARY, 0, 0)
    assert target.tolist() == [[-1] * 5, [-1, 7, -1, -1, -1]]
    assert torch.equal(hidden[0], tokens[0])


def test_a_part_and_its_batches_begin_with_a_mark_that_nothing_is_asked_of() -> None:
    stream = drawn(1, 90)[0].to(torch.int32)
    windows = WindowBatches(stream, length=10, batch_size=4, seed=0)
    source = HiddenWords(windows, TextPreparation(START_ID), VOCABULARY, 0)
    batches = list(source.epoch(0))
    assert len(batches) == source.num_batches == windows.num_batches
    for batch in batches:
        assert (batch.inputs["tokens"][:, 0] == START_ID).all() and batch.inputs["tokens"].shape[1] == 11
        assert batch.target.shape == batch.inputs["tokens"].shape and (batch.target[:, 0] == -1).all()
        assert (batch.inputs["lengths"] == 11).all()
    again = list(source.epoch(0, start=1))  # a resumed epoch sees what it would have seen
    assert torch.equal(again[0].inputs["tokens"], batches[1].inputs["tokens"])
    part = Part(
        "test", {"tokens": drawn(2, 5), "lengths": torch.tensor([5, 5])}, torch.zeros(2, 5), None, torch.arange(2)
    )
    assert hidden_part(part, VOCABULARY, 0).target.shape == behind_start(part.inputs["tokens"][:]).shape


def test_a_short_window_alone_in_its_batch_has_a_target_as_short() -> None:
    part = hidden_part(window_part("validation", drawn(1, 42)[0].to(torch.int32), 10), VOCABULARY, 0)
    prepare = TextPreparation(START_ID)
    held = HeldWindows(MemoryBatches(part, batch_size=2, seed=0, shuffle=False, transform=prepare))
    shapes = [(tuple(batch.inputs["tokens"].shape), tuple(batch.target.shape)) for batch in held.epoch(0)]
    assert shapes[-1][0] == shapes[-1][1] and shapes[-1][0][0] == 1 and shapes[-1][0][1] < shapes[0][0][1]
    assert all(tokens == target for tokens, target in shapes) and len(shapes) == held.num_batches
