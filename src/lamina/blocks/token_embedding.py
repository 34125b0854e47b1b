"""Tokens as vectors: a learned table, which equals a linear layer on one-hot rows (and costs a look-up)."""

import math

from torch import Tensor, nn
from torch.nn import functional as F


class TokenEmbedding(nn.Module):
    """Row id of a table (vocab_size, embed_dim), times sqrt(embed_dim) when `scaled` (Vaswani et al. 2017, 3.4).

    Initial weights are normal with variance 1 / embed_dim (see `init`), so scaled vectors have variance 1, the size
    of the positions added to them. padding_id: a token whose vector is 0 and is not learned.
    """

    def __init__(self, vocab_size: int, embed_dim: int, scaled: bool = False, padding_id: int | None = None) -> None:
        super().__init__()
        self.table = nn.Embedding(vocab_size, embed_dim, padding_idx=padding_id)
        self.scale = math.sqrt(embed_dim) if scaled else 1.0

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens: (...) int64 -> (..., embed_dim)."""
        vectors = self.table(tokens)
        return vectors * self.scale if self.scale != 1.0 else vectors

    def logits(self, x: Tensor) -> Tensor:
        """Tied output layer (Press & Wolf 2017): (..., embed_dim) -> (..., vocab_size), by the same table, unscaled."""
        return F.linear(x, self.table.weight)
