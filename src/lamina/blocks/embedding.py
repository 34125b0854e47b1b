"""Learned vectors for categorical columns: Guo & Berkhahn 2016, Entity embeddings of categorical variables."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.blocks.init import draw_normal


def embedding_width(num_codes: int) -> int:
    """Width of a column's vector, a rule of thumb: 1.6 n^0.56, at least 1, at most 32."""
    return max(1, min(32, round(1.6 * num_codes**0.56)))


class EmbeddedColumns(nn.Module):
    """One table of vectors per column; the vectors of a row are joined.

    cardinalities: number of codes of each column, the categories and then two more: missing and unseen. These two
    start at zero: a code that training never showed adds nothing at prediction.
    """

    def __init__(self, cardinalities: Sequence[int]) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(count, embedding_width(count)) for count in cardinalities)
        self.out_features = sum(embedding_width(count) for count in cardinalities)
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Normal with variance 1 / width; missing and unseen zero."""
        for table in self.tables:
            assert isinstance(table, nn.Embedding)
            draw_normal(table.weight, 1 / math.sqrt(table.embedding_dim), generator)
            table.weight[-2:].zero_()

    def forward(self, codes: Tensor) -> Tensor:
        """codes: (B, K) int64 -> (B, D), D the sum of the widths."""
        return torch.cat([table(codes[:, column]) for column, table in enumerate(self.tables)], dim=1)
