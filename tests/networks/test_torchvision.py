"""The -tv networks against torchvision: every name and shape, and the arithmetic, written down a second time.

The references are plain calls of torch's functions on a state dict, from torchvision's published definitions; they
share nothing with the networks. Weights are made by the recipe of torchvision-golden.json.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from lamina.bundle.pretrained import read_pretrained
from lamina.networks import catalog

KEYS = Path(__file__).parents[2].parent / "shared" / "reference" / "torchvision-keys.json"
State = dict[str, Tensor]
VGG11 = (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M")
NEEDS_KEYS = pytest.mark.skipif(not KEYS.is_file(), reason="torchvision's names are not beside the repository")


def theirs() -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    content = json.loads(KEYS.read_text("utf-8")) if KEYS.is_file() else {}
    return {name: [(key, tuple(shape)) for key, shape in entries] for name, entries in content.items()}


def ours(name: str) -> str:
    return name.replace("_bn", "-bn") + "-tv"


def filled(shapes: list[tuple[str, tuple[int, ...]]]) -> State:
    """Weights by the recipe: the i-th entry from seed i."""
    found: State = {}
    for index, (name, shape) in enumerate(shapes):
        r = torch.randn(shape, generator=torch.Generator().manual_seed(index))
        if name.endswith("num_batches_tracked"):
            found[name] = torch.tensor(1)
        elif name.endswith("running_var"):
            found[name] = r.abs() + 0.5
        elif name.endswith(("running_mean", "bias")):
            found[name] = 0.05 * r
        else:
            found[name] = 1 + 0.1 * r if len(shape) == 1 else r * (2 / r[0].numel()) ** 0.5
    return found


def norm(state: State, name: str, x: Tensor, eps: float = 1e-5) -> Tensor:
    mean, var, weight, bias = (
        state[f"{name}.{key}"].double().view(-1, 1, 1) for key in ("running_mean", "running_var", "weight", "bias")
    )
    return (x - mean) / (var + eps).sqrt() * weight + bias


def conv(state: State, name: str, x: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    bias = state.get(f"{name}.bias")
    return F.conv2d(x, state[f"{name}.weight"].double(), None if bias is None else bias.double(), stride, padding)


def dense(state: State, name: str, x: Tensor) -> Tensor:
    return x @ state[f"{name}.weight"].double().t() + state[f"{name}.bias"].double()


def alexnet(state: State, x: Tensor) -> Tensor:
    for index, stride, padding, pooled in ((0, 4, 2, True), (3, 1, 2, True), (6, 1, 1, False), (8, 1, 1, False), (10, 1, 1, True)):  # fmt: skip
        x = conv(state, f"features.{index}", x, stride, padding).relu()
        x = F.max_pool2d(x, 3, 2) if pooled else x
    x = F.adaptive_avg_pool2d(x, (6, 6)).flatten(1)
    x = dense(state, "classifier.4", dense(state, "classifier.1", x).relu()).relu()
    return dense(state, "classifier.6", x)


def vgg11(state: State, x: Tensor) -> Tensor:
    index = 0
    for layer in VGG11:
        if layer == "M":
            x, index = F.max_pool2d(x, 2, 2), index + 1
        else:
            x, index = conv(state, f"features.{index}", x, 1, 1).relu(), index + 2
    x = F.adaptive_avg_pool2d(x, (7, 7)).flatten(1)
    x = dense(state, "classifier.3", dense(state, "classifier.0", x).relu()).relu()
    return dense(state, "classifier.6", x)


def resnet50(state: State, x: Tensor) -> Tensor:
    x = F.max_pool2d(norm(state, "bn1", conv(state, "conv1", x, 2, 3)).relu(), 3, 2, 1)
    for layer, blocks in enumerate((3, 4, 6, 3), start=1):
        for block in range(blocks):
            name, stride = f"layer{layer}.{block}", 2 if layer > 1 and block == 0 else 1
            way = norm(state, f"{name}.bn1", conv(state, f"{name}.conv1", x)).relu()
            way = norm(state, f"{name}.bn2", conv(state, f"{name}.conv2", way, stride, 1)).relu()
            way = norm(state, f"{name}.bn3", conv(state, f"{name}.conv3", way))
            if block == 0:
                x = norm(state, f"{name}.downsample.1", conv(state, f"{name}.downsample.0", x, stride))
            x = (way + x).relu()
    return dense(state, "fc", x.mean(dim=(2, 3)))


def googlenet(state: State, x: Tensor) -> Tensor:
    def unit(name: str, x: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
        return norm(state, f"{name}.bn", conv(state, f"{name}.conv", x, stride, padding), eps=0.001).relu()

    def inception(name: str, x: Tensor) -> Tensor:
        pooled = F.max_pool2d(x, 3, 1, 1, ceil_mode=True)
        return torch.cat(
            (
                unit(f"{name}.branch1", x),
                unit(f"{name}.branch2.1", unit(f"{name}.branch2.0", x), 1, 1),
                unit(f"{name}.branch3.1", unit(f"{name}.branch3.0", x), 1, 1),
                unit(f"{name}.branch4.1", pooled),
            ),
            dim=1,
        )

    x = F.max_pool2d(unit("conv1", x, 2, 3), 3, 2, ceil_mode=True)
    x = F.max_pool2d(unit("conv3", unit("conv2", x), 1, 1), 3, 2, ceil_mode=True)
    x = F.max_pool2d(inception("inception3b", inception("inception3a", x)), 3, 2, ceil_mode=True)
    for letter in "abcde":
        x = inception(f"inception4{letter}", x)
    x = F.max_pool2d(x, 2, 2, ceil_mode=True)
    x = inception("inception5b", inception("inception5a", x))
    return dense(state, "fc", x.mean(dim=(2, 3)))


def turned(state: State, x: Tensor) -> Tensor:
    """googlenet with its input transform: ImageNet's standardisation undone, (value - 0.5) / 0.5 done."""
    columns = zip(x.unbind(1), (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), strict=True)
    return googlenet(state, torch.stack([((c * std + mean) - 0.5) / 0.5 for c, mean, std in columns], dim=1))


@NEEDS_KEYS
def test_every_network_of_torchvisions_list_is_here() -> None:
    assert {ours(name) for name in theirs()} <= set(catalog.names())


@NEEDS_KEYS
@pytest.mark.parametrize("name", theirs())
def test_names_shapes_and_their_order_are_torchvisions(name: str) -> None:
    with torch.device("meta"):
        state = catalog.build(ours(name)).state_dict()
    assert [(key, tuple(value.shape)) for key, value in state.items()] == theirs()[name]


REFERENCES: list[Any] = [
    pytest.param("alexnet", {}, alexnet, 224, id="alexnet"),
    pytest.param("vgg11", {}, vgg11, 96, id="vgg11", marks=pytest.mark.heavy),
    pytest.param("vgg11", {}, vgg11, 224, id="vgg11-224", marks=pytest.mark.heavy),
    pytest.param("googlenet", {}, googlenet, 224, id="googlenet"),
    pytest.param("googlenet", {"transform_input": True}, turned, 111, id="googlenet-turned"),
    pytest.param("resnet50", {}, resnet50, 224, id="resnet50"),
    pytest.param("resnet50", {}, resnet50, 75, id="resnet50-75"),
]


@NEEDS_KEYS
@pytest.mark.parametrize(("name", "arguments", "reference", "side"), REFERENCES)
def test_the_arithmetic_is_torchvisions(
    name: str, arguments: dict[str, Any], reference: Callable[[State, Tensor], Tensor], side: int
) -> None:
    state = filled(theirs()[name])
    known = catalog.arguments(ours(name))
    sized = {"image_size": side} if "image_size" in known else {}
    network = catalog.build(ours(name), **arguments, **sized).eval()
    network.load_state_dict(state)
    x = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(1234), dtype=torch.float64)
    with torch.no_grad():
        found, expected = network.double()(x), reference(state, x)
    assert expected.std().item() > 0.1
    assert (found - expected).norm() / expected.norm() < 1e-6


@NEEDS_KEYS
@pytest.mark.parametrize("ending", ["pth", "safetensors"])
def test_a_file_of_googlenet_is_read_with_all_that_belongs_to_it(ending: str, tmp_path: Path) -> None:
    state = filled(theirs()["googlenet"])
    path = tmp_path / f"weights.{ending}"
    if ending == "pth":
        torch.save(state, path)
    else:
        save_file(state, path)
    found = read_pretrained(str(path))
    assert (found.network, found.arguments) == ("googlenet-tv", {"auxiliary": True, "transform_input": True})
    assert (found.image, found.num_classes) == ((3, 224, 224), 1000)
    network = catalog.build("googlenet-tv", **found.arguments).eval()
    network.load_state_dict(found.tensors)
    x = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    network.image = (3, 64, 64)  # type: ignore[assignment]
    with torch.no_grad():
        torch.testing.assert_close(network(x).double(), turned(state, x.double()), rtol=1e-3, atol=1e-2)
