"""Scaled dot-product and multi-head attention: Vaswani et al. 2017, Attention is all you need, section 3.2.

    weights = softmax(Q K' / sqrt(d_k))        output = weights V

A query looks at the keys that `allowed` lets it: boolean, true where it may look, any shape that broadcasts to
(B, heads, Q, K); `causal` lets query i look at keys 0 to i. With causal attention over rows that are padded on the
right no other mask is needed: padding stands after every real query. A query that may look at nothing gets zeros.

`attend` takes torch's fused kernel, whose memory grows with Q + K (with causal and allowed together there is one mask
of Q * K booleans: leave allowed out where padding is on the right); `attend_openly` is the formula, which has the
weights, Q * K for each head, and gives them back. Both agree to rounding.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.cache import KeyValues
from lamina.core.errors import InputError
from lamina.core.observing import emit, is_observed


class Attended(NamedTuple):
    """output: as the layer gives it; weights: how much each query takes of each key, sums 1 (or 0: nothing allowed)."""

    output: Tensor
    weights: Tensor


def key_mask(lengths: Tensor, num_keys: int) -> Tensor:
    """Padding mask: true for the keys within each row's length, (B,) -> (B, 1, 1, K)."""
    return (torch.arange(num_keys, device=lengths.device) < lengths.unsqueeze(1))[:, None, None, :]


def causal_mask(num_queries: int, num_keys: int, device: torch.device | None = None) -> Tensor:
    """True where key <= query, the queries being the last ones of the keys: (Q, K)."""
    query = torch.arange(num_queries, device=device).unsqueeze(1) + (num_keys - num_queries)
    return torch.arange(num_keys, device=device) <= query


def masked_softmax(scores: Tensor, allowed: Tensor | None) -> Tensor:
    """Softmax over the last axis among the allowed; a row with nothing allowed is zeros, with zero gradients."""
    if allowed is None:
        return torch.softmax(scores, dim=-1)
    nothing = ~allowed.any(dim=-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(~(allowed | nothing), -math.inf), dim=-1)
    return weights.masked_fill(nothing, 0.0)


def attend_openly(
    queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor | None = None, causal: bool = False,
    dropout: float = 0.0,
) -> Attended:  # fmt: skip
    """The formula: queries (..., Q, d), keys (..., K, d), values (..., K, v) -> (..., Q, v) and weights (..., Q, K).

    The weights given back are those before dropout, which sets single weights to 0 in training.
    """
    if causal:
        past = causal_mask(queries.shape[-2], keys.shape[-2], queries.device)
        allowed = past if allowed is None else past & allowed
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    weights = masked_softmax(scores, allowed)
    return Attended(F.dropout(weights, dropout) @ values, weights)


def attend(
    queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor | None = None, causal: bool = False,
    dropout: float = 0.0,
) -> Tensor:  # fmt: skip
    """As `attend_openly`, by torch's fused kernel and without the weights."""
    if causal and allowed is None and queries.shape[-2] == keys.shape[-2]:
        return F.scaled_dot_product_attention(queries, keys, values, dropout_p=dropout, is_causal=True)
    if causal:
        past = causal_mask(queries.shape[-2], keys.shape[-2], queries.device)
        allowed = past if allowed is None else past & allowed
    if allowed is None:
        return F.scaled_dot_product_attention(queries, keys, values, dropout_p=dropout)
    nothing = ~allowed.any(dim=-1, keepdim=True)  # such a query may look anywhere, and what it saw is thrown away
    output = F.scaled_dot_product_attention(queries, keys, values, allowed | nothing, dropout_p=dropout)
    return output.masked_fill(nothing, 0.0)


class MultiHeadAttention(nn.Module):
    """Attention by num_heads heads side by side, each on embed_dim / num_heads features: equations of section 3.2.2.

        head_i = attention(x W_i^Q, y W_i^K, y W_i^V)        output = concat(heads) W^O

    Queries come from x; keys and values from y: another sequence (cross) or x itself (self).
    When somebody looks (core.observing) it takes the formula and shows "weights" (B, heads, Q, K).
    """

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if num_heads < 1 or embed_dim % num_heads:
            raise InputError("networks.bad_heads", embed_dim=embed_dim, num_heads=num_heads)
        self.num_heads, self.dropout = num_heads, dropout
        self.query, self.key, self.value, self.output = (
            nn.Linear(embed_dim, embed_dim, bias=bias) for _ in range(4)
        )  # fmt: skip

    def forward(
        self, x: Tensor, y: Tensor | None = None, allowed: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        """x: (B, Q, embed_dim), y: (B, K, embed_dim) or None for x -> (B, Q, embed_dim)."""
        y = x if y is None else y
        return self._output(x, self._split(self.key(y)), self._split(self.value(y)), allowed, causal)

    def forward_openly(
        self, x: Tensor, y: Tensor | None = None, allowed: Tensor | None = None, causal: bool = False
    ) -> Attended:
        """As `forward`, with the weights of each head: (B, heads, Q, K)."""
        keys, values, _ = self.keys_and_values(x if y is None else y)
        dropout = self.dropout if self.training else 0.0
        joined, weights = attend_openly(self._split(self.query(x)), keys, values, allowed, causal, dropout)
        return Attended(self.output(self._join(joined)), weights)

    def keys_and_values(self, y: Tensor) -> KeyValues:
        """Keys and values of y, once for as many queries as will come: decoding computes those of the source once."""
        return KeyValues(self._split(self.key(y)), self._split(self.value(y)), y.shape[1])

    def look(self, x: Tensor, seen: KeyValues, allowed: Tensor | None = None, causal: bool = False) -> Tensor:
        """Queries from x over given keys and values: (B, Q, embed_dim) -> same."""
        return self._output(x, *seen.filled(), allowed, causal)

    def step(self, x: Tensor, cache: KeyValues, allowed: Tensor | None = None) -> tuple[Tensor, KeyValues]:
        """The next steps of causal self-attention: x (B, n, embed_dim) after the cache.length steps seen before.

        Gives the outputs of these steps and the cache with them added; the same numbers as one pass over all.
        """
        new = self.keys_and_values(x)
        cache = cache.added(new.keys, new.values)
        return self.look(x, cache, allowed, causal=x.shape[1] > 1), cache

    def empty_cache(self, num_rows: int, capacity: int) -> KeyValues:
        """Room for `capacity` steps; it grows when they are used up."""
        weight = self.key.weight
        shape = (num_rows, self.num_heads, capacity, weight.shape[0] // self.num_heads)
        return KeyValues(weight.new_zeros(shape), weight.new_zeros(shape), 0)

    def _output(self, x: Tensor, keys: Tensor, values: Tensor, allowed: Tensor | None, causal: bool) -> Tensor:
        """x (B, Q, embed_dim), keys and values (B, heads, K, d) -> (B, Q, embed_dim)."""
        dropout = self.dropout if self.training else 0.0
        queries = self._split(self.query(x))
        if is_observed():
            joined, weights = attend_openly(queries, keys, values, allowed, causal, dropout)
            emit("weights", weights, self)
        else:
            joined = attend(queries, keys, values, allowed, causal, dropout)
        return self.output(self._join(joined))

    def _split(self, x: Tensor) -> Tensor:
        """(B, T, heads * d) -> (B, heads, T, d)."""
        return x.unflatten(2, (self.num_heads, -1)).transpose(1, 2)

    def _join(self, x: Tensor) -> Tensor:
        """(B, heads, T, d) -> (B, T, heads * d)."""
        return x.transpose(1, 2).flatten(2)
