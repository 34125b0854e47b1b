"""Preparation of pairs: int64, columns that only pad are cut, also when rebuilt from its description."""

import torch

from lamina.data.pairs.preparation import PairPreparation
from lamina.data.prepare import describe, rebuild


def test_padding_is_cut_from_what_is_read() -> None:
    tokens = torch.tensor([[4, 5, 0, 0], [6, 0, 0, 0]], dtype=torch.int32)
    written = torch.tensor([[2, 7], [2, 8]], dtype=torch.int32)
    prepare = rebuild(describe(PairPreparation()))
    source, lengths, out = prepare(tokens, torch.tensor([2, 1]), written)
    assert source.tolist() == [[4, 5], [6, 0]] and lengths.tolist() == [2, 1] and out.tolist() == written.tolist()
    assert source.dtype == out.dtype == torch.int64
