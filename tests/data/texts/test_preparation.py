"""Trimmed while training, left as it is while exporting."""

import torch

from lamina.data.prepare import describe, rebuild
from lamina.data.texts.preparation import TextPreparation


def test_trims_to_the_longest_and_widens() -> None:
    tokens = torch.tensor([[2, 0, 0, 0], [3, 4, 0, 0]], dtype=torch.int32)
    found, lengths = TextPreparation()(tokens, torch.tensor([1, 2]))
    assert found.tolist() == [[2, 0], [3, 4]] and found.dtype == lengths.dtype == torch.int64
    assert TextPreparation()(tokens[:0], torch.tensor([], dtype=torch.int64))[0].shape == (0, 4)


def test_exports_with_any_width() -> None:
    rows, width = torch.export.Dim("rows"), torch.export.Dim("length")
    example = (torch.ones(3, 5, dtype=torch.int64), torch.tensor([1, 2, 3]))
    program = torch.export.export(TextPreparation(), example, dynamic_shapes=({0: rows, 1: width}, {0: rows}))
    tokens = torch.ones(2, 9, dtype=torch.int64)
    assert program.module()(tokens, torch.tensor([1, 2]))[0].shape == (2, 9)


def test_is_rebuilt_from_its_description() -> None:
    assert isinstance(rebuild(describe(TextPreparation())), TextPreparation)
