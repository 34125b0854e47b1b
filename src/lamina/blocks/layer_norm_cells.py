"""Recurrent cells with layer norm: Ba, Kiros & Hinton 2016, the equations of its supplementary material.

Each norm sees one row at one step, so it is the same for every length and every batch, in training and prediction.
LN is (x - mean) / sqrt(variance + eps) * gain + bias over the values named. torch has no kernel for these.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.init import draw_gates
from lamina.blocks.norm import layer_norm
from lamina.blocks.recurrent_cells import Cell, Gates, State


class LayerNormLSTMCell(Cell):
    """LSTM: one norm over W x, one over U h (all four gates together), one over c.

        (i, f, g, o) = LN(W x_t) + LN(U h_{t-1}) + b
        c_t = sigma(f) * c_{t-1} + sigma(i) * tanh(g)
        h_t = sigma(o) * tanh(LN(c_t))

    forget_bias: b_f at the start. b is the bias of the norm of W x.
    """

    letters = ("i", "f", "g", "o")
    num_states = 2

    def __init__(self, in_features: int, hidden_dim: int, forget_bias: float = 1.0) -> None:
        super().__init__(in_features, hidden_dim)
        self.forget_bias = forget_bias
        self.input_weight = nn.Parameter(torch.empty(4 * hidden_dim, in_features))
        self.recurrent_weight = nn.Parameter(torch.empty(4 * hidden_dim, hidden_dim))
        self.input_norm, self.recurrent_norm = layer_norm(4 * hidden_dim), layer_norm(4 * hidden_dim)
        self.cell_norm = layer_norm(hidden_dim)
        self.bias = nn.Parameter(torch.empty(4 * hidden_dim))
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier, U orthogonal, each gate by itself; biases 0 but that of the forget gate."""
        draw_gates(self.input_weight, self.recurrent_weight, [self.bias], 4, generator)
        self.bias.chunk(4)[1].fill_(self.forget_bias)

    def project(self, x: Tensor) -> Tensor:
        """x: (B, T, in) -> (B, T, 4 H), normed."""
        return self.input_norm(F.linear(x, self.input_weight)) + self.bias

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, 4 H), state (h, c) -> ((h, c), {"input", "forget", "candidate", "output", "cell", "hidden"})."""
        hidden, cell = state
        gates = wx + self.recurrent_norm(F.linear(hidden, self.recurrent_weight))
        i, f, g, o = gates.chunk(4, dim=-1)
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        cell = f * cell + i * g
        hidden = o * torch.tanh(self.cell_norm(cell))
        return (hidden, cell), {"input": i, "forget": f, "candidate": g, "output": o, "cell": cell, "hidden": hidden}


class LayerNormGRUCell(Cell):
    """GRU: the two gates and the candidate are normed apart, W x and U h each by itself.

        (r, z) = sigma(LN(W x_t) + LN(U h_{t-1}))
        n_t    =  tanh(LN(W_n x_t) + r_t * LN(U_n h_{t-1}))
        h_t    = z_t * h_{t-1} + (1 - z_t) * n_t

    z = 1 keeps the old state, as in `GRUCell`; the paper writes 1 - z where we write z.
    """

    letters = ("r", "z", "n")

    def __init__(self, in_features: int, hidden_dim: int) -> None:
        super().__init__(in_features, hidden_dim)
        self.input_weight = nn.Parameter(torch.empty(3 * hidden_dim, in_features))
        self.recurrent_weight = nn.Parameter(torch.empty(3 * hidden_dim, hidden_dim))
        self.input_norm, self.recurrent_norm = layer_norm(2 * hidden_dim), layer_norm(2 * hidden_dim)
        self.input_norm_n, self.recurrent_norm_n = layer_norm(hidden_dim), layer_norm(hidden_dim)
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier, U orthogonal, each gate by itself."""
        draw_gates(self.input_weight, self.recurrent_weight, [], 3, generator)

    def project(self, x: Tensor) -> Tensor:
        """x: (B, T, in) -> (B, T, 3 H), normed."""
        gates, candidate = F.linear(x, self.input_weight).split([2 * self.hidden_dim, self.hidden_dim], dim=-1)
        return torch.cat([self.input_norm(gates), self.input_norm_n(candidate)], dim=-1)

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, 3 H), state (h,) -> ((h,), {"reset", "update", "candidate", "hidden"})."""
        (hidden,) = state
        wx_rz, wx_n = wx.split([2 * self.hidden_dim, self.hidden_dim], dim=-1)
        uh_rz, uh_n = F.linear(hidden, self.recurrent_weight).split([2 * self.hidden_dim, self.hidden_dim], dim=-1)
        r, z = torch.sigmoid(wx_rz + self.recurrent_norm(uh_rz)).chunk(2, dim=-1)
        n = torch.tanh(wx_n + r * self.recurrent_norm_n(uh_n))
        hidden = z * hidden + (1 - z) * n
        return (hidden,), {"reset": r, "update": z, "candidate": n, "hidden": hidden}
