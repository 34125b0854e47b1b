"""What a recurrent network remembers: every gate and state over time for one row, and which units follow what."""

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import GatesSeen
from lamina.core.observing import Seen, observing
from lamina.lens.torch_gates import cell_gates, layer_gates
from lamina.lens.undisturbed import undisturbed

ATTENTION = "weights"  # what attention shows, which is no gate
SATURATED = 0.05  # of a gate between 0 and 1: that near to either end


def gates_over_time(network: nn.Module, inputs: tuple[Tensor, ...]) -> list[GatesSeen]:
    """Gates and states (T, H) of each recurrent layer, for the first row of the inputs (see blocks.recurrent.gates).

    Of torch's own nn.RNN, LSTM, GRU and their cells, whose kernels show none, by their equations (lens.torch_gates).
    """
    with undisturbed(network), torch.no_grad(), observing(network) as seen:
        network(*(value.clone() for value in inputs))
    modules = dict(network.named_modules())
    shown_by = [
        name for name in dict.fromkeys(seen.order)
        if any(values[0].dim() == 3 for gate, values in seen.shown.get(name, {}).items() if gate != ATTENTION)
    ]  # fmt: skip
    found = [
        GatesSeen(name, {gate: values[0][0] for gate, values in seen.shown[name].items() if values[0].dim() == 3})
        for name in shown_by
    ]
    found += [GatesSeen(name, gates) for name, module in modules.items() if (gates := _of_torch(module, seen, name))]
    if not found:
        raise InputError("lens.no_gates", network=type(network).__name__)
    return found


def follows(values: Tensor, signal: Tensor, most: int = 8) -> list[tuple[int, float]]:
    """The units whose value over time goes with a signal most: (unit, correlation), the strongest first.

    values: (T, H); signal: (T,), such as the series itself, the place in the text, or whether a quotation is open.
    """
    unit = values.double() - values.double().mean(dim=0)
    wave = signal.double() - signal.double().mean()
    size = (unit.norm(dim=0) * wave.norm()).clamp(min=1e-300)
    together = (unit * wave[:, None]).sum(dim=0) / size
    order = together.abs().argsort(descending=True, stable=True)[:most].tolist()
    return [(number, float(together[number])) for number in order]


def saturation(gate: Tensor) -> tuple[float, float]:
    """(share of values near 0, share near 1) of a gate (T, H) between 0 and 1."""
    return float((gate < SATURATED).double().mean()), float((gate > 1 - SATURATED).double().mean())


def _of_torch(module: nn.Module, seen: Seen, name: str) -> dict[str, Tensor]:
    """Gates of torch's own layers and cells: of a layer in its first call, of a cell over its calls."""
    calls = [given for given in seen.inputs.get(name, []) if given]
    if isinstance(module, nn.RNNBase) and calls:
        return layer_gates(module, calls[0], seen.outputs[name][0])
    return cell_gates(module, calls) if isinstance(module, nn.RNNCellBase) and calls else {}
