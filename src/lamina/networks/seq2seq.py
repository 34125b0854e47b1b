"""Sequence to sequence: a recurrent encoder reads a text, a recurrent decoder writes another, token by token.

seq2seq            Sutskever, Vinyals & Le, Sequence to sequence learning with neural networks (2014): the encoder's
                   last state is all that the decoder gets. Deep LSTMs; the source is read backwards.
seq2seq-additive   Bahdanau, Cho & Bengio, Neural machine translation by jointly learning to align and translate
                   (2014, "RNNsearch"): before each step the decoder looks for what it needs among the states of a
                   bidirectional encoder, by v' tanh(W1 h + W2 s).
seq2seq-general    Luong, Pham & Manning, Effective approaches to attention-based neural machine translation (2015):
                   deep LSTMs that look after each step, by s' W h.

    defaults           embed   hidden   layers          dropout   initial weights
    seq2seq            1,000   1,000    4 and 4         0         all uniform in -0.08 .. 0.08
    seq2seq-additive   620     1,000    1 both ways, 1  0         normal, deviation 0.01; recurrent ones orthogonal
    seq2seq-general    1,000   1,000    4 and 4         0.2       all uniform in -0.1 .. 0.1

With vocabularies of 160,000 and 80,000 tokens seq2seq has 384,000,000 weights, 64,000,000 of them in the LSTMs, as
published (biases not counted). In seq2seq-additive v starts at 0, W1 and W2 normal with deviation 0.001.

Differs from the papers in: LSTM without peepholes, with torch's two biases for each gate; in seq2seq-general the
attentional vector is not fed to the next step ("input feeding", the last row of the paper's table), so that a whole
text is taught in one pass; in seq2seq-additive the output layer looks at s_i, as section 3.1 has it (appendix A.2.2
prints s_{i-1}). `dropout` of the papers without it is 0: it stands on embedded tokens, between layers and before the
output (Zaremba et al. 2014).
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import draw_normal, draw_orthogonal, draw_uniform, fill_normal
from lamina.blocks.recurrent import LSTM, ChoGRU, Recurrence, RecurrentLayer
from lamina.blocks.recurrent_steps import reverse_rows, valid_steps
from lamina.blocks.shapes import positive
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.core.errors import InputError
from lamina.networks.seq2seq_decoders import AdditiveDecoder, GeneralDecoder, PlainDecoder, Read, Seq2SeqState


class OpenStep(NamedTuple):
    """logits: (B, V); state: to go on from; weights: (B, S), how much of each source token was looked at; or None."""

    logits: Tensor
    state: Seq2SeqState
    weights: Tensor | None


class SourceEncoder(nn.Module):
    """Embedded tokens through recurrent layers; with `backwards` from the last real token to the first."""

    def __init__(self, vocab_size: int, recurrent: RecurrentLayer, dropout: float, backwards: bool) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, recurrent.in_features)
        self.dropout = dropout_layer(dropout)
        self.recurrent, self.backwards = recurrent, backwards

    def forward(self, source: Tensor, lengths: Tensor | None) -> Recurrence:
        """source: (B, S), lengths: (B,) -> outputs (B, S, E), each at its own token, and the state after the reading."""
        x = self.dropout(self.embedding(source))
        if not self.backwards:
            return self.recurrent(x, lengths)
        outputs, state = self.recurrent(reverse_rows(x, lengths), lengths)
        return Recurrence(reverse_rows(outputs, lengths), state)


class Seq2Seq(nn.Module):
    """An encoder and one of the decoders."""

    def __init__(
        self, name: str, encoder: SourceEncoder, decoder: PlainDecoder | GeneralDecoder | AdditiveDecoder
    ) -> None:
        super().__init__()
        self.name, self.encoder, self.decoder = name, encoder, decoder

    def forward(self, source: Tensor, source_lengths: Tensor | None, target_in: Tensor) -> Tensor:
        """source: (B, S) int64, source_lengths: (B,) or None (all are whole), target_in: (B, T) -> logits (B, T, V).

        target_in is the target with a start mark before it and without its last token: logits[:, t] foretell the
        token after target_in[:, t]. Padding stands on the right and changes no result before it.
        """
        return self.forward_openly(source, source_lengths, target_in).logits

    def forward_openly(self, source: Tensor, source_lengths: Tensor | None, target_in: Tensor) -> Read:
        """As forward, with the weights of attention: (B, T, S), None without attention."""
        self._expect(target_in)
        return self.decoder.read(target_in, self.empty_state(source, source_lengths))

    def empty_state(self, source: Tensor, source_lengths: Tensor | None = None) -> Seq2SeqState:
        """The state before the first target token; source: (B, S), read once."""
        self._expect(source)
        if source_lengths is None:
            allowed = torch.ones_like(source, dtype=torch.bool)
        else:
            allowed = valid_steps(source_lengths, source.shape[1])
        return self.decoder.begin(self.encoder(source, source_lengths), allowed)

    def step(self, tokens: Tensor, state: Seq2SeqState) -> tuple[Tensor, Seq2SeqState]:
        """The newest target token of each row (B,) -> logits of the next (B, V), state; see `blocks.decoding`."""
        logits, state, _ = self.step_openly(tokens, state)
        return logits, state

    def step_openly(self, tokens: Tensor, state: Seq2SeqState) -> OpenStep:
        """As `step`, with the weights of attention."""
        logits, state, weights = self.decoder.read(tokens.unsqueeze(1), state)
        return OpenStep(logits[:, 0], state, None if weights is None else weights[:, 0])

    def _expect(self, tokens: Tensor) -> None:
        if tokens.ndim != 2 or not tokens.shape[1]:
            shape, expected = list(tokens.shape), ["B", "L"]
            raise InputError("networks.input_shape", network=self.name, shape=shape, expected=expected)


def seq2seq(
    vocab_size: int, target_vocab_size: int | None = None, embed_dim: int = 1000, hidden_dim: int = 1000,
    num_layers: int = 4, dropout: float = 0.0,
) -> Seq2Seq:  # fmt: skip
    """Without attention: see `Seq2Seq.forward`. target_vocab_size: None, as many as vocab_size (a table of its own).

    num_layers: of encoder and decoder each.
    """
    out = _checked("seq2seq", vocab_size, target_vocab_size, embed_dim, hidden_dim, num_layers)
    encoder = SourceEncoder(vocab_size, LSTM(embed_dim, hidden_dim, num_layers, dropout=dropout), dropout, True)
    network = Seq2Seq("seq2seq", encoder, PlainDecoder(out, embed_dim, hidden_dim, num_layers, dropout))
    return _uniform(network, 0.08)


def seq2seq_general(
    vocab_size: int, target_vocab_size: int | None = None, embed_dim: int = 1000, hidden_dim: int = 1000,
    num_layers: int = 4, dropout: float = 0.2,
) -> Seq2Seq:  # fmt: skip
    """With Luong's attention: see `Seq2Seq.forward`; arguments as of `seq2seq`."""
    out = _checked("seq2seq-general", vocab_size, target_vocab_size, embed_dim, hidden_dim, num_layers)
    encoder = SourceEncoder(vocab_size, LSTM(embed_dim, hidden_dim, num_layers, dropout=dropout), dropout, True)
    network = Seq2Seq("seq2seq-general", encoder, GeneralDecoder(out, embed_dim, hidden_dim, num_layers, dropout))
    return _uniform(network, 0.1)


def seq2seq_additive(
    vocab_size: int, target_vocab_size: int | None = None, embed_dim: int = 620, hidden_dim: int = 1000,
    dropout: float = 0.0,
) -> Seq2Seq:  # fmt: skip
    """With Bahdanau's attention: see `Seq2Seq.forward`; hidden_dim: of each direction, of decoder and attention."""
    out = _checked("seq2seq-additive", vocab_size, target_vocab_size, embed_dim, hidden_dim, 1)
    encoder = SourceEncoder(vocab_size, ChoGRU(embed_dim, hidden_dim, bidirectional=True), dropout, False)
    network = Seq2Seq("seq2seq-additive", encoder, AdditiveDecoder(out, embed_dim, hidden_dim, 2 * hidden_dim, dropout))
    return _as_bahdanau(network)


def _checked(
    name: str, vocab_size: int, target_vocab_size: int | None, embed_dim: int, hidden_dim: int, num_layers: int
) -> int:
    """The size of the target's vocabulary, all sizes looked at."""
    out = vocab_size if target_vocab_size is None else target_vocab_size
    sizes = {"vocab_size": vocab_size, "target_vocab_size": out, "embed_dim": embed_dim, "hidden_dim": hidden_dim}
    positive(name, **sizes, num_layers=num_layers)
    return out


@torch.no_grad()
def _uniform(network: Seq2Seq, bound: float) -> Seq2Seq:
    for parameter in network.parameters():
        draw_uniform(parameter, bound, None)
    return network


@torch.no_grad()
def _as_bahdanau(network: Seq2Seq) -> Seq2Seq:
    """Appendix B.1."""
    fill_normal(network, 0.01)
    for module in network.modules():
        for name, value in module.named_parameters(recurse=False):
            if name == "recurrent_weight":
                for gate in value.chunk(3):
                    draw_orthogonal(gate, None)
            elif name == "input_weight":
                draw_normal(value, 0.01, None)
            elif name in ("w1", "w2"):
                draw_normal(value, 0.001, None)
            elif name == "v":
                value.zero_()
    return network
