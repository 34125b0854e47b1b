"""The gated recurrent unit of Cho et al. 2014 (Learning phrase representations, EMNLP): reset before the product."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.init import draw_gates
from lamina.blocks.recurrent_cells import Cell, Gates, State


class ChoGRUCell(Cell):
    """Equations 5 to 8 of the paper, with the biases that it leaves out for brevity.

        r_t = sigma(W_r x_t + U_r h_{t-1} + b_r)             reset gate
        z_t = sigma(W_z x_t + U_z h_{t-1} + b_z)             update gate: z = 1 keeps the old state
        n_t =  tanh(W_n x_t + U_n (r_t * h_{t-1}) + b_n)     candidate
        h_t = z_t * h_{t-1} + (1 - z_t) * n_t

    torch has no kernel for it. Its weights are named `input_weight`, `recurrent_weight`, `bias` and do not load into
    `GRUCell`, nor the other way round: the same numbers would mean another function.
    """

    letters = ("r", "z", "n")

    def __init__(self, in_features: int, hidden_dim: int) -> None:
        super().__init__(in_features, hidden_dim)
        self.input_weight = nn.Parameter(torch.empty(3 * hidden_dim, in_features))
        self.recurrent_weight = nn.Parameter(torch.empty(3 * hidden_dim, hidden_dim))
        self.bias = nn.Parameter(torch.empty(3 * hidden_dim))
        self.initialise_own(None)

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier, U orthogonal, each gate by itself; biases 0."""
        draw_gates(self.input_weight, self.recurrent_weight, [self.bias], 3, generator)

    def named_weights(self) -> dict[str, Tensor]:
        """Views of the weights by their names in the equations: W_r, U_r, b_r, ..."""
        parts = {"W": self.input_weight, "U": self.recurrent_weight, "b": self.bias}
        return {
            f"{name}_{letter}": view
            for name, weight in parts.items()
            for letter, view in zip(self.letters, weight.chunk(3), strict=True)
        }

    def project(self, x: Tensor) -> Tensor:
        """x: (B, T, in) -> (B, T, 3 H)."""
        return F.linear(x, self.input_weight, self.bias)

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, 3 H), state (h,) -> ((h,), {"reset", "update", "candidate", "hidden"})."""
        (hidden,) = state
        wx_r, wx_z, wx_n = wx.chunk(3, dim=-1)
        both, u_n = self.recurrent_weight.tensor_split([2 * self.hidden_dim])
        uh_r, uh_z = F.linear(hidden, both).chunk(2, dim=-1)
        r = torch.sigmoid(wx_r + uh_r)
        z = torch.sigmoid(wx_z + uh_z)
        n = torch.tanh(wx_n + F.linear(r * hidden, u_n))
        hidden = z * hidden + (1 - z) * n
        return (hidden,), {"reset": r, "update": z, "candidate": n, "hidden": hidden}
