"""Transformer: Vaswani et al., Attention is all you need (NeurIPS 2017): an encoder and a decoder of attention alone.

Each step looks at all others at once, weighted by what they hold, in place of a state that is carried along; so all
steps of a training text are computed in one pass, and the way between any two of them is one layer long.

    name    D       heads   hidden   layers    dropout   parameters, vocabulary V   at V = 37,000
    base      512    8      2,048    6 and 6   0.1        44,101,632 +   512 V       63,045,632
    big     1,024   16      4,096    6 and 6   0.3       176,283,648 + 1,024 V      214,171,648

    x = dropout(table[tokens] sqrt(D) + sinusoids)                       sections 3.4, 3.5 and 5.4
    x = norm(x + dropout(sublayer(x)))                                   post-norm, section 3.1; feed-forward with relu
    logits = x table'                                                    one table for source, target and output

A layer has 4 D^2 in each attention (no biases, as in section 3.2.2), 2 D F + F + D in the feed-forward and 2 D in each
norm; an encoder's layer one attention and two norms, a decoder's two and three. The paper's table 3 prints 65 and 213
million: with "about 37,000" pieces neither is met to the last unit (65 million would take some 41,000 pieces, 213 some
36,000).

Decoding goes step by step with the keys and values of all steps so far kept: `empty_state`, `step`.

Differs from the paper in: nothing known in the arithmetic. It does not print initial weights: Xavier here, the table
normal with variance 1 / D, so that a scaled token has the size of its position. Label smoothing of 0.1, Adam and the
warm-up are the training's. Pre-norm layers are blocks of their own (`blocks.transformer`); `decoder` uses them.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.attention import key_mask
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import initialise
from lamina.blocks.positions import SinusoidalPositions
from lamina.blocks.shapes import positive
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.blocks.transformer import DecoderCache, DecoderLayer, Dropouts, EncoderLayer
from lamina.core.errors import InputError


class TransformerState(NamedTuple):
    """Where decoding stands: a cache for each layer, and which steps of the source are real, (B, 1, 1, S)."""

    caches: tuple[DecoderCache, ...]
    source_allowed: Tensor

    @property
    def num_steps(self) -> int:
        """Target tokens seen so far."""
        return self.caches[0].own.length


class Transformer(nn.Module):
    """One table of tokens (or one for each side), encoder layers, decoder layers; output by the target's table."""

    def __init__(
        self,
        name: str,
        vocab_size: int,
        target_vocab_size: int | None,
        embed_dim: int,
        num_heads: int,
        hidden_dim: int,
        num_layers: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.name = name
        self.embedding = TokenEmbedding(vocab_size, embed_dim, scaled=True)
        if target_vocab_size is None:
            self.register_module("own_target_embedding", None)
        else:
            self.own_target_embedding = TokenEmbedding(target_vocab_size, embed_dim, scaled=True)
        self.positions = SinusoidalPositions()
        self.dropout = dropout_layer(dropout)
        sizes = (embed_dim, num_heads, hidden_dim, Dropouts(result=dropout), "relu", False)
        self.encoder = nn.ModuleList(EncoderLayer(*sizes) for _ in range(num_layers))
        self.decoder = nn.ModuleList(DecoderLayer(*sizes) for _ in range(num_layers))

    @property
    def target_embedding(self) -> TokenEmbedding:
        """The table of what is written: the one of all, or its own."""
        own = self.own_target_embedding
        return own if isinstance(own, TokenEmbedding) else self.embedding

    def forward(self, source: Tensor, source_lengths: Tensor | None, target_in: Tensor) -> Tensor:
        """source: (B, S) int64, source_lengths: (B,) or None (all are whole), target_in: (B, T) -> logits (B, T, V).

        target_in is the target with a start mark before it and without its last token: logits[:, t] foretell the
        token after target_in[:, t], from it and those before. Padding stands on the right; of the source it changes
        nothing, of the target only logits behind it.
        """
        allowed = self._allowed(source, source_lengths)
        encoded = self._encode(source, allowed)
        x = self._embed(target_in, 0, self.target_embedding)
        for layer in self.decoder:
            x = layer(x, encoded, allowed)
        return self.target_embedding.logits(x)

    def encode(self, source: Tensor, source_lengths: Tensor | None = None) -> Tensor:
        """source: (B, S), source_lengths: (B,) -> (B, S, D); what stands in the padding means nothing."""
        return self._encode(source, self._allowed(source, source_lengths))

    def empty_state(self, source: Tensor, source_lengths: Tensor | None = None, capacity: int = 64) -> TransformerState:
        """The state before the first target token; source: (B, S), encoded and projected once.

        capacity: target tokens that there is room for; it grows when they are used up.
        """
        allowed = self._allowed(source, source_lengths)
        encoded = self._encode(source, allowed)
        return TransformerState(tuple(layer.empty_cache(encoded, capacity) for layer in self._decoder()), allowed)

    def step(self, tokens: Tensor, state: TransformerState) -> tuple[Tensor, TransformerState]:
        """The newest target token of each row (B,) -> logits of the next (B, V), state; see `blocks.decoding`."""
        x = self._embed(tokens.unsqueeze(1), state.num_steps, self.target_embedding)
        caches: list[DecoderCache] = []
        for layer, cache in zip(self._decoder(), state.caches, strict=True):
            x, after = layer.step(x, cache, state.source_allowed)
            caches.append(after)
        return self.target_embedding.logits(x[:, 0]), TransformerState(tuple(caches), state.source_allowed)

    def _encode(self, source: Tensor, allowed: Tensor) -> Tensor:
        x = self._embed(source, 0, self.embedding)
        for layer in self.encoder:
            x = layer(x, allowed)
        return x

    def _allowed(self, source: Tensor, lengths: Tensor | None) -> Tensor:
        """Which source tokens are real: (B, 1, 1, S)."""
        self._expect(source)
        if lengths is None:
            return torch.ones_like(source, dtype=torch.bool)[:, None, None]
        return key_mask(lengths, source.shape[1])

    def _embed(self, tokens: Tensor, start: int, embedding: TokenEmbedding) -> Tensor:
        self._expect(tokens)
        return self.dropout(self.positions(embedding(tokens), start))

    def _expect(self, tokens: Tensor) -> None:
        if tokens.ndim != 2 or not tokens.shape[1]:
            shape, expected = list(tokens.shape), ["B", "L"]
            raise InputError("networks.input_shape", network=self.name, shape=shape, expected=expected)

    def _decoder(self) -> list[DecoderLayer]:
        return [layer for layer in self.decoder if isinstance(layer, DecoderLayer)]


def transformer(
    vocab_size: int, embed_dim: int = 512, num_heads: int = 8, hidden_dim: int = 2048, num_layers: int = 6,
    dropout: float = 0.1, target_vocab_size: int | None = None,
) -> Transformer:  # fmt: skip
    """A Transformer of any size, the base model's by itself: see `Transformer.forward`.

    vocab_size: tokens of source and target together, which share one table; with target_vocab_size of the source
    alone: each side then has a table of its own. num_layers: of encoder and decoder each.
    """
    sizes = (embed_dim, num_heads, hidden_dim, num_layers, dropout)
    return _build("transformer", vocab_size, target_vocab_size, *sizes)


def transformer_base(vocab_size: int = 37_000, dropout: float = 0.1) -> Transformer:
    """The base model of table 3."""
    return _build("transformer-base", vocab_size, None, 512, 8, 2048, 6, dropout)


def transformer_big(vocab_size: int = 37_000, dropout: float = 0.3) -> Transformer:
    """The big model of table 3."""
    return _build("transformer-big", vocab_size, None, 1024, 16, 4096, 6, dropout)


def _build(
    name: str, vocab_size: int, target_vocab_size: int | None, embed_dim: int, num_heads: int, hidden_dim: int,
    num_layers: int, dropout: float,
) -> Transformer:  # fmt: skip
    out = vocab_size if target_vocab_size is None else target_vocab_size
    sizes = {"vocab_size": vocab_size, "target_vocab_size": out, "embed_dim": embed_dim, "num_heads": num_heads}
    positive(name, **sizes, hidden_dim=hidden_dim, num_layers=num_layers)
    network = Transformer(
        name, vocab_size, target_vocab_size, embed_dim, num_heads, hidden_dim, num_layers, dropout
    )  # fmt: skip
    initialise(network, "xavier")
    return network
