"""The head of a network: the layers as wide as the answer. All before them are features, of use for other answers."""

from typing import Any

import torch
from torch import nn

from lamina.networks import catalog

AUXILIARY = "aux"  # heads that teach the middle of a network, absent at prediction


def head_tensors(name: str, arguments: dict[str, Any]) -> frozenset[str]:
    """Names of the tensors (auxiliary heads' too) whose shape follows num_classes; found by building without memory."""
    width = int(arguments.get("num_classes", 10))
    one, other = (
        {key: value.shape for key, value in blank(name, {**arguments, "num_classes": width * times}).items()}
        for times in (2, 3)  # multiples: a forecast's outputs are shared evenly among its targets
    )
    return frozenset(key for key, shape in one.items() if other[key] != shape)


def head_module(tensors: frozenset[str]) -> str | None:
    """Path of the one layer that gives the answer; None where there is no such one layer."""
    paths = {key.rpartition(".")[0] for key in tensors}
    main = [path for path in paths if path and not path.startswith(AUXILIARY)]
    return main[0] if len(main) == 1 else None


def blank(name: str, arguments: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The state dict of a network, shapes and types without memory."""
    with torch.device("meta"):
        built: nn.Module = catalog.build(name, **arguments)
    return built.state_dict()
