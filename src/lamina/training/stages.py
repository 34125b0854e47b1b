"""The stages of a network, from the input to the head: what is unfrozen together, or has a learning rate of its own.

One rule for every network: a stage is a child of the network, with what it holds. Within a child that is a plain row
of layers, a new stage begins behind each pooling and at each dense layer. A normalisation belongs to the layer before
it, and so does what has no weights (pooling, dropout). Auxiliary heads belong to the head.

    resnet50    conv1, layer1, layer2, layer3, layer4, fc
    vgg16-tv    features.0, features.5, features.10, features.17, features.24, classifier.0, classifier.3, classifier.6
    mlp         hidden.layer1, hidden.layer2, output
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from torch import nn

_POOLINGS = (
    nn.modules.pooling._MaxPoolNd, nn.modules.pooling._AvgPoolNd,
    nn.modules.pooling._AdaptiveMaxPoolNd, nn.modules.pooling._AdaptiveAvgPoolNd,
)  # fmt: skip
_NORMS = (nn.modules.batchnorm._NormBase, nn.GroupNorm, nn.LayerNorm)


@dataclass(frozen=True)
class Stage:
    """A stage by its name, and the paths of the modules in it, in their order within the network."""

    name: str
    modules: tuple[str, ...]


def stages_of(network: nn.Module, heads: Collection[str] = ()) -> tuple[Stage, ...]:
    """The stages that have weights, the first at the input, the last the head.

    heads: names of the heads' tensors; without them the last stage is the head. Modules are taken in the order in
    which they were made parts of the network, which in every network of the catalogue is that of its forward.
    """
    found: list[list[str]] = []  # of each stage, the child it is of and the paths of its modules
    waiting: list[str] = []  # modules before the first stage
    for child, module in network.named_children():
        begins = True
        for path, unit in _opened(child, module):
            weighs = next(unit.parameters(), None) is not None and not (found and isinstance(unit, _NORMS))
            if weighs and (begins or isinstance(unit, nn.Linear)):
                found.append([child, path, *waiting])
                waiting, begins = [], False
            else:
                (found[-1] if found else waiting).append(path)
                begins = begins or isinstance(unit, _POOLINGS)
    children = Counter(child for child, *_ in found)
    named = [Stage(child if children[child] == 1 else _short(paths[0]), tuple(paths)) for child, *paths in found]
    return _with_one_head(network, named, heads)


def parameters_of(network: nn.Module, stages: Collection[Stage]) -> list[list[nn.Parameter]]:
    """The parameters of each stage, each once: shared ones are of the first stage, and so are the network's own."""
    seen: set[nn.Parameter] = set()
    found: list[list[nn.Parameter]] = []
    for number, stage in enumerate(stages):
        own = [] if number else list(network.parameters(recurse=False))
        own += [item for path in stage.modules for item in network.get_submodule(path).parameters()]
        found.append([item for item in dict.fromkeys(own) if item not in seen])
        seen.update(own)
    return found


def _opened(path: str, module: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The layers and blocks of a child in their order; plain rows within rows are opened too."""
    if type(module) is not nn.Sequential:
        yield path, module
        return
    for name, child in module.named_children():
        yield from _opened(f"{path}.{name}", child)


def _short(path: str) -> str:
    """features.conv1.convolution -> features.conv1."""
    return ".".join(path.split(".")[:2])


def _with_one_head(network: nn.Module, stages: list[Stage], heads: Collection[str]) -> tuple[Stage, ...]:
    """The stages that hold tensors of heads put together as the last one, named as the one that answers."""

    def holds(stage: Stage) -> bool:
        return any(name.startswith(f"{path}.") for path in stage.modules for name in heads)

    last = [stage for stage in stages if holds(stage)]
    if len(last) < 2:
        return tuple(stages)
    answering = [stage for stage in last if isinstance(network.get_submodule(stage.modules[0]), nn.Linear)] or last
    head = Stage(answering[-1].name, tuple(path for stage in last for path in stage.modules))
    return (*(stage for stage in stages if stage not in last), head)
