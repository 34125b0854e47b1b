"""Recurrent networks over tokens: embedding, recurrent layers (see `recurrent`), a dense layer.

    answers "one"    an answer for the text, from the state after its last token (of both directions): (B, Y)
            "each"   an answer for each token, from the outputs there: (B, L, Y), as for tags
            "next"   as each, what the next token is (Mikolov et al. 2010): (B, L, Y), Y the vocabulary; one way only

What stands behind a text's length never changes an answer.
"""

from functools import partial
from typing import NamedTuple

from torch import Tensor, nn

from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import initialise
from lamina.blocks.recurrent import GRU, LSTM, RNN, RecurrentLayer
from lamina.blocks.recurrent_cells import State
from lamina.blocks.shapes import positive
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.core.errors import InputError, nearest

PADDING = 0  # its id, whose vector is 0
ANSWERS = ("one", "each", "next")


class Read(NamedTuple):
    """logits: of the step or steps read; state: to go on from (see `blocks.recurrent`)."""

    logits: Tensor
    state: State


class TextNetwork(nn.Module):
    """Embedding, recurrent layers, a dense layer; dropout before, between and after the layers (Zaremba et al. 2014)."""

    def __init__(
        self, name: str, embedding: TokenEmbedding, recurrent: RecurrentLayer, num_classes: int, dropout: float,
        answers: str,
    ) -> None:  # fmt: skip
        super().__init__()
        self.name, self.answers = name, answers
        self.embedding = embedding
        self.dropout = dropout_layer(dropout)
        self.recurrent = recurrent
        self.output = nn.Linear(recurrent.out_features, num_classes)

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        """tokens: (B, L) int64, lengths: (B,) int64 (None: all are whole) -> (B, Y), or (B, L, Y) for each token."""
        expect_tokens(self.name, tokens)
        outputs, state = self.recurrent(self.dropout(self.embedding(tokens)), lengths)
        return self._answer(outputs, state)

    def read(self, tokens: Tensor, lengths: Tensor | None = None, state: State | None = None) -> Read:
        """As forward, from a state on, with the state after it: texts in pieces, and truncated back-propagation."""
        expect_tokens(self.name, tokens)
        outputs, after = self.recurrent(self.dropout(self.embedding(tokens)), lengths, state)
        return Read(self._answer(outputs, after), after)

    def _answer(self, outputs: Tensor, state: State) -> Tensor:
        seen = self.recurrent.last_hidden(state) if self.answers == "one" else outputs
        return self.output(self.dropout(seen))

    def step(self, tokens: Tensor, state: State | None) -> Read:
        """The newest token of each row (B,) -> logits of the next (B, Y), state: what `blocks.decoding` asks for."""
        logits, state = self.read(tokens.unsqueeze(1), None, state)
        return Read(logits[:, -1], state)


def expect_tokens(network: str, tokens: Tensor) -> None:
    """Refuse what is not (B, L) with at least one token."""
    if tokens.ndim != 2 or not tokens.shape[1]:
        raise InputError("networks.input_shape", network=network, shape=list(tokens.shape), expected=["B", "L"])


def text_network(
    name: str, layer: type[RNN | LSTM | GRU], bidirectional: bool, vocab_size: int, num_classes: int = 1,
    embed_dim: int = 64, hidden_dim: int = 64, num_layers: int = 1, dropout: float = 0.0, answers: str = "one",
) -> nn.Module:  # fmt: skip
    """A recurrent network over tokens, (B, L) and lengths (B,) -> (B, num_classes), or (B, L, num_classes).

    vocab_size: tokens with padding, whose id is 0. num_classes: classes, tags, or the numbers to regress; for "next"
    the vocabulary. hidden_dim: of each direction. dropout: of the embedded tokens, between layers, before the output.
    """
    sizes = {"vocab_size": vocab_size, "num_classes": num_classes, "embed_dim": embed_dim, "hidden_dim": hidden_dim}
    positive(name, **sizes, num_layers=num_layers)
    if answers not in ANSWERS:
        near = nearest(answers, ANSWERS)
        raise InputError("networks.unknown_answers", answers=answers, nearest=near, names=", ".join(ANSWERS))
    if answers == "next" and bidirectional:
        raise InputError("networks.sees_the_future", network=name, instead=name.removeprefix("bi"))
    embedding = TokenEmbedding(vocab_size, embed_dim, padding_id=PADDING)
    recurrent = layer(embed_dim, hidden_dim, num_layers, bidirectional, dropout)
    return initialise(TextNetwork(name, embedding, recurrent, num_classes, dropout, answers))


rnn, birnn = partial(text_network, "rnn", RNN, False), partial(text_network, "birnn", RNN, True)
lstm, bilstm = partial(text_network, "lstm", LSTM, False), partial(text_network, "bilstm", LSTM, True)
gru, bigru = partial(text_network, "gru", GRU, False), partial(text_network, "bigru", GRU, True)
