"""Token ids of pairs as the network takes them."""

from typing import Any

import torch
from torch import Tensor, nn


class PairPreparation(nn.Module):
    """tokens: (B, S), lengths: (B,), written: (B, T) -> all int64, tokens without columns that are padding only.

    written begins with the start mark. Nothing is fitted here: the vocabularies are in the spec. The columns are left
    while exporting, where the caller decides how far tokens are padded (a network's answer does not depend on it).
    """

    def __init__(self) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {}
        self.output_names: tuple[str, ...] = ("source", "source_lengths", "target_in")

    def forward(self, tokens: Tensor, lengths: Tensor, written: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        if not torch.compiler.is_compiling() and len(lengths):  # true while exporting, too
            tokens = tokens[:, : int(lengths.max())]
        return tokens.to(torch.int64), lengths.to(torch.int64), written.to(torch.int64)
