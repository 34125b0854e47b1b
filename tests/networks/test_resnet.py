"""ResNet: depth by name, shortcuts, any image size, and torchvision's logits."""

import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.residual import ZeroPadding
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.networks.resnet import resnet18, resnet18_tv, resnet1202_cifar

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
KEYS, GOLDEN = REFERENCE / "torchvision-keys.json", REFERENCE / "torchvision-golden.json"


@pytest.mark.parametrize("name", [name for name in catalog.names() if name.startswith("resnet")])
def test_layers_of_weights_on_the_main_way_give_the_name(name: str) -> None:
    with torch.device("meta"):
        network = catalog.build(name)
    weighted = [key for key, module in network.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    assert sum("downsample" not in key for key in weighted) == int(name.removeprefix("resnet").split("-")[0])
    assert not any(isinstance(module, nn.Dropout) for module in network.modules())
    padded = sum(isinstance(module, ZeroPadding) for module in network.modules())
    assert padded == (2 if "cifar" in name else 3 if name.endswith("-a") else 0)


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (33, 47)])
def test_any_size_and_channels(size: tuple[int, int]) -> None:
    for name in ("resnet18-a", "resnet50", "resnet20-cifar"):
        assert catalog.build(name, in_channels=2, num_classes=4).eval()(torch.zeros(3, 2, *size)).shape == (3, 4)


def test_weights_start_as_hes() -> None:
    torch.manual_seed(0)
    network = resnet18(3, 10)
    for name in ("layer3.0.conv1", "layer3.1.conv2", "layer4.0.downsample.0"):
        weight = network.get_submodule(name).weight
        assert weight.var().item() == pytest.approx(2 / weight[0].numel(), rel=0.03), name
    assert bool((network.layer1[0].bn2.weight == 1).all())


def test_other_channels_are_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"resnet18 was built for input of shape \(B, 3, H, W\)"):
        resnet18(num_classes=2)(torch.zeros(1, 1, 32, 32))
    with pytest.raises(InputError, match="resnet20-cifar cannot take in_channels=0"):
        catalog.build("resnet20-cifar", in_channels=0)


@pytest.mark.heavy
def test_1202_layers_make_a_step() -> None:
    torch.manual_seed(0)
    network = resnet1202_cifar(3, 2)
    before = network.conv1.weight.detach().clone()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    loss = nn.functional.cross_entropy(network(torch.randn(2, 3, 8, 8)), torch.tensor([0, 1]))
    loss.backward()
    optimizer.step()
    assert torch.isfinite(loss) and not torch.equal(network.conv1.weight, before)


def published_keys() -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    if not KEYS.is_file():
        return {}
    return {name: [(key, tuple(s)) for key, s in rows] for name, rows in json.loads(KEYS.read_text("utf-8")).items()}


@pytest.mark.parametrize("name", [name for name in catalog.names() if name.endswith("-tv")])
def test_keys_and_shapes_are_torchvisions_in_order(name: str) -> None:
    keys = published_keys().get(name.removesuffix("-tv").replace("-", "_"))
    if keys is None:
        pytest.skip("torchvision's keys for it are not at hand")
    with torch.device("meta"):
        network = catalog.build(name)
    assert [(key, tuple(value.shape)) for key, value in network.state_dict().items()] == keys


def filled(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights by the recipe of torchvision-golden.json: the i-th entry from seed i."""
    found: dict[str, Tensor] = {}
    for index, (name, old) in enumerate(state.items()):
        r = torch.randn(old.shape, generator=torch.Generator().manual_seed(index))
        if name.endswith("num_batches_tracked"):
            found[name] = torch.tensor(1)
        elif name.endswith("running_var"):
            found[name] = r.abs() + 0.5
        elif name.endswith(("running_mean", "bias")):
            found[name] = 0.05 * r
        elif r.dim() == 1:
            found[name] = 1 + 0.1 * r
        else:
            found[name] = r * (2 / old[0].numel()) ** 0.5
    return found


@pytest.mark.skipif(not GOLDEN.is_file(), reason="torchvision's logits are not at hand")
def test_logits_are_torchvisions() -> None:
    golden = torch.tensor(json.loads(GOLDEN.read_text("utf-8"))["resnet18"]["logits"])
    network = resnet18_tv().eval()
    network.load_state_dict(filled(network.state_dict()))
    x = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(1234))
    with torch.no_grad():
        found = network(x)[:, :10]
    assert ((found - golden).norm() / golden.norm()).item() < 1e-4
    assert (found - golden).abs().max().item() < 1e-4 * golden.abs().max().item()


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "resnet34-c", "resnet20-cifar"])
def test_all_weights_start_as_he_et_al_draw_them(name: str) -> None:
    torch.manual_seed(0)
    for path, module in catalog.build(name).named_modules():
        if isinstance(module, nn.Conv2d):
            scale = float(module.weight.detach().double().var(correction=0)) * module.weight[0].numel()
            tolerance = 6 * 2 * (2 / module.weight.numel()) ** 0.5  # six deviations of a variance of so many numbers
            assert abs(scale - 2) < tolerance, path
