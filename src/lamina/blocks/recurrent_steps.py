"""One layer in one direction over all steps, three ways: the readable loop, the fused kernel, the operators of ONNX.

All three take x (B, T, in), lengths (B,) or None, the state before the first step, and the direction; all give
outputs (B, T, H), 0 after a row's end, and the state after its last real step: what stands in the padding never
changes a result. In reverse, a row is read from its last real step back to its first.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch._compile import _disable_dynamo
from torch._higher_order_ops.scan import scan
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lamina.blocks.cho_gru import ChoGRUCell
from lamina.blocks.recurrent_cells import Cell, Gates, GRUCell, KernelCell, LSTMCell, RNNCell, State

Attributes = dict[str, int | float | str | bool | Sequence[int] | Sequence[float] | Sequence[str] | Sequence[bool]]

# Where ONNX has the gates of a cell: RNN h; LSTM i, o, f, g; GRU z, r, n
_ONNX_ORDER = {RNNCell: (0,), LSTMCell: (0, 3, 1, 2), GRUCell: (1, 0, 2), ChoGRUCell: (1, 0, 2)}


def valid_steps(lengths: Tensor, num_steps: int) -> Tensor:
    """True where a row still runs: (B,) -> (B, T)."""
    return torch.arange(num_steps, device=lengths.device) < lengths.unsqueeze(1)


def reverse_rows(x: Tensor, lengths: Tensor | None) -> Tensor:
    """Each row's real steps backwards, its padding where it was: (B, T, F) -> same."""
    if lengths is None:
        return x.flip(1)
    steps = torch.arange(x.shape[1], device=x.device)
    index = torch.where(valid_steps(lengths, x.shape[1]), lengths.unsqueeze(1) - 1 - steps, steps)
    return x.gather(1, index.unsqueeze(2).expand(-1, -1, x.shape[2]))


def loop_steps(
    cell: Cell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool, keep_gates: bool = False,
    each: Callable[[Tensor], None] | None = None,
) -> tuple[Tensor, State, Gates]:  # fmt: skip
    """The equations, step by step; with keep_gates every gate at every step, (B, T, H) by name, 0 in the padding.

    each: told h (B, H) after each step, in the order in which the steps are taken.
    """
    num_steps = x.shape[1]
    valid = None if lengths is None else valid_steps(lengths, num_steps).unsqueeze(2)
    wx = cell.project(x if valid is None else x.masked_fill(~valid, 0)).unbind(
        1
    )  # going back, one copy, not one a step
    seen: list[Gates] = []
    for t in reversed(range(num_steps)) if reverse else range(num_steps):
        after, gates = cell.step(wx[t], state)
        if each is not None:
            each(gates["hidden"])
        seen.append(gates if keep_gates else {"hidden": gates["hidden"]})
        state = after if valid is None else tuple(
            torch.where(valid[:, t], new, old) for new, old in zip(after, state, strict=True)
        )  # fmt: skip
    if reverse:
        seen.reverse()
    stacked = {name: torch.stack([gates[name] for gates in seen], dim=1) for name in seen[0]}
    if valid is not None:
        stacked = {name: values.masked_fill(~valid, 0) for name, values in stacked.items()}
    return stacked["hidden"], state, stacked


# torch.compile has no better kernel, and trips over oneDNN's. As torch.compiler.disable, but the compiler is loaded (more
# than a second) when a recurrent layer first runs, not by every command.
@_disable_dynamo
def fused_steps(
    cell: KernelCell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool
) -> tuple[Tensor, State]:
    """torch's kernel; on a CPU over the padded rows (packing them costs more than it saves), elsewhere packed."""
    if lengths is None:
        outputs, after = cell.fused(x.flip(1) if reverse else x, state, None)
        return outputs.flip(1) if reverse else outputs, after
    padding = ~valid_steps(lengths, x.shape[1])
    x = x.masked_fill(padding.unsqueeze(2), 0)
    if reverse:
        x = reverse_rows(x, lengths)
    run = _padded if x.device.type in ("cpu", "meta") else _packed
    outputs, after = run(cell, x, lengths, state, padding)
    outputs = outputs.masked_fill(padding.unsqueeze(2), 0)
    return reverse_rows(outputs, lengths) if reverse else outputs, after


def _padded(cell: KernelCell, x: Tensor, lengths: Tensor, state: State, padding: Tensor) -> tuple[Tensor, State]:
    outputs, after = cell.fused(x, state, padding)
    last = (lengths - 1).clamp(min=0).view(-1, 1, 1).expand(-1, 1, cell.hidden_dim)
    hidden = torch.where((lengths > 0).unsqueeze(1), outputs.gather(1, last).squeeze(1), state[0])
    return outputs, (hidden, *after[1:])


def _packed(cell: KernelCell, x: Tensor, lengths: Tensor, state: State, padding: Tensor) -> tuple[Tensor, State]:
    packed = pack_padded_sequence(x, lengths.clamp(min=1).cpu(), batch_first=True, enforce_sorted=False)
    before = tuple(part.unsqueeze(0) for part in state)
    outputs, after = cell.kernel(packed, before if cell.num_states > 1 else before[0])
    ends: State = after if isinstance(after, tuple) else (after,)
    some = (lengths > 0).unsqueeze(1)  # packed sequences know no empty rows
    kept = tuple(torch.where(some, new[0], old) for new, old in zip(ends, state, strict=True))
    return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], kept


def onnx_steps(cell: Cell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool) -> tuple[Tensor, State]:
    """The operator of ONNX, which knows lengths and directions itself; for use while exporting.

    torch's exporter would write loops and RNN for the one length that it saw; LSTM, GRU and RNN of ONNX take any.
    """
    w, u, biases, operator, attributes = _onnx_parts(cell)
    inputs = [
        x.transpose(0, 1), w.unsqueeze(0), u.unsqueeze(0), biases.unsqueeze(0),
        None if lengths is None else lengths.to(torch.int32), *(part.unsqueeze(0) for part in state),
    ]  # fmt: skip
    (rows, num_steps, _), hidden_dim = x.shape, cell.hidden_dim
    outputs, *after = torch.onnx.ops.symbolic_multi_out(
        operator, inputs,
        {"hidden_size": hidden_dim, "direction": "reverse" if reverse else "forward", **attributes},
        dtypes=[x.dtype] * (1 + cell.num_states),
        shapes=[(num_steps, 1, rows, hidden_dim), *[(1, rows, hidden_dim)] * cell.num_states],
    )  # fmt: skip
    return outputs.squeeze(1).transpose(0, 1), tuple(part.squeeze(0) for part in after)


def _onnx_parts(cell: Cell) -> tuple[Tensor, Tensor, Tensor, str, Attributes]:
    attributes: Attributes = {}
    if isinstance(cell, KernelCell):
        w, u, *biases = cell.weights()
    else:
        assert isinstance(cell, ChoGRUCell)
        w, u, biases = cell.input_weight, cell.recurrent_weight, [cell.bias, torch.zeros_like(cell.bias)]
    if isinstance(cell, RNNCell):
        attributes["activations"] = [cell.activation.capitalize()]
    if isinstance(cell, GRUCell | ChoGRUCell):
        attributes["linear_before_reset"] = int(isinstance(cell, GRUCell))
    order = _ONNX_ORDER[type(cell)]
    ordered = [torch.cat([weight.chunk(len(order))[gate] for gate in order]) for weight in (w, u, *biases)]
    operator = {RNNCell: "RNN", LSTMCell: "LSTM"}.get(type(cell), "GRU")
    return ordered[0], ordered[1], torch.cat(ordered[2:]), operator, attributes


def has_onnx_operator(cell: Cell) -> bool:
    """Whether ONNX has an operator for this cell."""
    return type(cell) in _ONNX_ORDER


def scan_steps(cell: Cell, x: Tensor, lengths: Tensor | None, state: State, reverse: bool) -> tuple[Tensor, State]:
    """The equations as one scan, which exports with any length; for cells that ONNX has no operator for."""
    everywhere = x.new_ones(x.shape[:2], dtype=torch.bool)
    valid = (everywhere if lengths is None else valid_steps(lengths, x.shape[1])).unsqueeze(2)
    wx = cell.project(x.masked_fill(~valid, 0))

    def step(before: State, now: tuple[Tensor, Tensor]) -> tuple[State, Tensor]:
        wx_t, runs = now
        after, _ = cell.step(wx_t, tuple(before))
        kept = tuple(torch.where(runs, new, old) for new, old in zip(after, before, strict=True))
        return kept, torch.where(runs, after[0], 0.0)

    along = tuple(part.transpose(0, 1) for part in (wx, valid))
    after, outputs = scan(step, tuple(part.clone() for part in state), along, reverse=reverse)
    return outputs.transpose(0, 1), tuple(after)
