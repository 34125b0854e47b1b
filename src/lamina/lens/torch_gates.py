"""Gates of torch's own recurrent layers and cells, by their equations: their kernels tell only what comes out.

    RNN    h = tanh(W x + b + U h' + b_U), or relu
    LSTM   i, f, o = sigmoid(..), g = tanh(..), c = f c' + i g, h = o tanh(c)      Hochreiter & Schmidhuber 1997
    GRU    r, z = sigmoid(..), n = tanh(W x + b + r (U h' + b_U)), h = (1 - z) n + z h'            Cho et al. 2014

with h' and c' from the step before, as torch writes them; names are those of `blocks.recurrent`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

Gates = dict[str, Tensor]
CLOSE = 1e-3  # of the hidden states that the equations give and those that the layer gave


def layer_gates(layer: nn.RNNBase, given: Sequence[Any], output: Any) -> Gates:
    """Gates and states (T, H) of the first row, "0.forget", "0.reverse.forget", of all sub-layers.

    given, output: of a call. Only the last hidden states, as the layer gave them, where the equations do not lead to
    them (a state that was not given by place).
    """
    expected = _first_row(output[0], layer.batch_first)
    x, state = _first_row(given[0], layer.batch_first), given[1] if len(given) > 1 else None
    found: Gates = {}
    ways = ["", "_reverse"] if layer.bidirectional else [""]
    for number in range(layer.num_layers):
        hidden = []
        for way, name in enumerate(ways):
            suffix = f"_l{number}{name}"
            weights = {
                one.removesuffix(suffix): getattr(layer, one)
                for one in layer._flat_weights_names
                if one.endswith(suffix)
            }
            start = _start(state, number * len(ways) + way)
            gates = _over_steps(layer, weights, x.flip(0) if way else x, start)
            gates = {key: value.flip(0) for key, value in gates.items()} if way else gates
            hidden.append(gates["hidden"])
            found.update({f"{number}.{'reverse.' if way else ''}{key}": value for key, value in gates.items()})
        x = torch.cat(hidden, dim=1)
    return found if torch.allclose(x, expected, atol=CLOSE, rtol=CLOSE) else {"hidden": expected}


def cell_gates(cell: nn.RNNCellBase, calls: Sequence[Sequence[Any]]) -> Gates:
    """Gates and states (T, H) of the first row over the calls of a cell, "0.forget"; calls: what it was given, by place."""
    weights = {name: getattr(cell, name, None) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
    steps = []
    for given in calls:
        states = given[1] if len(given) > 1 and given[1] is not None else ()
        states = [_row(one) for one in (states if isinstance(states, tuple) else (states,))]
        steps.append(_step(cell, weights, _row(given[0]), states))
    return {f"0.{name}": torch.stack([step[name] for step in steps]) for name in steps[0]}


def _over_steps(layer: nn.Module, weights: Mapping[str, Tensor | None], x: Tensor, states: list[Tensor]) -> Gates:
    steps: list[Gates] = []
    for row in x:
        steps.append(_step(layer, weights, row, states))
        states = [steps[-1][name] for name in ("hidden", "cell") if name in steps[-1]]
    return {name: torch.stack([step[name] for step in steps]) for name in steps[0]}


def _step(layer: nn.Module, weights: Mapping[str, Tensor | None], x: Tensor, states: Sequence[Tensor]) -> Gates:
    """One step of one row: x (in,), states (H,) h' and of an LSTM c', zeros without."""
    matrix, back = weights["weight_ih"], weights["weight_hh"]
    assert matrix is not None and back is not None
    size = back.shape[1]
    before = states[0] if states else x.new_zeros(size)
    taken, kept = matrix @ x, back @ before
    if (bias := weights.get("bias_ih")) is not None:
        taken = taken + bias
    if (bias := weights.get("bias_hh")) is not None:
        kept = kept + bias
    if isinstance(layer, nn.LSTM | nn.LSTMCell):
        i, f, g, o = (taken + kept).chunk(4)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        cell = i * g + (f * states[1] if len(states) > 1 else 0)
        hidden, smaller = o * cell.tanh(), weights.get("weight_hr")
        hidden = hidden if smaller is None else smaller @ hidden
        return {"input": i, "forget": f, "candidate": g, "output": o, "cell": cell, "hidden": hidden}
    if isinstance(layer, nn.GRU | nn.GRUCell):
        (r, z, n), (r_back, z_back, n_back) = taken.chunk(3), kept.chunk(3)
        r, z = (r + r_back).sigmoid(), (z + z_back).sigmoid()
        n = (n + r * n_back).tanh()
        return {"reset": r, "update": z, "candidate": n, "hidden": (1 - z) * n + z * before}
    return {
        "hidden": (taken + kept).relu() if getattr(layer, "nonlinearity", "tanh") == "relu" else (taken + kept).tanh()
    }


def _first_row(values: Any, batch_first: bool) -> Tensor:
    """(T, in) of the first row, of a batch, of a single sequence, or of packed sequences."""
    if isinstance(values, PackedSequence):
        padded, lengths = pad_packed_sequence(values, batch_first=True)
        return padded[0, : int(lengths[0])]
    return values if values.dim() == 2 else values[0] if batch_first else values[:, 0]


def _row(values: Tensor) -> Tensor:
    return values if values.dim() == 1 else values[0]


def _start(state: Any, place: int) -> list[Tensor]:
    """The first row's states (H,) before the first step, of one sub-layer and direction."""
    if state is None:
        return []
    both = state if isinstance(state, tuple) else (state,)
    return [one[place] if one.dim() == 2 else one[place, 0] for one in both]
