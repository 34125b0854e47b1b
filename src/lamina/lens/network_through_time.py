"""A recurrent layer inside a network, followed through time: what it read at each step, and the cost behind it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from lamina.core.backpropagation import ThroughTime
from lamina.core.errors import InputError, nearest
from lamina.lens.answers import rows_of
from lamina.lens.copy_of import copy_of
from lamina.lens.sub_layers import below_top, top_layer
from lamina.lens.through_time import num_states, through_time
from lamina.lens.undisturbed import undisturbed

MOST_STEPS, MOST_WORK = 128, 2**24  # steps, and numbers of all their Jacobians


def recurrent_layers(network: nn.Module) -> dict[str, nn.RNNBase]:
    """The network's recurrent layers by name, each of torch's RNN, LSTM or GRU; those with projections apart."""
    return {name: one for name, one in network.named_modules() if isinstance(one, nn.RNNBase) and not one.proj_size}


def network_through_time(
    network: nn.Module, inputs: tuple[Tensor, ...], cost: Callable[[Tensor], Tensor], *, layer: str = ""
) -> ThroughTime:
    """Follow the layer that is named, else the last, over one row; on a copy in float64.

    Of a stacked layer the last sub-layer is followed, of one of two directions the forward one.

    inputs: (1, T, ...) of one row. cost: a number from the network's output (1, K), float64; of outputs over steps the
    last one's. Of a longer row the last steps are followed, from a state of 0. InputError: there is no
    recurrent layer, or none of that name, or it ran over several rows or not over steps.
    """
    twin = copy_of(network).double().cpu()
    row = tuple(one[:1].double().cpu() if one.is_floating_point() else one[:1].cpu() for one in inputs)
    known = recurrent_layers(twin)
    name = next((each for each in known if layer and layer in (each, each.rpartition(".")[0])), layer)
    if layer and name not in known:
        raise InputError("lens.no_recurrent_layer", layer=layer, nearest=nearest(layer, known), names=", ".join(known))
    with undisturbed(twin):
        name = name or _last_to_run(twin, row, known)
        chosen, x = known[name], _taken(twin, row, known[name])
        steps = max(2, min(MOST_STEPS, MOST_WORK // num_states(chosen) ** 2))
        behind = _cost_behind(twin, row, chosen, cost)
        if chosen.num_layers == 1 and not chosen.bidirectional:
            return through_time(chosen, x[-steps:], behind, name=name)
        return through_time(top_layer(chosen), below_top(chosen, x)[-steps:], behind, name=name)


def _last_to_run(twin: nn.Module, row: tuple[Tensor, ...], known: dict[str, nn.RNNBase]) -> str:
    """The recurrent layer nearest to the answer; of two directions the forward one."""
    ran: list[str] = []
    hooks = [one.register_forward_hook(lambda *_, name=name: ran.append(name)) for name, one in known.items()]
    try:
        with torch.no_grad():
            twin(*row)
    finally:
        for hook in hooks:
            hook.remove()
    if not ran:
        raise InputError(
            "lens.not_over_steps" if known else "lens.no_recurrence",
            layer=", ".join(known),
            network=type(twin).__name__,
        )
    layers = [name for name in known if name in ran]  # in the order of the network: forward before reverse
    around = [one for name, one in twin.named_modules() if name and layers[-1].startswith(f"{name}.")]
    both_ways = any(getattr(one, "num_directions", 1) == 2 for one in around)
    return layers[-2] if both_ways and len(layers) > 1 else layers[-1]


def _taken(twin: nn.Module, row: tuple[Tensor, ...], layer: nn.RNNBase) -> Tensor:
    """What the layer takes at each step, (T, in)."""
    seen: list[Any] = []
    hook = layer.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    try:
        with torch.no_grad():
            twin(*row)
    finally:
        hook.remove()
    if len(seen) == 1 and isinstance(seen[0], PackedSequence):
        return seen[0].data  # of one row they stand one after the other
    if not seen or not isinstance(seen[0], Tensor) or seen[0].dim() != 3 or len(seen) > 1:
        raise InputError("lens.not_over_steps", layer=type(layer).__name__, network=type(twin).__name__)
    return (seen[0] if layer.batch_first else seen[0].transpose(0, 1))[0]


def _cost_behind(
    twin: nn.Module, row: tuple[Tensor, ...], layer: nn.RNNBase, cost: Callable[[Tensor], Tensor]
) -> Callable[[Tensor], Tensor]:
    """The cost as a function of the layer's last hidden state (H,); its earlier outputs stay what they were."""

    def behind(hidden: Tensor) -> Tensor:
        def hook(_: nn.Module, __: Any, output: Any) -> Any:
            outputs, after = output
            outputs, states = _with_last(outputs, hidden, layer), after[0] if isinstance(after, tuple) else after
            place = 2 * layer.num_layers - 2 if layer.bidirectional else layer.num_layers - 1
            ends = states.detach().index_copy(0, torch.tensor([place]), hidden[None, None])
            return outputs, (ends, after[1].detach()) if isinstance(after, tuple) else ends

        handle = layer.register_forward_hook(hook)
        try:
            return cost(rows_of(twin, *row))
        finally:
            handle.remove()

    return behind


def _with_last(outputs: Any, hidden: Tensor, layer: nn.RNNBase) -> Any:
    """What the layer gave for one row, with another last state (H,) forward in time; the rest is taken as it is."""
    if isinstance(outputs, PackedSequence):
        return outputs._replace(data=_over(outputs.data[None], hidden, 1)[0])
    return _over(outputs, hidden, 1 if layer.batch_first else 0)


def _over(outputs: Tensor, hidden: Tensor, time: int) -> Tensor:
    before, last = outputs.detach().split((outputs.shape[time] - 1, 1), dim=time)
    return torch.cat([before, torch.cat([hidden[None, None], last[..., len(hidden) :]], dim=2)], dim=time)
