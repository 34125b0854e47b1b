"""Token ids as the network takes them."""

from typing import Any

import torch
from torch import Tensor, nn


class TextPreparation(nn.Module):
    """tokens: (B, L) int32 or int64, lengths: (B,) int64 -> both int64, tokens without columns that are padding only.

    start: the id of a mark that is put in front of each text, (B, L + 1) (0: none). Nothing is fitted here: the vocabulary is in the spec. The columns are left while exporting, where the caller
    decides how far tokens are padded (a network's answer does not depend on it).
    """

    def __init__(self, start: int = 0) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {"start": start} if start else {}
        self.start = start
        self.output_names: tuple[str, ...] = ("tokens", "lengths")

    def forward(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        if not torch.compiler.is_compiling() and len(lengths):  # true while exporting, too
            tokens = tokens[:, : int(lengths.max())]
        tokens, lengths = tokens.to(torch.int64), lengths.to(torch.int64)
        if self.start:
            mark = torch.full_like(tokens[:, :1], self.start)
            return torch.cat((mark, tokens), dim=1), lengths + 1
        return tokens, lengths
