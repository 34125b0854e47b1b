"""The convolutions and poolings of a network as they ran for one row, each with the error that came back to it."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from lamina.core.backpropagation import Windowed
from lamina.core.errors import InputError, nearest
from lamina.lens.answers import rows_of
from lamina.lens.slopes import slopes_of
from lamina.lens.undisturbed import undisturbed
from lamina.lens.windowed import can_be_shown, sizes, through_window

MOST_VALUES = 2**24  # of all windows of a layer, laid side by side in float64: 128 MB


def windows_of(
    network: nn.Module, inputs: tuple[Tensor, ...], cost: Callable[[Tensor], Tensor], *, layer: str = ""
) -> dict[str, Windowed]:
    """The first convolution and the first pooling that can be shown, or the layer that is named.

    inputs: of one row, (1, ...) each. cost: a number from the network's output (1, K); its gradient comes back to
    each layer. InputError: there is no such layer, or none of them can be shown.
    """
    able = {name: one for name, one in network.named_modules() if can_be_shown(one)}
    if layer and layer not in able:
        raise InputError("lens.no_window_layer", layer=layer, nearest=nearest(layer, able), names=", ".join(able))
    ran = _ran(network, inputs, cost, {layer: able[layer]} if layer else able)
    if not ran:
        raise InputError("lens.no_windows", network=type(network).__name__)
    first: dict[str, Windowed] = {}
    for kind in (nn.Conv2d, (nn.MaxPool2d, nn.AvgPool2d)):
        name = next((name for name in ran if isinstance(able[name], kind)), None)
        if name is not None:
            x, delta = ran[name]
            first[name] = through_window(able[name], x, delta)
    return first


def _ran(
    network: nn.Module, inputs: tuple[Tensor, ...], cost: Callable[[Tensor], Tensor], layers: dict[str, nn.Module]
) -> dict[str, tuple[Tensor, Tensor]]:
    """What each layer took and the error that came back, (C, H, W) and (K, OH, OW), in the order in which they ran."""
    taken: dict[str, tuple[Tensor, Tensor]] = {}

    def look(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], Tensor]:
        def hook(module: nn.Module, given: tuple[Tensor, ...], output: Tensor) -> Tensor:
            if name not in taken and given and output.dim() == 4 and _values(module, given[0], output) <= MOST_VALUES:
                taken[name] = (given[0].detach().clone(), output)
            return output.clone()  # what works in place works on the copy

        return hook

    hooks = [module.register_forward_hook(look(name)) for name, module in layers.items()]
    try:
        with undisturbed(network), torch.enable_grad():
            for value in network.parameters():
                value.requires_grad_(True)
            asking = tuple(one.clone().requires_grad_(one.is_floating_point()) for one in inputs)
            value = cost(rows_of(network, *asking))
            errors = slopes_of(value, [output for _, output in taken.values()])
    finally:
        for hook in hooks:
            hook.remove()
    return {name: (x[0], error[0]) for (name, (x, _)), error in zip(taken.items(), errors, strict=True)}


def _values(module: nn.Module, x: Tensor, output: Tensor) -> int:
    high, wide = sizes(module)[0]
    return x.shape[1] * high * wide * output.shape[2] * output.shape[3]
