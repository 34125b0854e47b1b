"""Attention of a recurrent decoder over its encoder: a score for each pair of decoder state s and encoder output h.

    dot       s' h                           Luong, Pham & Manning 2015
    general   s' W h                         Luong, Pham & Manning 2015
    additive  v' tanh(W1 h + W2 s)           Bahdanau, Cho & Bengio 2014

weights = softmax over the encoder's steps that a row has; context = weights h. A row without steps gets zeros.
"""

import math

import torch
from torch import Tensor, nn

from lamina.blocks.attention import Attended, masked_softmax
from lamina.blocks.init import draw_normal, variance
from lamina.core.observing import emit


class ScoreAttention(nn.Module):
    """Weights and context from `scores`, which the sub-classes give."""

    def forward(self, states: Tensor, outputs: Tensor, allowed: Tensor | None = None) -> Attended:
        """states: (B, Q, S), outputs: (B, K, E), allowed: (B, K) -> context (B, Q, E), weights (B, Q, K)."""
        weights = masked_softmax(self.scores(states, outputs), None if allowed is None else allowed.unsqueeze(1))
        emit("weights", weights)
        return Attended(weights @ outputs, weights)

    def scores(self, states: Tensor, outputs: Tensor) -> Tensor:
        """states: (B, Q, S), outputs: (B, K, E) -> (B, Q, K)."""
        raise NotImplementedError


class DotAttention(ScoreAttention):
    """s' h: the decoder's state and the encoder's outputs are of one width. No weights."""

    def scores(self, states: Tensor, outputs: Tensor) -> Tensor:
        """states: (B, Q, E), outputs: (B, K, E) -> (B, Q, K)."""
        return states @ outputs.transpose(1, 2)


class GeneralAttention(ScoreAttention):
    """s' W h."""

    def __init__(self, state_dim: int, output_dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(state_dim, output_dim))
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier."""
        draw_normal(self.weight, math.sqrt(variance(self.weight, "xavier")), generator)

    def scores(self, states: Tensor, outputs: Tensor) -> Tensor:
        """states: (B, Q, S), outputs: (B, K, E) -> (B, Q, K)."""
        return states @ self.weight @ outputs.transpose(1, 2)


class AdditiveAttention(ScoreAttention):
    """v' tanh(W1 h + W2 s), with hidden_dim units."""

    def __init__(self, state_dim: int, output_dim: int, hidden_dim: int) -> None:
        super().__init__()
        self.w1 = nn.Parameter(torch.empty(hidden_dim, output_dim))
        self.w2 = nn.Parameter(torch.empty(hidden_dim, state_dim))
        self.v = nn.Parameter(torch.empty(hidden_dim))
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W1 and W2 by Xavier, v normal with variance 1 / hidden_dim."""
        for weight in (self.w1, self.w2):
            draw_normal(weight, math.sqrt(variance(weight, "xavier")), generator)
        draw_normal(self.v, 1 / math.sqrt(len(self.v)), generator)

    def scores(self, states: Tensor, outputs: Tensor) -> Tensor:
        """states: (B, Q, S), outputs: (B, K, E) -> (B, Q, K)."""
        return self.compare(states, self.project(outputs))

    def project(self, outputs: Tensor) -> Tensor:
        """W1 h, once for as many states as will come: (B, K, E) -> (B, K, hidden_dim)."""
        return outputs @ self.w1.T

    def compare(self, states: Tensor, projected: Tensor) -> Tensor:
        """Scores of states with projected outputs: (B, Q, S), (B, K, hidden_dim) -> (B, Q, K)."""
        return torch.tanh(projected.unsqueeze(1) + (states @ self.w2.T).unsqueeze(2)) @ self.v
