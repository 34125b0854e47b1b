"""Encoder: Devlin et al., BERT: pre-training of deep bidirectional transformers for language understanding (2018).

A Transformer encoder reads a text from both sides at once. It is taught to guess words that were hidden from it
(`answers="masked"`), and its layers then serve to classify texts ("one") or each token ("each").

    x = dropout(norm(table[tokens] + positions + segments))       both learned; section 3, figure 2
    x = norm(x + dropout(sublayer(x)))                            post-norm, gelu, hidden features 4 D
    one      output(dropout(tanh(W x_first + b)))                 the first token's state: put a start mark there
    each     output(dropout(x))
    masked   norm(gelu(W x + b)) table' + c                       tied with the table of tokens

    name   D     heads   layers   vocabulary   parameters without output
    base   768   12      12       30,522       109,482,240, the dense layer W of "one" included (the paper: 110 million)

All weights start normal with deviation 0.02, cut at two deviations. What stands behind a text's length never changes
an answer.

Differs from the paper in: norms keep torch's eps, 1e-5, the authors' code 1e-12. Whether two sentences follow each
other is asked by "one" with two classes, not beside the masked words in one pass.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.blocks.activations import activation
from lamina.blocks.attention import key_mask
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import fill_normal
from lamina.blocks.norm import layer_norm
from lamina.blocks.positions import LearnedPositions
from lamina.blocks.shapes import positive
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.blocks.transformer import Dropouts, EncoderLayer
from lamina.core.errors import InputError, nearest

ANSWERS = ("one", "each", "masked")


class EmbeddedText(nn.Module):
    """Token, position and segment, added and normed."""

    def __init__(self, vocab_size: int, embed_dim: int, num_positions: int, num_segments: int, dropout: float) -> None:
        super().__init__()
        self.tokens = TokenEmbedding(vocab_size, embed_dim)
        self.positions = LearnedPositions(num_positions, embed_dim)
        self.segments = nn.Embedding(num_segments, embed_dim)
        self.norm = layer_norm(embed_dim)
        self.dropout = dropout_layer(dropout)

    def forward(self, tokens: Tensor, segments: Tensor | None) -> Tensor:
        """tokens, segments: (B, L) int64, None: all in segment 0 -> (B, L, D)."""
        segment = self.segments(torch.zeros_like(tokens) if segments is None else segments)
        return self.dropout(self.norm(self.positions(self.tokens(tokens)) + segment))


class FirstToken(nn.Module):
    """One answer for a text from its first token's state ("pooler"): (B, L, D) -> (B, Y)."""

    def __init__(self, embed_dim: int, num_classes: int, dropout: float) -> None:
        super().__init__()
        self.dense, self.tanh = nn.Linear(embed_dim, embed_dim), nn.Tanh()
        self.dropout, self.output = dropout_layer(dropout), nn.Linear(embed_dim, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, L, D) -> (B, Y)."""
        return self.output(self.dropout(self.tanh(self.dense(x[:, 0]))))


class EachToken(nn.Sequential):
    """An answer for each token: (B, L, D) -> (B, L, Y)."""

    def __init__(self, embed_dim: int, num_classes: int, dropout: float) -> None:
        super().__init__()
        self.dropout, self.output = dropout_layer(dropout), nn.Linear(embed_dim, num_classes)


class MaskedWord(nn.Module):
    """Which token stands here: (B, L, D) -> (B, L, V), by the table that the tokens came in with."""

    def __init__(self, embed_dim: int, vocab_size: int) -> None:
        super().__init__()
        self.dense, self.activation = nn.Linear(embed_dim, embed_dim), activation("gelu")
        self.norm = layer_norm(embed_dim)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: TokenEmbedding) -> Tensor:
        """x: (B, L, D) -> (B, L, V)."""
        return table.logits(self.norm(self.activation(self.dense(x)))) + self.bias


class Encoder(nn.Module):
    """Embedded text, encoder layers, a head."""

    def __init__(
        self, embedding: EmbeddedText, layers: Sequence[EncoderLayer], head: FirstToken | EachToken | MaskedWord
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.layers = nn.ModuleList(layers)
        self.head = head
        self.tied = isinstance(head, MaskedWord)  # its output is the table of tokens

    def forward(self, tokens: Tensor, lengths: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        """tokens: (B, L) int64, lengths: (B,) (None: all are whole), segments: (B, L), 0 or 1 (None: all 0).

        -> (B, Y) for answers "one", (B, L, Y) for "each", (B, L, V) for "masked".
        """
        x = self.encode(tokens, lengths, segments)
        return self.head(x, self.embedding.tokens) if self.tied else self.head(x)

    def encode(self, tokens: Tensor, lengths: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        """States of all tokens, (B, L, D); those in the padding mean nothing."""
        if tokens.ndim != 2 or not tokens.shape[1]:
            shape, expected = list(tokens.shape), ["B", "L"]
            raise InputError("networks.input_shape", network="encoder", shape=shape, expected=expected)
        allowed = None if lengths is None else key_mask(lengths, tokens.shape[1])
        x = self.embedding(tokens, segments)
        for layer in self.layers:
            x = layer(x, allowed)
        return x


def encoder(
    vocab_size: int, num_classes: int = 1, embed_dim: int = 768, num_heads: int = 12, num_layers: int = 12,
    num_positions: int = 512, dropout: float = 0.1, answers: str = "one",
) -> Encoder:  # fmt: skip
    """A BERT of any size, BERT-base by itself: see `Encoder.forward`. Hidden features of the feed-forward: 4 embed_dim.

    num_classes: classes, tags, or the numbers to regress; not looked at for "masked". num_positions: tokens of the
    longest text. dropout: of the embedding, attention's weights, sublayers and before the output.
    """
    sizes = {"vocab_size": vocab_size, "num_classes": num_classes, "embed_dim": embed_dim, "num_heads": num_heads}
    positive("encoder", **sizes, num_layers=num_layers, num_positions=num_positions)
    if answers not in ANSWERS:
        near = nearest(answers, ANSWERS)
        raise InputError("networks.unknown_answers", answers=answers, nearest=near, names=", ".join(ANSWERS))
    drop = Dropouts(attention=dropout, result=dropout)
    layers = [EncoderLayer(embed_dim, num_heads, 4 * embed_dim, drop, "gelu") for _ in range(num_layers)]
    if answers == "masked":
        head = MaskedWord(embed_dim, vocab_size)
    else:
        head = (FirstToken if answers == "one" else EachToken)(embed_dim, num_classes, dropout)
    network = Encoder(EmbeddedText(vocab_size, embed_dim, num_positions, 2, dropout), layers, head)
    fill_normal(network, 0.02, truncated=True)
    return network
