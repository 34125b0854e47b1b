"""A network's layers over images as a plain chain, found by running it: each takes just what the one before it gave."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError, nearest
from lamina.core.observing import Seen, observing
from lamina.lens.image_functions import Called, ImageFunctions
from lamina.lens.parts import layers_in
from lamina.lens.undisturbed import undisturbed


@dataclass(frozen=True)
class Link:
    """A layer of the chain, with the maps that came in and went out of it."""

    name: str
    module: nn.Module
    before: Tensor  # (B, C, H, W)
    after: Tensor


def image_chain(network: nn.Module, x: Tensor, layer: str = "") -> list[Link]:
    """The layers from the image (B, C, H, W) to `layer`, or to the last that gives maps, on these images.

    A module that runs several times, such as one activation for all layers, is a link each time; `layer` is its first.
    Activations and poolings that are functions are links, too: F.relu, F.max_pool2d.
    InputError: there is no such layer, it gives no maps, or on the way to it the network branches, joins or does
    something that is no layer.
    """
    layers = layers_in(network)
    with (
        undisturbed(network),
        torch.no_grad(),
        observing(network, as_given=True) as seen,
        ImageFunctions(seen, layers) as functions,
    ):
        network(x.clone())
    leaves = [name for name in seen.order if name and name in layers]
    named = _end_of(network, layer, leaves, seen.order) if layer else ""
    chain: list[Link] = []
    value = x
    for name, module, given, output in _steps(seen, layers, functions.called):
        maps = isinstance(output, Tensor) and output.dim() == 4
        if not maps and not layer:
            break
        alone = len(given) == 1 and isinstance(given[0], Tensor)
        if not alone or given[0].shape != value.shape or not (given[0] is value or torch.equal(given[0], value)):
            raise InputError("lens.branches", layer=name)
        if not maps:
            raise InputError("lens.no_map_of", layer=layer)
        chain.append(Link(name, module, value, output))
        value = output
        if name == named:
            break
    if not chain:
        raise InputError("lens.no_maps")
    return chain


def _steps(
    seen: Seen, layers: dict[str, nn.Module], called: Sequence[Called]
) -> Iterator[tuple[str, nn.Module, tuple[Any, ...], Any]]:
    """What ran, layers and functions in their order: its name, its module, what it took and gave."""
    turns, waiting = Counter[str](), list(called)
    for place, name in enumerate(seen.order):
        while waiting and waiting[0].place <= place:
            _, function, module, before, after = waiting.pop(0)
            yield function, module, (before,), after
        if name and name in layers:
            yield name, layers[name], seen.inputs[name][turns[name]], seen.outputs[name][turns[name]]
            turns[name] += 1
    for _, function, module, before, after in waiting:
        yield function, module, (before,), after


def _end_of(network: nn.Module, layer: str, leaves: list[str], order: list[str]) -> str:
    """The leaf with which a layer, perhaps one of several parts, ends."""
    if layer not in order:
        raise InputError("lens.no_layer", layer=layer, nearest=nearest(layer, order), names=", ".join(leaves[:12]))
    inside = [name for name in leaves if name == layer or name.startswith(f"{layer}.")]
    return inside[-1]
