"""Layers of the Transformer: Vaswani et al. 2017, section 3.1; post-norm as published, pre-norm as classes of its own.

    post-norm   x = norm(x + dropout(sublayer(x)))       as published
    pre-norm    x = x + dropout(sublayer(norm(x)))       He et al. 2016's order, Xiong et al. 2020; the stack
                                                         then ends with a norm of its own

A layer on itself alone (`EncoderLayer`) is also the layer of a language model: with causal=True. For decoding, `step`
takes the next tokens and a cache; one pass over all tokens gives the same numbers.
"""

from typing import NamedTuple

from torch import Tensor, nn

from lamina.blocks.activations import activation as activation_layer
from lamina.blocks.attention import MultiHeadAttention
from lamina.blocks.cache import KeyValues
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.norm import layer_norm


class Dropouts(NamedTuple):
    """Where a layer drops values; published networks differ. A plain number in its place drops at all three."""

    attention: float = 0.0  # weights of attention
    hidden: float = 0.0  # hidden features of the feed-forward
    result: float = 0.0  # what a sublayer gives, before it is added


def _dropouts(dropout: float | Dropouts) -> Dropouts:
    return dropout if isinstance(dropout, Dropouts) else Dropouts(dropout, dropout, dropout)


class FeedForward(nn.Sequential):
    """Each step by itself through two dense layers (section 3.3): (..., embed_dim) -> (..., embed_dim)."""

    def __init__(self, embed_dim: int, hidden_dim: int, dropout: float = 0.0, activation: str = "relu") -> None:
        super().__init__()
        self.expand = nn.Linear(embed_dim, hidden_dim)
        self.activation = activation_layer(activation)
        self.dropout = dropout_layer(dropout)
        self.contract = nn.Linear(hidden_dim, embed_dim)


class Sublayer(nn.Module):
    """What stands around attention and feed-forward, post-norm: norm(x + dropout(function(x)))."""

    def __init__(self, embed_dim: int, dropout: float) -> None:
        super().__init__()
        self.norm, self.dropout = layer_norm(embed_dim), dropout_layer(dropout)

    def before(self, x: Tensor) -> Tensor:
        """What the function sees: x as it is."""
        return x

    def after(self, x: Tensor, result: Tensor) -> Tensor:
        """The function's result joined with x."""
        return self.norm(x + self.dropout(result))


class PreNormSublayer(Sublayer):
    """x + dropout(function(norm(x)))."""

    def before(self, x: Tensor) -> Tensor:
        """What the function sees: x normed."""
        return self.norm(x)

    def after(self, x: Tensor, result: Tensor) -> Tensor:
        """The function's result joined with x."""
        return x + self.dropout(result)


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward; post-norm."""

    sublayer: type[Sublayer] = Sublayer

    def __init__(
        self, embed_dim: int, num_heads: int, hidden_dim: int, dropout: float | Dropouts = 0.0,
        activation: str = "relu", attention_bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        drop = _dropouts(dropout)
        self.attention = MultiHeadAttention(embed_dim, num_heads, drop.attention, attention_bias)
        self.around_attention = self.sublayer(embed_dim, drop.result)
        self.feed_forward = FeedForward(embed_dim, hidden_dim, drop.hidden, activation)
        self.around_feed_forward = self.sublayer(embed_dim, drop.result)

    def forward(self, x: Tensor, allowed: Tensor | None = None, causal: bool = False) -> Tensor:
        """x: (B, T, embed_dim), allowed: broadcasts to (B, heads, T, T) -> (B, T, embed_dim)."""
        result = self.attention(self.around_attention.before(x), allowed=allowed, causal=causal)
        return self._feed(self.around_attention.after(x, result))

    def step(self, x: Tensor, cache: KeyValues, allowed: Tensor | None = None) -> tuple[Tensor, KeyValues]:
        """The next steps, causal: x (B, n, embed_dim) -> the same shape, and the cache with them added."""
        result, cache = self.attention.step(self.around_attention.before(x), cache, allowed)
        return self._feed(self.around_attention.after(x, result)), cache

    def empty_cache(self, num_rows: int, capacity: int) -> KeyValues:
        """A cache before the first step."""
        return self.attention.empty_cache(num_rows, capacity)

    def _feed(self, x: Tensor) -> Tensor:
        return self.around_feed_forward.after(x, self.feed_forward(self.around_feed_forward.before(x)))


class PreNormEncoderLayer(EncoderLayer):
    """Self-attention, then feed-forward; pre-norm."""

    sublayer = PreNormSublayer


class DecoderCache(NamedTuple):
    """own: keys and values of the decoder's steps so far; source: those of the encoder's output, computed once."""

    own: KeyValues
    source: KeyValues

    def select(self, rows: Tensor) -> "DecoderCache":
        """A copy with these rows, (N,) int64, in this order."""
        return DecoderCache(self.own.select(rows), self.source.select(rows))


class DecoderLayer(nn.Module):
    """Causal self-attention, attention over the encoder's output, then feed-forward; post-norm."""

    sublayer: type[Sublayer] = Sublayer

    def __init__(
        self, embed_dim: int, num_heads: int, hidden_dim: int, dropout: float | Dropouts = 0.0,
        activation: str = "relu", attention_bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        drop = _dropouts(dropout)
        self.attention = MultiHeadAttention(embed_dim, num_heads, drop.attention, attention_bias)
        self.around_attention = self.sublayer(embed_dim, drop.result)
        self.cross_attention = MultiHeadAttention(embed_dim, num_heads, drop.attention, attention_bias)
        self.around_cross_attention = self.sublayer(embed_dim, drop.result)
        self.feed_forward = FeedForward(embed_dim, hidden_dim, drop.hidden, activation)
        self.around_feed_forward = self.sublayer(embed_dim, drop.result)

    def forward(self, x: Tensor, source: Tensor, source_allowed: Tensor | None = None) -> Tensor:
        """x: (B, T, embed_dim), source: (B, S, embed_dim), source_allowed: to (B, heads, T, S) -> (B, T, embed_dim)."""
        result = self.attention(self.around_attention.before(x), causal=True)
        x = self.around_attention.after(x, result)
        return self._look_and_feed(x, self.cross_attention.keys_and_values(source), source_allowed)

    def step(self, x: Tensor, cache: DecoderCache, source_allowed: Tensor | None = None) -> tuple[Tensor, DecoderCache]:
        """The next steps: x (B, n, embed_dim) -> the same shape, and the cache with them added."""
        result, own = self.attention.step(self.around_attention.before(x), cache.own)
        x = self.around_attention.after(x, result)
        return self._look_and_feed(x, cache.source, source_allowed), DecoderCache(own, cache.source)

    def empty_cache(self, source: Tensor, capacity: int) -> DecoderCache:
        """A cache before the first step: source (B, S, embed_dim), projected once."""
        own = self.attention.empty_cache(source.shape[0], capacity)
        return DecoderCache(own, self.cross_attention.keys_and_values(source))

    def _look_and_feed(self, x: Tensor, source: KeyValues, allowed: Tensor | None) -> Tensor:
        result = self.cross_attention.look(self.around_cross_attention.before(x), source, allowed)
        x = self.around_cross_attention.after(x, result)
        return self.around_feed_forward.after(x, self.feed_forward(self.around_feed_forward.before(x)))


class PreNormDecoderLayer(DecoderLayer):
    """Causal self-attention, attention over the encoder's output, then feed-forward; pre-norm."""

    sublayer = PreNormSublayer
