"""Recurrent decoders of `seq2seq`: without attention, with attention after each step (Luong) or before it (Bahdanau).

All read target tokens from a state on, one or many at a time with the same numbers: teacher forcing reads the whole
text at once, decoding one token.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.attention import masked_softmax
from lamina.blocks.cho_gru import ChoGRUCell
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.recurrent import LSTM, Recurrence
from lamina.blocks.recurrent_cells import State
from lamina.blocks.score_attention import AdditiveAttention, GeneralAttention
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.core.observing import emit


class Seq2SeqState(NamedTuple):
    """Where decoding stands, and the source that it may look at (None: it cannot).

    recurrent: each (layers, B, H); outputs: (B, S, E) of the encoder; allowed: (B, S), true where the source is real;
    projected: (B, S, A), the outputs as additive attention compares them.
    """

    recurrent: State
    outputs: Tensor | None = None
    allowed: Tensor | None = None
    projected: Tensor | None = None

    def select(self, rows: Tensor) -> "Seq2SeqState":
        """These rows, (N,) int64, in this order: what beam search asks for."""
        source = (None if part is None else part.index_select(0, rows) for part in self[1:])
        return Seq2SeqState(tuple(part.index_select(1, rows) for part in self.recurrent), *source)


class Read(NamedTuple):
    """logits: (B, T, V); state: to go on from; weights: (B, T, S) of attention, None without."""

    logits: Tensor
    state: Seq2SeqState
    weights: Tensor | None


class PlainDecoder(nn.Module):
    """All that it knows of the source is the encoder's last state: Sutskever et al. 2014."""

    def __init__(self, vocab_size: int, embed_dim: int, hidden_dim: int, num_layers: int, dropout: float) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, embed_dim)
        self.dropout = dropout_layer(dropout)
        self.recurrent = LSTM(embed_dim, hidden_dim, num_layers, dropout=dropout)
        self.output = nn.Linear(hidden_dim, vocab_size)

    def begin(self, source: Recurrence, allowed: Tensor) -> Seq2SeqState:
        """The state before the first token: that of the encoder after the source, layer by layer."""
        return Seq2SeqState(source.state)

    def read(self, tokens: Tensor, state: Seq2SeqState) -> Read:
        """tokens: (B, T) int64 -> `Read`."""
        outputs, after = self.recurrent(self.dropout(self.embedding(tokens)), None, state.recurrent)
        return Read(self.output(self.dropout(outputs)), state._replace(recurrent=after), None)


class GeneralDecoder(nn.Module):
    """Looks at the source after each step: Luong et al. 2015, global attention with the general score.

    c_t = attention(s_t, h)        s~_t = tanh(W_c [c_t; s_t])        logits_t = W_s s~_t        equations 5 to 7
    """

    def __init__(self, vocab_size: int, embed_dim: int, hidden_dim: int, num_layers: int, dropout: float) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, embed_dim)
        self.dropout = dropout_layer(dropout)
        self.recurrent = LSTM(embed_dim, hidden_dim, num_layers, dropout=dropout)
        self.attention = GeneralAttention(hidden_dim, hidden_dim)
        self.join, self.tanh = nn.Linear(2 * hidden_dim, hidden_dim, bias=False), nn.Tanh()
        self.output = nn.Linear(hidden_dim, vocab_size, bias=False)

    def begin(self, source: Recurrence, allowed: Tensor) -> Seq2SeqState:
        """The state before the first token: that of the encoder after the source, and the source."""
        return Seq2SeqState(source.state, source.outputs, allowed)

    def read(self, tokens: Tensor, state: Seq2SeqState) -> Read:
        """tokens: (B, T) int64 -> `Read`."""
        hidden, after = self.recurrent(self.dropout(self.embedding(tokens)), None, state.recurrent)
        context, weights = self.attention(hidden, state.outputs, state.allowed)
        joined = self.tanh(self.join(torch.cat([context, hidden], dim=2)))
        return Read(self.output(self.dropout(joined)), state._replace(recurrent=after), weights)


class AdditiveDecoder(nn.Module):
    """Looks at the source before each step: Bahdanau et al. 2014, appendix A.

        c_i = attention(s_{i-1}, h)            additive
        s_i = GRU([E y_{i-1}; c_i], s_{i-1})   of Cho et al. 2014, one layer
        t_i = maxout of U s_i + V E y_{i-1} + C c_i, in pairs        logits_i = W t_i

    source_dim: of the encoder's outputs, both directions. Attention and t~ have hidden_dim features, t half of them.
    """

    def __init__(self, vocab_size: int, embed_dim: int, hidden_dim: int, source_dim: int, dropout: float) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, embed_dim)
        self.dropout = dropout_layer(dropout)
        self.bridge = nn.Linear(source_dim // 2, hidden_dim)
        self.attention = AdditiveAttention(hidden_dim, source_dim, hidden_dim)
        self.cell = ChoGRUCell(embed_dim + source_dim, hidden_dim)
        self.num_pairs = (hidden_dim + 1) // 2
        self.deep = nn.Linear(hidden_dim + embed_dim + source_dim, 2 * self.num_pairs)
        self.output = nn.Linear(self.num_pairs, vocab_size)

    def begin(self, source: Recurrence, allowed: Tensor) -> Seq2SeqState:
        """s_0 = tanh(W h), h the backward state at the first token of the source."""
        first = torch.tanh(self.bridge(source.state[0][1]))
        return Seq2SeqState((first.unsqueeze(0),), source.outputs, allowed, self.attention.project(source.outputs))

    def read(self, tokens: Tensor, state: Seq2SeqState) -> Read:
        """tokens: (B, T) int64 -> `Read`."""
        embedded, (hidden,) = self.dropout(self.embedding(tokens)), (part[0] for part in state.recurrent)
        steps: list[tuple[Tensor, Tensor, Tensor]] = []
        for t in range(tokens.shape[1]):
            context, weights = self._look(hidden, state)
            seen = self.cell.project(torch.cat([embedded[:, t], context], dim=1))
            (hidden,), _ = self.cell.step(seen, (hidden,))
            steps.append((hidden, context, weights))
        states, contexts, weights = (torch.stack(parts, dim=1) for parts in zip(*steps, strict=True))
        emit("weights", weights, self.attention)
        pairs = self.deep(torch.cat([states, embedded, contexts], dim=2)).unflatten(2, (self.num_pairs, 2))
        logits = self.output(self.dropout(pairs.max(dim=3).values))
        return Read(logits, state._replace(recurrent=(hidden.unsqueeze(0),)), weights)

    def _look(self, hidden: Tensor, state: Seq2SeqState) -> tuple[Tensor, Tensor]:
        """hidden: (B, H) -> context (B, E), weights (B, S)."""
        assert state.projected is not None and state.outputs is not None and state.allowed is not None
        scores = self.attention.compare(hidden.unsqueeze(1), state.projected)
        weights = masked_softmax(scores, state.allowed.unsqueeze(1))
        return (weights @ state.outputs).squeeze(1), weights.squeeze(1)
