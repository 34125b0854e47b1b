"""Stages of a network: one rule for every network of the catalogue."""

from typing import Any

import pytest
import torch
from torch import nn

from lamina.core.outputs import main_output
from lamina.networks import catalog
from lamina.networks.head import head_module, head_tensors
from lamina.training.stages import parameters_of, stages_of

SMALL: dict[str, Any] = {"mlp": {"in_features": 3 * 32 * 32, "num_classes": 3, "hidden_dims": (8, 8)}}


def built(name: str) -> tuple[nn.Module, dict[str, Any]]:
    known, row = catalog.arguments(name), catalog.find(name)
    arguments = SMALL.get(name, {key: value for key, value in row.smoke.items() if key in known})
    with torch.device("meta"):
        return catalog.build(name, **arguments), arguments


@pytest.mark.parametrize(
    "name", [row.name for row in catalog.CATALOG if "images" in row.kinds and row.name != "resnet1202-cifar"]
)
def test_every_network_has_stages_in_the_order_of_its_forward(name: str) -> None:
    network, arguments = built(name)
    heads = head_tensors(name, arguments)
    stages = stages_of(network, heads)
    owned = parameters_of(network, stages)
    assert sum(len(items) for items in owned) == len(list(network.parameters()))
    assert len({item for items in owned for item in items}) == len(list(network.parameters()))
    assert all(owned) and len({stage.name for stage in stages}) == len(stages) and 3 <= len(stages) <= 13
    head = head_module(heads)
    assert head is not None
    parameters = set(network.get_submodule(head).parameters())
    assert parameters <= set(owned[-1]) and (not parameters or head.startswith(stages[-1].name))
    assert order_of(network, arguments, catalog.find(name).image or (1, 32, 32)) == [stage.name for stage in stages]


def order_of(network: nn.Module, arguments: dict[str, Any], image: tuple[int, int, int]) -> list[str]:
    """Names of the stages in the order in which the first weights of each are used."""
    stages = stages_of(network, ())
    seen: list[str] = []
    for stage in stages:
        for path in stage.modules:
            module = network.get_submodule(path)
            if next(module.parameters(), None) is not None:
                module.register_forward_pre_hook(lambda *_, name=stage.name: seen.append(name))
    side = arguments.get("image_size", image[1] if image[0] == 1 else 32)
    channels = int(next(item for item in network.parameters() if item.dim() > 1).shape[1])
    shape = (2, 3 * 32 * 32) if "in_features" in arguments else (2, channels, side, side)
    with torch.no_grad():
        main_output(network.eval()(torch.zeros(shape, device="meta")))
    return list(dict.fromkeys(seen))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("resnet50-tv", "conv1 layer1 layer2 layer3 layer4 fc"),
        ("alexnet", "features.conv1 features.conv2 features.conv3 fc6 fc7 fc8"),
        ("vgg11-bn-tv", "features.0 features.4 features.8 features.15 features.22 classifier.0 classifier.3 classifier.6"),
        ("mlp", "hidden.layer1 hidden.layer2 output"),
    ],
)  # fmt: skip
def test_stages_have_the_names_of_the_networks_parts(name: str, expected: str) -> None:
    network, arguments = built(name)
    assert [stage.name for stage in stages_of(network, head_tensors(name, arguments))] == expected.split()


def test_stages_of_recurrent_networks_end_with_the_output() -> None:
    series = {"in_features": 3, "num_classes": 4, "window": 6, "target_columns": (2, 0)}
    for arguments, expected in (
        ({"vocab_size": 9, "num_classes": 3}, "embedding recurrent output"), (series, "recurrent output"),
    ):  # fmt: skip
        with torch.device("meta"):
            network = catalog.build("bilstm", **arguments)
        stages = stages_of(network, head_tensors("bilstm", arguments))
        assert [stage.name for stage in stages] == expected.split()
        assert sum(len(items) for items in parameters_of(network, stages)) == len(list(network.parameters()))


def test_auxiliary_heads_are_of_the_head_and_a_norm_of_its_convolution() -> None:
    network, arguments = built("googlenet-tv")
    head = stages_of(network, head_tensors("googlenet-tv", arguments))[-1]
    assert head.name == "fc" and {"aux1", "aux2", "fc"} <= set(head.modules)
    network, _ = built("resnet18-tv")
    assert stages_of(network)[0].modules[:2] == ("conv1", "bn1")


def test_shared_weights_and_the_networks_own_are_counted_once() -> None:
    network = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3))
    network[2].weight = network[0].weight
    network.extra = nn.Parameter(torch.zeros(1))
    first, second = parameters_of(network, stages_of(network))
    assert len(first) == 3 and second == [network[2].bias]
