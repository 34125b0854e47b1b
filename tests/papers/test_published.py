"""Published numbers, one row per network: parameters, weights, multiply-adds, connections, shapes of the stages.

Sources: LeCun et al. 1998, figure 2 and section II.B (`lenet5-1998`); the LeNet-5 tables of the notes (`lenet5`).
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.partial_conv import PartialConv2d
from lamina.blocks.rbf import RadialBasis
from lamina.blocks.subsampling import Subsampling
from lamina.networks import catalog


@dataclass(frozen=True)
class Published:
    """What a paper or a table states of a network; None where it states nothing."""

    name: str
    input: tuple[int, ...]
    stages: dict[str, tuple[int, ...]]  # attribute of the network -> shape of its output, without B
    parameters: dict[str, int] = field(default_factory=dict)  # attribute, or "all", -> trainable parameters
    weights: int | None = None  # without biases
    macs: int | None = None
    connections: dict[str, int] = field(default_factory=dict)  # biases counted


LENET_MAPS = {"c1": (6, 28, 28), "s2": (6, 14, 14), "c3": (16, 10, 10), "s4": (16, 5, 5)}

PUBLISHED = (
    Published(
        "lenet5", (1, 32, 32), {**LENET_MAPS, "flatten": (400,), "c5": (120,), "f6": (84,), "output": (10,)},
        {"all": 61_706, "c1": 156, "s2": 0, "c3": 2_416, "s4": 0, "c5": 48_120, "f6": 10_164, "output": 850},
        weights=61_470, macs=416_520,
    ),
    Published(
        "lenet5-1998", (1, 32, 32), {**LENET_MAPS, "c5": (120, 1, 1), "f6": (84,), "output": (10,)},
        {"all": 60_000, "c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164, "output": 0},
        connections={
            "c1": 122_304, "s2": 5_880, "c3": 151_600, "s4": 2_000, "c5": 48_120, "f6": 10_164, "output": 840,
            "all": 340_908,
        },
    ),
)  # fmt: skip
ROWS = pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.name)


def traced(row: Published) -> list[tuple[str, nn.Module, tuple[int, ...]]]:
    """(name, module, shape of its output) of every module that runs, for one row of input."""
    network = catalog.build(row.name).eval()
    seen: list[tuple[str, nn.Module, tuple[int, ...]]] = []

    def note(name: str) -> Any:
        return lambda module, _, output: seen.append((name, module, tuple(output.shape[1:])))

    for name, module in network.named_modules():
        module.register_forward_hook(note(name))
    with torch.no_grad():
        network(torch.zeros(1, *row.input))
    return seen


def trainable(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)


def positions(shape: tuple[int, ...]) -> int:
    return int(torch.tensor(shape[1:]).prod()) if len(shape) > 1 else 1


def connections(module: nn.Module, shape: tuple[int, ...]) -> int:
    """Connections of one layer as the 1998 paper counts them: each use of a weight or a bias at each position."""
    if isinstance(module, PartialConv2d):
        return module.num_connections(*shape[1:])
    if isinstance(module, Subsampling):
        return shape[0] * (4 + 1) * positions(shape)
    if isinstance(module, nn.Conv2d | nn.Linear):
        return shape[0] * (module.weight[0].numel() + 1) * positions(shape)
    return module.codes.numel() if isinstance(module, RadialBasis) else 0


@ROWS
def test_shapes_of_the_stages(row: Published) -> None:
    found = {name: shape for name, _, shape in traced(row)}
    assert {name: found[name] for name in row.stages} == row.stages


@ROWS
def test_parameters_of_each_stage(row: Published) -> None:
    network = catalog.build(row.name)
    found = {name: trainable(network if name == "all" else getattr(network, name)) for name in row.parameters}
    assert found == row.parameters
    if row.weights is not None:
        named = dict(network.named_parameters())
        assert sum(p.numel() for name, p in named.items() if not name.endswith("bias")) == row.weights


@pytest.mark.parametrize("row", [row for row in PUBLISHED if row.macs], ids=lambda row: row.name)
def test_multiply_adds(row: Published) -> None:
    macs = sum(
        module.weight.numel() * positions(shape)
        for _, module, shape in traced(row)
        if isinstance(module, nn.Conv2d | nn.Linear)
    )
    assert macs == row.macs


@pytest.mark.parametrize("row", [row for row in PUBLISHED if row.connections], ids=lambda row: row.name)
def test_connections(row: Published) -> None:
    found = dict.fromkeys(row.connections, 0)
    for name, module, shape in traced(row):
        count = connections(module, shape)
        found["all"] += count
        if count:
            found[name.split(".")[0]] += count
    assert found == row.connections


def test_the_fixed_output_of_1998_is_not_trained() -> None:
    network = catalog.build("lenet5-1998")
    codes: Tensor = network.output.codes
    assert codes.numel() == 840 and not codes.requires_grad


def test_every_published_network_is_in_the_catalogue() -> None:
    assert {row.name for row in PUBLISHED} <= set(catalog.names())
