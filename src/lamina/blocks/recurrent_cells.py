"""One step in time of RNN, LSTM and GRU, gate by gate; and torch's kernel for all steps over the same weights.

In the equations W multiplies the input x_t, U the state h_{t-1}; sigma is the sigmoid, * is element by element.
The weights live in torch's own layer (`kernel`), whose rows hold the gates one after the other, in its order; it has
two biases for each gate, one beside W and one beside U, whose sum is the b of the papers (only in GRU's candidate do
they differ). `named_weights` gives each matrix under its name in the equations.
"""

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lamina.blocks.init import draw_gates

State = tuple[Tensor, ...]  # (h,) or (h, c), each (B, H)
Gates = dict[str, Tensor]
_NEVER = 1e4  # sigmoid(-1e4) is 0 and sigmoid(1e4) is 1 in every precision


class Cell(nn.Module):
    """One layer in one direction. Sub-classes say their gates, in the order of the rows of their weights."""

    letters: ClassVar[tuple[str, ...]]  # one for each gate: W_i, U_i, b_i
    num_states: ClassVar[int] = 1

    def __init__(self, in_features: int, hidden_dim: int) -> None:
        super().__init__()
        self.in_features, self.hidden_dim = in_features, hidden_dim

    def project(self, x: Tensor) -> Tensor:
        """W x (with its bias) for all gates and all steps at once: (B, T, in) -> (B, T, gates * H)."""
        raise NotImplementedError

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """One step: wx (B, gates * H) from `project`, the state before -> the state after, and the gates by name."""
        raise NotImplementedError

    def zero_state(self, x: Tensor) -> State:
        """A state of zeros for the rows of x."""
        return tuple(x.new_zeros(x.shape[0], self.hidden_dim) for _ in range(self.num_states))


class KernelCell(Cell):
    """A cell whose weights are those of one of torch's layers, so that its fused kernel can run all steps."""

    def __init__(self, kernel: nn.RNNBase) -> None:
        super().__init__(kernel.input_size, kernel.hidden_size)
        self.kernel = kernel
        self.initialise_own(None)

    def weights(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """W (gates * H, in), U (gates * H, H), and the biases beside each, (gates * H,)."""
        kernel = self.kernel
        return kernel.weight_ih_l0, kernel.weight_hh_l0, kernel.bias_ih_l0, kernel.bias_hh_l0  # pyright: ignore

    def named_weights(self) -> dict[str, Tensor]:
        """Views of the weights by their names in the equations: W_i, U_i, bW_i, bU_i, ..."""
        parts = zip(("W", "U", "bW", "bU"), (weight.chunk(len(self.letters)) for weight in self.weights()), strict=True)
        return {
            f"{name}_{letter}": view for name, views in parts for letter, view in zip(self.letters, views, strict=True)
        }

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier, U orthogonal (Saxe et al. 2014), each gate by itself; biases 0."""
        w, u, *biases = self.weights()
        draw_gates(w, u, biases, len(self.letters), generator)

    def project(self, x: Tensor) -> Tensor:
        """x: (B, T, in) -> (B, T, gates * H)."""
        w, _, b, _ = self.weights()
        return F.linear(x, w, b)

    def recall(self, hidden: Tensor) -> Sequence[Tensor]:
        """U h (with its bias), a tensor (B, H) for each gate."""
        _, u, _, b = self.weights()
        return F.linear(hidden, u, b).chunk(len(self.letters), dim=-1)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """All steps from a state of zeros, the plain way: (B, T, in) -> (B, T, H), h after the last step (B, H)."""
        if lengths is None:
            outputs, after = self.kernel(x)
        else:
            packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
            outputs, after = self.kernel(packed)
            outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])
        hidden = after[0] if isinstance(after, tuple) else after
        return outputs, hidden[-1]

    def fused(self, x: Tensor, state: State, padding: Tensor | None) -> tuple[Tensor, State]:
        """All steps by torch's kernel: (B, T, in) -> (B, T, H) and the state after the last step.

        padding: (B, T), true where a row has ended; only LSTM asks for it (see there).
        """
        outputs, hidden = self.kernel(x, state[0].unsqueeze(0))
        return outputs, (hidden[0],)


class RNNCell(KernelCell):
    """h_t = tanh(W_h x_t + U_h h_{t-1} + b_h), or relu in place of tanh (Elman 1990)."""

    letters = ("h",)

    def __init__(self, in_features: int, hidden_dim: int, activation: str = "tanh") -> None:
        super().__init__(nn.RNN(in_features, hidden_dim, nonlinearity=activation, batch_first=True))  # pyright: ignore
        self.activation = activation

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, H), state (h,) -> ((h,), {"hidden"})."""
        (uh,) = self.recall(state[0])
        hidden = torch.tanh(wx + uh) if self.activation == "tanh" else torch.relu(wx + uh)
        return (hidden,), {"hidden": hidden}


class LSTMCell(KernelCell):
    """Long short-term memory: Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000.

        i_t = sigma(W_i x_t + U_i h_{t-1} + b_i)       input gate: how much of the new is written
        f_t = sigma(W_f x_t + U_f h_{t-1} + b_f)       forget gate: how much of the old is kept (1 keeps all)
        g_t =  tanh(W_g x_t + U_g h_{t-1} + b_g)       candidate
        o_t = sigma(W_o x_t + U_o h_{t-1} + b_o)       output gate
        c_t = f_t * c_{t-1} + i_t * g_t
        h_t = o_t * tanh(c_t)

    forget_bias: b_f at the start; 1 lets a new network remember (Gers et al. 2000, Jozefowicz et al. 2015).
    """

    letters = ("i", "f", "g", "o")
    num_states = 2

    def __init__(self, in_features: int, hidden_dim: int, forget_bias: float = 1.0) -> None:
        self.forget_bias = forget_bias
        super().__init__(nn.LSTM(in_features, hidden_dim, batch_first=True))

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """W by Xavier, U orthogonal, biases 0 but that of the forget gate."""
        super().initialise_own(generator)
        self.named_weights()["bW_f"].fill_(self.forget_bias)

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, 4 H), state (h, c) -> ((h, c), {"input", "forget", "candidate", "output", "cell", "hidden"})."""
        hidden, cell = state
        wx_i, wx_f, wx_g, wx_o = wx.chunk(4, dim=-1)
        uh_i, uh_f, uh_g, uh_o = self.recall(hidden)
        i = torch.sigmoid(wx_i + uh_i)
        f = torch.sigmoid(wx_f + uh_f)
        g = torch.tanh(wx_g + uh_g)
        o = torch.sigmoid(wx_o + uh_o)
        cell = f * cell + i * g
        hidden = o * torch.tanh(cell)
        return (hidden, cell), {"input": i, "forget": f, "candidate": g, "output": o, "cell": cell, "hidden": hidden}

    def fused(self, x: Tensor, state: State, padding: Tensor | None) -> tuple[Tensor, State]:
        """As the other cells; with padding, c holds still after a row's end, for the kernel gives back the last c only.

        One more column of the input is 1 there, whose weights shut the input gate and open the forget gate:
        c = 1 * c + 0 * g to the last bit. That is three times as fast as packed sequences on a CPU.
        """
        before = (state[0].unsqueeze(0), state[1].unsqueeze(0))
        if padding is None:
            outputs, (hidden, cell) = self.kernel(x, before)
        else:
            w, *others = self.weights()
            hold = w.new_tensor([-_NEVER, _NEVER, 0.0, 0.0]).repeat_interleave(self.hidden_dim).unsqueeze(1)
            held = torch.cat([x, padding.unsqueeze(2).to(x.dtype)], dim=2)
            flat = [torch.cat([w, hold], dim=1), *others]
            outputs, hidden, cell = torch._VF.lstm(held, before, flat, True, 1, 0.0, self.training, False, True)  # pyright: ignore
        return outputs, (hidden[0], cell[0])


class GRUCell(KernelCell):
    """Gated recurrent unit as torch and cuDNN have it: reset after the recurrent product (arXiv 1406.1078v1).

        r_t = sigma(W_r x_t + U_r h_{t-1} + b_r)                      reset gate
        z_t = sigma(W_z x_t + U_z h_{t-1} + b_z)                      update gate: z = 1 keeps the old state
        n_t =  tanh(W_n x_t + bW_n + r_t * (U_n h_{t-1} + bU_n))      candidate
        h_t = z_t * h_{t-1} + (1 - z_t) * n_t

    Other texts (Chung et al. 2014) swap z and 1 - z; the published Cho et al. 2014 resets before the product, which
    is `ChoGRUCell`: other numbers, so its weights have other names and neither loads the other's.
    """

    letters = ("r", "z", "n")

    def __init__(self, in_features: int, hidden_dim: int) -> None:
        super().__init__(nn.GRU(in_features, hidden_dim, batch_first=True))

    def step(self, wx: Tensor, state: State) -> tuple[State, Gates]:
        """wx: (B, 3 H), state (h,) -> ((h,), {"reset", "update", "candidate", "hidden"})."""
        (hidden,) = state
        wx_r, wx_z, wx_n = wx.chunk(3, dim=-1)
        uh_r, uh_z, uh_n = self.recall(hidden)
        r = torch.sigmoid(wx_r + uh_r)
        z = torch.sigmoid(wx_z + uh_z)
        n = torch.tanh(wx_n + r * uh_n)
        hidden = z * hidden + (1 - z) * n
        return (hidden,), {"reset": r, "update": z, "candidate": n, "hidden": hidden}
