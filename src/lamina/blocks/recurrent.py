"""Recurrent layers: one of the cells over all steps, stacked, in one direction or both (Schuster & Paliwal 1997).

    outputs, state = LSTM(in_features, hidden_dim)(x, lengths)     # nobody looks: torch's kernel
    gates = layer.gates(x, lengths)                                # somebody looks (core.observing): the equations

Both ways use the same weights and agree to rounding. What stands behind a row's length never changes a result: outputs
are 0 there, the state is that of the last real step, and the reverse direction starts at each row's last real step.

A state is a tuple, (h,) or for LSTM (h, c), each (num_layers * directions, B, H), layer by layer, forward before
reverse. It can be given to the next call: stateful reading; detach it first for truncated back-propagation through
time (`detached`).
"""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor, nn

from lamina.blocks.cho_gru import ChoGRUCell
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.layer_norm_cells import LayerNormGRUCell, LayerNormLSTMCell
from lamina.blocks.recurrent_cells import Cell, Gates, GRUCell, KernelCell, LSTMCell, RNNCell, State
from lamina.blocks.recurrent_steps import (
    fused_steps,
    has_onnx_operator,
    loop_steps,
    onnx_steps,
    reverse_rows,
    scan_steps,
)
from lamina.core.errors import InputError, nearest
from lamina.core.observing import EACH_STEP, emit, is_observed, observing


class Recurrence(NamedTuple):
    """outputs: (B, T, directions * H) of the last layer; state: after each row's last step (see this file's head)."""

    outputs: Tensor
    state: State


class RecurrentLayer(nn.Module):
    """num_layers layers of cells; each takes the outputs of the one below, with dropout between layers (not after)."""

    shown_whole = True
    written_as: ClassVar = {"forward": "plain_forward", "last_hidden": "last_hidden"}

    def __init__(
        self, make_cell: Callable[[int], Cell], in_features: int, num_layers: int, bidirectional: bool, dropout: float
    ) -> None:
        super().__init__()
        if num_layers < 1:
            raise InputError(
                "networks.not_positive", network=type(self).__name__, argument="num_layers", value=num_layers
            )
        self.num_directions = 2 if bidirectional else 1
        self.in_features, self.num_layers = in_features, num_layers
        cells, width = [], in_features
        for _ in range(num_layers):
            cells += [make_cell(width) for _ in range(self.num_directions)]
            width = cells[-1].hidden_dim * self.num_directions
        self.cells = nn.ModuleList(cells)
        self.dropout = dropout_layer(dropout)
        self.hidden_dim, self.out_features = cells[0].hidden_dim, width

    def forward(self, x: Tensor, lengths: Tensor | None = None, state: State | None = None) -> Recurrence:
        """x: (B, T, in_features), lengths: (B,) int64 -> outputs (B, T, directions * H), state; see `Recurrence`."""
        return self._run(x, lengths, state, self._shown if is_observed() else _fastest)

    def forward_steps(self, x: Tensor, lengths: Tensor | None = None, state: State | None = None) -> Recurrence:
        """As `forward`, by the readable equations."""
        return self._run(x, lengths, state, lambda *arguments: loop_steps(*arguments)[:2])

    def plain_forward(self, x: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, State]:
        """As `forward` at prediction, for code that stands alone: cells with a kernel, h alone of the state."""
        hidden = []
        for layer in range(self.num_layers):
            outputs = []
            for direction in range(self.num_directions):
                cell = self.cells[layer * self.num_directions + direction]
                steps, last = cell(reverse_rows(x, lengths) if direction else x, lengths)
                outputs.append(reverse_rows(steps, lengths) if direction else steps)
                hidden.append(last)
            x = torch.cat(outputs, dim=2)
        return x, (torch.stack(hidden),)

    def gates(self, x: Tensor, lengths: Tensor | None = None, state: State | None = None) -> Gates:
        """Every gate at every step: "0.forget" and "0.reverse.forget" for layer 0, each (B, T, H), 0 in the padding.

        RNN: hidden. LSTM: input, forget, candidate, output, cell, hidden. GRU: reset, update, candidate, hidden.
        """
        with observing(self) as seen:
            self(x, lengths, state)
        return {name: values[0] for name, values in seen.shown[""].items() if not name.endswith(EACH_STEP)}

    def last_hidden(self, state: State) -> Tensor:
        """h of the last layer after each row's last step, both directions joined: (B, directions * H)."""
        last = state[0][-self.num_directions :]
        return torch.cat((last[0], last[1]), dim=1) if self.num_directions == 2 else last[0]

    def _shown(
        self, cell: Cell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool
    ) -> tuple[Tensor, State]:
        """The equations of one cell, whose gates are shown, and its states one by one: what a step's error goes to."""
        layer = next(index for index, own in enumerate(self.cells) if own is cell) // self.num_directions
        place = f"{layer}.{'reverse.' if reverse else ''}"
        outputs, after, gates = loop_steps(
            cell, x, lengths, state, reverse, keep_gates=True, each=lambda hidden: emit(f"{place}{EACH_STEP}", hidden)
        )
        for name, values in gates.items():
            emit(f"{place}{name}", values)
        return outputs, after

    def _run(self, x: Tensor, lengths: Tensor | None, state: State | None, run: Callable[..., tuple]) -> Recurrence:
        if x.ndim != 3 or x.shape[2] != self.in_features or x.shape[1] < 1:
            shape, expected = list(x.shape), ["B", "T", self.in_features]
            raise InputError("networks.input_shape", network=type(self).__name__, shape=shape, expected=expected)
        after: list[State] = []
        for layer in range(self.num_layers):
            outputs = []
            for direction in range(self.num_directions):
                index = layer * self.num_directions + direction
                cell = self.cells[index]
                assert isinstance(cell, Cell)
                before = cell.zero_state(x) if state is None else tuple(part[index] for part in state)
                out, end = run(cell, x, lengths, before, direction == 1)
                outputs.append(out)
                after.append(end)
            x = torch.cat(outputs, dim=2) if len(outputs) > 1 else outputs[0]
            if layer < self.num_layers - 1:
                x = self.dropout(x)
        return Recurrence(x, tuple(torch.stack(parts) for parts in zip(*after, strict=True)))

    def extra_repr(self) -> str:
        """Sizes, for print(network)."""
        layers = f", layers {self.num_layers}" if self.num_layers > 1 else ""
        return f"{self.in_features} → {self.hidden_dim}{layers}{', both ways' if self.num_directions == 2 else ''}"


def _fastest(cell: Cell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool) -> tuple[Tensor, State]:
    """ONNX's own operators while exporting, torch's kernel where it has one, else the equations."""
    if torch.onnx.is_in_onnx_export():
        return (onnx_steps if has_onnx_operator(cell) else scan_steps)(cell, x, lengths, state, reverse)
    if isinstance(cell, KernelCell):
        return fused_steps(cell, x, lengths, state, reverse)  # pyright: ignore[reportCallIssue]
    return loop_steps(cell, x, lengths, state, reverse)[:2]


def detached(state: State) -> State:
    """The state without its past: truncated back-propagation through time (Williams & Peng 1990)."""
    return tuple(part.detach() for part in state)


class RNN(RecurrentLayer):
    """Simple recurrent layers, see `RNNCell`; activation "tanh" or "relu"."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False,
        dropout: float = 0.0, activation: str = "tanh",
    ) -> None:  # fmt: skip
        if activation not in ("tanh", "relu"):
            near = nearest(activation, ("tanh", "relu"))
            raise InputError("networks.unknown_activation", activation=activation, nearest=near, names="tanh, relu")
        super().__init__(
            lambda width: RNNCell(width, hidden_dim, activation), in_features, num_layers, bidirectional, dropout
        )


class LSTM(RecurrentLayer):
    """Long short-term memory, see `LSTMCell`; forget_bias is the forget gate's bias at the start."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False,
        dropout: float = 0.0, forget_bias: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(
            lambda width: LSTMCell(width, hidden_dim, forget_bias), in_features, num_layers, bidirectional, dropout
        )


class GRU(RecurrentLayer):
    """Gated recurrent units as torch has them, reset after the product, see `GRUCell`; z = 1 keeps the old state."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False, dropout: float = 0.0
    ) -> None:
        super().__init__(lambda width: GRUCell(width, hidden_dim), in_features, num_layers, bidirectional, dropout)


class ChoGRU(RecurrentLayer):
    """Gated recurrent units of Cho et al. 2014, reset before the product, see `ChoGRUCell`; z = 1 keeps the old."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False, dropout: float = 0.0
    ) -> None:
        super().__init__(lambda width: ChoGRUCell(width, hidden_dim), in_features, num_layers, bidirectional, dropout)


class LayerNormLSTM(RecurrentLayer):
    """LSTM with layer norm (Ba et al. 2016), see `LayerNormLSTMCell`."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False,
        dropout: float = 0.0, forget_bias: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(
            lambda width: LayerNormLSTMCell(width, hidden_dim, forget_bias),
            in_features, num_layers, bidirectional, dropout,
        )  # fmt: skip


class LayerNormGRU(RecurrentLayer):
    """GRU with layer norm (Ba et al. 2016), see `LayerNormGRUCell`."""

    def __init__(
        self, in_features: int, hidden_dim: int, num_layers: int = 1, bidirectional: bool = False, dropout: float = 0.0
    ) -> None:
        super().__init__(
            lambda width: LayerNormGRUCell(width, hidden_dim), in_features, num_layers, bidirectional, dropout
        )
