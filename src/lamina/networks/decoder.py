"""Decoder: Radford et al., Language models are unsupervised multitask learners (2019), GPT-2; after GPT (2018).

Transformer layers that look back only foretell the next token of a text; asked again and again, they write.

    x = dropout(table[tokens] + positions)              both learned
    x = x + dropout(sublayer(norm(x)))                  pre-norm, gelu, hidden features 4 D; one norm after the last
    logits = norm(x) table'                             tied with the table of tokens

    name    D       heads   layers   positions   vocabulary   parameters
    small   768     12      12       1,024       50,257       124,439,808 (the paper prints 117 million, corrected later)

Weights start normal with deviation 0.02, those that a sublayer adds by with 0.02 / sqrt(2 layers), so that the sum of
all layers stays as large (section 2.3); biases 0.

Generation keeps the keys and values of all tokens so far: `read` for a prompt, `step` for each token after it. A text
longer than the positions is refused.

Differs from the paper in: gelu is exact, the authors' code has its approximation by tanh (at most 5e-4 apart);
positions start with deviation 0.02 as all tables, in that code with 0.01.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.cache import KeyValues
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import draw_normal, fill_normal
from lamina.blocks.norm import layer_norm
from lamina.blocks.positions import LearnedPositions
from lamina.blocks.shapes import positive
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.blocks.transformer import Dropouts, PreNormEncoderLayer
from lamina.core.errors import InputError

Caches = tuple[KeyValues, ...]  # one for each layer


class Read(NamedTuple):
    """logits: of the step or steps read; state: to go on from."""

    logits: Tensor
    state: Caches


class Decoder(nn.Module):
    """Tokens and positions, causal pre-norm layers, a norm, output by the table of tokens."""

    def __init__(
        self, vocab_size: int, embed_dim: int, num_heads: int, num_layers: int, num_positions: int, dropout: float
    ) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, embed_dim)
        self.positions = LearnedPositions(num_positions, embed_dim)
        self.dropout = dropout_layer(dropout)
        drop = Dropouts(attention=dropout, result=dropout)
        self.layers = nn.ModuleList(
            PreNormEncoderLayer(embed_dim, num_heads, 4 * embed_dim, drop, "gelu") for _ in range(num_layers)
        )
        self.norm = layer_norm(embed_dim)

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        """tokens: (B, L) int64 -> logits (B, L, V): logits[:, t] foretell the token after tokens[:, t].

        lengths: (B,), taken as other networks over tokens take it and not needed: padding stands on the right, where
        no token looks.
        """
        x = self._embed(tokens, 0)
        for layer in self.layers:
            x = layer(x, causal=True)
        return self.embedding.logits(self.norm(x))

    def read(self, tokens: Tensor, lengths: Tensor | None = None, state: Caches | None = None) -> Read:
        """As forward, from a state on (None: the beginning), with the state after it; for use without gradients.

        tokens: (B, n), all whole: the next tokens of each row, such as a prompt -> logits (B, n, V), state.
        """
        if lengths is not None and bool((lengths != tokens.shape[1]).any()):
            raise InputError("networks.uneven_prompts", network="decoder", longest=tokens.shape[1])
        caches = self.empty_state(len(tokens), tokens.shape[1] + 64) if state is None else state
        x, after = self._embed(tokens, caches[0].length), []
        for layer, cache in zip(self._layers(), caches, strict=True):
            x, cache = layer.step(x, cache)
            after.append(cache)
        return Read(self.embedding.logits(self.norm(x)), tuple(after))

    def step(self, tokens: Tensor, state: Caches | None) -> Read:
        """The newest token of each row (B,) -> logits of the next (B, V), state: what `blocks.decoding` asks for."""
        logits, state = self.read(tokens.unsqueeze(1), None, state)
        return Read(logits[:, 0], state)

    def empty_state(self, num_rows: int, capacity: int = 64) -> Caches:
        """The state before the first token, with room for `capacity`; it grows when they are used up."""
        return tuple(layer.empty_cache(num_rows, capacity) for layer in self._layers())

    @property
    def num_positions(self) -> int:
        """Tokens of the longest text."""
        return self.positions.table.num_embeddings

    def _embed(self, tokens: Tensor, start: int) -> Tensor:
        if tokens.ndim != 2 or not tokens.shape[1]:
            shape, expected = list(tokens.shape), ["B", "L"]
            raise InputError("networks.input_shape", network="decoder", shape=shape, expected=expected)
        return self.dropout(self.positions(self.embedding(tokens), start))

    def _layers(self) -> list[PreNormEncoderLayer]:
        return [layer for layer in self.layers if isinstance(layer, PreNormEncoderLayer)]


def decoder(
    vocab_size: int, embed_dim: int = 768, num_heads: int = 12, num_layers: int = 12, num_positions: int = 1024,
    dropout: float = 0.1,
) -> Decoder:  # fmt: skip
    """A GPT-2 of any size, its small one by itself: see `Decoder.forward`. Hidden features of the feed-forward: 4 embed_dim.

    num_positions: tokens of the longest text. dropout: of the embedding, attention's weights and sublayers.
    """
    sizes = {"vocab_size": vocab_size, "embed_dim": embed_dim, "num_heads": num_heads, "num_layers": num_layers}
    positive("decoder", **sizes, num_positions=num_positions)
    network = Decoder(vocab_size, embed_dim, num_heads, num_layers, num_positions, dropout)
    fill_normal(network, 0.02)
    _shrink_residuals(network.layers)
    return network


@torch.no_grad()
def _shrink_residuals(layers: nn.ModuleList) -> None:
    """Weights whose results are added, two in each layer: smaller by the square root of their number."""
    for layer in layers:
        assert isinstance(layer, PreNormEncoderLayer)
        for last in (layer.attention.output, layer.feed_forward.contract):
            draw_normal(last.weight, 0.02 / math.sqrt(2 * len(layers)), None)
