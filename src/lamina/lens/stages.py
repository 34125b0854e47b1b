"""The stages of a network for images: the maps that are worth looking at, in the order in which they arise.

A stage is a module that gives maps, as high up in the network as gives at least four of them: C1, S2, C3, S4 of a LeNet,
layer1 to layer4 of a ResNet, each Inception block. What only treats single values of a stage's maps (activation,
normalisation, dropout) belongs to the stage, which is shown as it leaves it.
"""

from collections import Counter
from dataclasses import replace

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError, nearest
from lamina.core.looks import LayerSeen
from lamina.core.observing import Seen, observing
from lamina.lens.parts import parts_of, type_of
from lamina.lens.undisturbed import undisturbed

FEWEST, MOST = 4, 8


def map_stages(network: nn.Module, inputs: tuple[Tensor, ...], *, layer: str = "", most: int = MOST) -> list[LayerSeen]:
    """The stages' maps (C, H, W) for one row (1, ...) of each input, at most so many; `layer`: of this module alone.

    The name is that of the stage's first module; of a module that ran several times the second is called "pool (2)".
    InputError: nothing gives maps, or the layer does not.
    """
    with undisturbed(network), torch.no_grad(), observing(network, as_given=True) as seen:
        network(*(value.clone() for value in inputs))
    modules = dict(network.named_modules())
    runs = _runs(seen, modules)
    if layer:
        found = [run for run in runs if run.name == layer]
        if not found:
            names = list(dict.fromkeys(run.name for run in runs if run.name))
            raise InputError("lens.no_map_layer", layer=layer, nearest=nearest(layer, names), names=", ".join(names))
        return found
    stages = _thinned(_joined(_level(runs, network), modules), modules, most)
    if not stages:
        raise InputError("lens.no_stages", network=type(network).__name__)
    return stages


def _runs(seen: Seen, modules: dict[str, nn.Module]) -> list[LayerSeen]:
    """Each run of a module that gave maps of more than one place."""
    turns: Counter[str] = Counter()
    found = []
    for name in seen.order:
        output = seen.outputs[name][turns[name]]
        turns[name] += 1
        if isinstance(output, Tensor) and output.dim() == 4 and output.is_floating_point() and output[0, 0].numel() > 1:
            called = name if turns[name] == 1 else f"{name} ({turns[name]})"
            found.append(LayerSeen(called, type_of(modules[name]), (output[0],)))
    return found


def _level(runs: list[LayerSeen], network: nn.Module) -> list[LayerSeen]:
    """The runs of the highest modules that give enough maps; of the lowest where none do."""
    front = set(parts_of(network)) or {""}
    while True:
        found = [run for run in runs if _plain(run.name) in front]
        below = {f"{name}.{child}" if name else child for name in front for child in _children(network, name)}
        if len(found) >= FEWEST or not below:
            return found
        front = {name for name in front if not _children(network, name)} | below


def _children(network: nn.Module, name: str) -> list[str]:
    return list(parts_of(network.get_submodule(name)))


def _plain(name: str) -> str:
    return name.partition(" ")[0]


def _joined(runs: list[LayerSeen], modules: dict[str, nn.Module]) -> list[LayerSeen]:
    """Stages: what follows without weights across values, and keeps the shape, is joined to what came before it."""
    stages: list[LayerSeen] = []
    for run in runs:
        same = bool(stages) and stages[-1].outputs[0].shape == run.outputs[0].shape
        if same and not has_matrix(modules[_plain(run.name)]):
            stages[-1] = replace(stages[-1], outputs=run.outputs, ends=run.name)
        else:
            stages.append(run)
    return stages


def has_matrix(module: nn.Module) -> bool:
    """Whether a module mixes values with weights: a convolution or a dense layer, or something that holds one."""
    return any(value.dim() > 1 for value in module.parameters())


def _thinned(stages: list[LayerSeen], modules: dict[str, nn.Module], most: int) -> list[LayerSeen]:
    """At most so many: poolings are left out first, then every so many; the first and the last stay."""
    if len(stages) > most:
        stages = [stage for stage in stages if has_matrix(modules[_plain(stage.name)])] or stages
    if len(stages) <= most:
        return stages
    return [stages[round(place * (len(stages) - 1) / (most - 1))] for place in range(most)]
