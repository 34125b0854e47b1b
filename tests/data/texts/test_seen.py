"""Tokens of the vocabulary that no training row holds, and shares of unknown ones."""

import torch

from lamina.core.batch import Part
from lamina.core.rows import Rows
from lamina.core.spec import TextSpec
from lamina.data.texts.seen import token_facts

TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>", "the", "a", "cat", "dog"), max_length=4)


def part(name: str, rows: list[list[int]]) -> Part:
    tokens = torch.tensor(rows, dtype=torch.int32)
    return Part(name, {"tokens": tokens}, torch.zeros(len(rows)), None, torch.arange(len(rows)))


def test_unseen_and_unknown() -> None:
    parts = {"train": part("train", [[2, 4, 0], [2, 1, 2]]), "test": part("test", [[1, 1, 5], [2, 0, 0]])}
    found = token_facts(parts, TEXT)
    assert found["unseen_tokens"] == 2  # a, dog; padding and the unknown token are marks
    assert found["unknown_shares"] == {"train": 1 / 5, "test": 2 / 4}


def test_rows_of_a_store_and_no_held_out_part() -> None:
    some = part("train", [[2, 3, 4], [5, 0, 0], [1, 1, 1]])
    some.inputs["tokens"] = Rows(some.inputs["tokens"], torch.tensor([0, 1]))  # type: ignore[arg-type]
    kept = Part("train", some.inputs, some.target[:2], None, some.row_ids[:2])
    assert token_facts({"train": kept}, TEXT) == {"unseen_tokens": 0, "unknown_shares": {"train": 0.0}}
