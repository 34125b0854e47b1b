"""Published numbers, one row per network: parameters, weights, multiply-adds, connections, shapes of the stages.

Sources: LeCun et al. 1998, figure 2 and section II.B (`lenet5-1998`); the LeNet-5 tables of the notes (`lenet5`);
Krizhevsky et al. 2012, figure 2; Zeiler & Fergus 2013, figure 3; Simonyan & Zisserman 2014, tables 1 and 2; Szegedy et
al. 2014, table 1; He et al. 2015, tables 1 and 6; Dosovitskiy et al. 2021, table 1. Where a paper rounds ("60
million", "1.8x10^9"), the exact number that follows from its shapes stands here. Everything runs on torch's meta device: shapes, no numbers.
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
from lamina.networks.googlenet import GoogLeNetOutput


@dataclass(frozen=True)
class Published:
    """What a paper or a table states of a network; None where it states nothing."""

    name: str
    input: tuple[int, ...]
    stages: dict[str, tuple[int, ...]]  # submodule of the network -> shape of its output, without B
    parameters: dict[str, int] = field(default_factory=dict)  # submodule, or "all", -> trainable parameters
    weights: int | None = None  # without biases
    macs: int | None = None
    connections: dict[str, int] = field(default_factory=dict)  # biases counted
    arguments: dict[str, Any] = field(default_factory=dict)


LENET_MAPS = {"c1": (6, 28, 28), "s2": (6, 14, 14), "c3": (16, 10, 10), "s4": (16, 5, 5)}

LENETS = (
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

ALEX_MAPS = {
    "conv1": (96, 55, 55), "pool1": (96, 27, 27), "norm1": (96, 27, 27), "conv2": (256, 27, 27), "pool2": (256, 13, 13),
    "norm2": (256, 13, 13), "conv3": (384, 13, 13), "conv4": (384, 13, 13), "conv5": (256, 13, 13), "pool5": (256, 6, 6),
}  # fmt: skip
DENSE = {"fc6": (4096,), "fc7": (4096,), "fc8": (1000,)}


def features(maps: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {f"features.{name}": shape for name, shape in maps.items()}


def normalised_first(maps: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {**maps, "norm1": (96, 55, 55), "norm2": (256, 27, 27)}


ALEXNETS = (
    Published(
        "alexnet", (3, 227, 227), {**features(normalised_first(ALEX_MAPS)), "flatten": (9216,), **DENSE},
        {
            "all": 60_965_224, "features.conv1": 34_944, "features.conv2": 307_456, "features.conv3": 885_120,
            "features.conv4": 663_936, "features.conv5": 442_624, "fc6": 37_752_832, "fc7": 16_781_312, "fc8": 4_097_000,
        },
        macs=724_406_816,
    ),
    Published(
        "alexnet-one-tower", (3, 227, 227), {**features(normalised_first(ALEX_MAPS)), **DENSE},
        {"all": 62_378_344, "features.conv2": 614_656, "features.conv4": 1_327_488, "features.conv5": 884_992},
        macs=1_135_256_096,
    ),
    Published("alexnet-caffe", (3, 227, 227), {**features(ALEX_MAPS), **DENSE}, {"all": 60_965_224}, macs=724_406_816),
    Published(
        "alexnet-tv", (3, 224, 224), {"features.0": (64, 55, 55), "features": (256, 6, 6), "avgpool": (256, 6, 6)},
        {"all": 61_100_840}, macs=714_188_480,
    ),
    Published(
        "zfnet", (3, 224, 224),
        {
            **features({
                **ALEX_MAPS, "conv1": (96, 110, 110), "pool1": (96, 55, 55), "norm1": (96, 55, 55), "conv2": (256, 26, 26),
            }), **DENSE,
        },
        {"all": 62_357_608, "features.conv1": 14_208, "features.conv2": 614_656}, macs=1_168_032_896,
    ),
)  # fmt: skip

VGG_MAPS = {
    "conv1_1": (64, 224, 224), "pool1": (64, 112, 112), "conv2_1": (128, 112, 112), "pool2": (128, 56, 56),
    "conv3_1": (256, 56, 56), "conv3_2": (256, 56, 56), "pool3": (256, 28, 28), "conv4_1": (512, 28, 28),
    "conv4_2": (512, 28, 28), "pool4": (512, 14, 14), "conv5_1": (512, 14, 14), "conv5_2": (512, 14, 14),
    "pool5": (512, 7, 7),
}  # fmt: skip
VGG_13_MAPS = {**VGG_MAPS, "conv1_2": (64, 224, 224), "conv2_2": (128, 112, 112)}
VGG_16_MAPS = {**VGG_13_MAPS, "conv3_3": (256, 56, 56), "conv4_3": (512, 28, 28), "conv5_3": (512, 14, 14)}
VGG_19_MAPS = {**VGG_16_MAPS, "conv3_4": (256, 56, 56), "conv4_4": (512, 28, 28), "conv5_4": (512, 14, 14)}
VGG = {  # maps, parameters (with batch norm), multiply-adds
    11: (VGG_MAPS, 132_863_336, 132_868_840, 7_609_090_048),
    13: (VGG_13_MAPS, 133_047_848, 133_053_736, 11_308_466_176),
    16: (VGG_16_MAPS, 138_357_544, 138_365_992, 15_470_264_320),
    19: (VGG_19_MAPS, 143_667_240, 143_678_248, 19_632_062_464),
}
VGGS = (
    *(
        Published(f"vgg{n}", (3, 224, 224), {**features(maps), **DENSE}, {"all": count}, macs=macs)
        for n, (maps, count, _, macs) in VGG.items()
    ),
    *(
        Published(f"vgg{n}-tv", (3, 224, 224), {"features": (512, 7, 7)}, {"all": count}, macs=macs)
        for n, (_, count, _, macs) in VGG.items()
    ),
    *(
        Published(f"vgg{n}-bn-tv", (3, 224, 224), {"features": (512, 7, 7)}, {"all": count}, macs=macs)
        for n, (_, _, count, macs) in VGG.items()
    ),
)

GOOGLENET_MAPS = {
    "conv1": (64, 112, 112), "pool1": (64, 56, 56), "conv2_reduce": (64, 56, 56), "conv2": (192, 56, 56),
    "pool2": (192, 28, 28), "inception3a": (256, 28, 28), "inception3b": (480, 28, 28), "pool3": (480, 14, 14),
    "inception4a": (512, 14, 14), "inception4b": (512, 14, 14), "inception4c": (512, 14, 14),
    "inception4d": (528, 14, 14), "inception4e": (832, 14, 14), "pool4": (832, 7, 7), "inception5a": (832, 7, 7),
    "inception5b": (1024, 7, 7), "average": (1024, 1, 1), "fc": (1000,),
}  # fmt: skip
GOOGLENETS = (
    Published(
        "googlenet", (3, 224, 224), GOOGLENET_MAPS,
        {
            "all": 13_378_280, "aux1": 3_188_840, "aux2": 3_190_888, "conv1": 9_472, "conv2_reduce": 4_160,
            "conv2": 110_784, "inception3a": 163_696, "inception3b": 388_736, "inception4a": 376_176,
            "inception4b": 449_160, "inception4c": 510_104, "inception4d": 605_376, "inception4e": 868_352,
            "inception5a": 1_043_456, "inception5b": 1_444_080, "fc": 1_025_000,
        },
        macs=1_582_671_872,
    ),
    Published(
        "googlenet", (3, 224, 224), GOOGLENET_MAPS, {"all": 6_998_552}, macs=1_582_671_872,
        arguments={"auxiliary": False},
    ),
    Published(
        "googlenet-tv", (3, 224, 224), {"maxpool1": (64, 56, 56), "inception3b": (480, 28, 28), "inception5b": (1024, 7, 7)},
        {"all": 6_624_904}, macs=1_498_376_192, arguments={"auxiliary": False},
    ),
    Published("googlenet-tv", (3, 224, 224), {}, {"all": 13_004_888}, macs=1_498_376_192),
)  # fmt: skip


def residual_maps(expansion: int) -> dict[str, tuple[int, ...]]:
    """Table 1: conv1, pooling, conv2_x to conv5_x, average, classes."""
    stages = {
        f"layer{n}": (width * expansion, side, side)
        for n, width, side in ((1, 64, 56), (2, 128, 28), (3, 256, 14), (4, 512, 7))
    }
    average = (512 * expansion, 1, 1)
    return {"conv1": (64, 112, 112), "maxpool": (64, 56, 56), **stages, "avgpool": average, "fc": (1000,)}


# Option C projects in the blocks that keep their shape too: 3, 3, 5 and 2 of them in 34 layers.
KEEPING = ((3, 64, 56), (3, 128, 28), (5, 256, 14), (2, 512, 7))
OPTION_C = sum(blocks * (width * width + 2 * width) for blocks, width, _ in KEEPING)
OPTION_C_MACS = sum(blocks * width * width * side * side for blocks, width, side in KEEPING)
RESNETS = tuple(
    Published(name, (3, 224, 224), residual_maps(expansion), {"all": count}, macs=macs)
    for name, expansion, count, macs in (
        ("resnet18", 1, 11_689_512, 1_814_073_344),
        ("resnet18-tv", 1, 11_689_512, 1_814_073_344),
        ("resnet18-a", 1, 11_689_512 - 173_824, 1_814_073_344 - 3 * 28 * 28 * 64 * 128),
        ("resnet34", 1, 21_797_672, 3_663_761_408),
        ("resnet34-tv", 1, 21_797_672, 3_663_761_408),
        ("resnet34-a", 1, 21_797_672 - 173_824, 3_663_761_408 - 3 * 28 * 28 * 64 * 128),
        ("resnet34-c", 1, 21_797_672 + OPTION_C, 3_663_761_408 + OPTION_C_MACS),
        ("resnet50", 4, 25_557_032, 3_857_973_248),
        ("resnet50-tv", 4, 25_557_032, 4_089_184_256),
        ("resnet101", 4, 44_549_160, 7_570_194_432),
        ("resnet101-tv", 4, 44_549_160, 7_801_405_440),
        ("resnet152", 4, 60_192_808, 11_282_415_616),
        ("resnet152-tv", 4, 60_192_808, 11_513_626_624),
    )
)
# A projection of option B has in * out weights and a batch norm of 2 * out: 173,824 in 18 and 34 layers.
assert 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512) == 173_824


def cifar(layers: int, count: int) -> Published:
    """Section 4.2 by hand: n blocks on each map of 32, 16, 8; every stage after the first costs half of its first."""
    n = (layers - 2) // 6
    stage = 2 * n * 9 * 16 * 16 * 32 * 32
    macs = 9 * 3 * 16 * 32 * 32 + stage + (stage - 9 * 16 * 16 * 512) + (stage - 9 * 16 * 16 * 512) + 640
    maps = {"conv1": (16, 32, 32), "layer1": (16, 32, 32), "layer2": (32, 16, 16), "layer3": (64, 8, 8), "fc": (10,)}
    return Published(f"resnet{layers}-cifar", (3, 32, 32), maps, {"all": count}, macs=macs)


# Table 6: 0.27, 0.46, 0.66, 0.85, 1.7 and 19.4 million.
CIFARS = tuple(
    cifar(layers, count)
    for layers, count in (
        (20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962), (1202, 19_421_274),
    )
)  # fmt: skip


# Table 1; the paper prints 86M. Its multiply-adds, attention's among them, are tested in tests/networks/test_vit.py.
VITS = (
    Published(
        "vit-b16", (3, 224, 224),
        {"patches": (768, 14, 14), "positions": (197, 768), **{f"layers.{n}": (197, 768) for n in range(12)}, "head": (1000,)},
        {
            "all": 86_567_656, "patches": 590_592, "class_token": 768, "positions": 197 * 768,
            "layers.0.attention": 2_362_368, "layers.0.feed_forward": 4_722_432, "layers.0": 7_087_872, "norm": 1_536,
            "head": 769_000,
        },
    ),
)  # fmt: skip


def identify(row: Published) -> str:
    return "-".join([row.name, *(f"{name}={value}" for name, value in row.arguments.items())])


PUBLISHED = (*LENETS, *ALEXNETS, *VGGS, *GOOGLENETS, *RESNETS, *CIFARS, *VITS)
ROWS = pytest.mark.parametrize("row", PUBLISHED, ids=identify)


def build(row: Published) -> nn.Module:
    with torch.device("meta"):
        return catalog.build(row.name, **row.arguments)


def traced(row: Published) -> list[tuple[str, nn.Module, tuple[int, ...]]]:
    """(name, module, shape of its output) of every module that runs, for one row of input."""
    network = build(row).eval()
    seen: list[tuple[str, nn.Module, tuple[int, ...]]] = []

    def note(name: str) -> Any:
        return lambda module, _, output: seen.append((name, module, tuple(output.shape[1:])))

    for name, module in network.named_modules():
        module.register_forward_hook(note(name))
    with torch.no_grad():
        network(torch.empty(1, *row.input, device="meta"))
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
    network = build(row)
    found = {name: trainable(network if name == "all" else network.get_submodule(name)) for name in row.parameters}
    assert found == row.parameters
    if row.weights is not None:
        named = dict(network.named_parameters())
        assert sum(p.numel() for name, p in named.items() if not name.endswith("bias")) == row.weights


@pytest.mark.parametrize("row", [row for row in PUBLISHED if row.macs], ids=identify)
def test_multiply_adds(row: Published) -> None:
    macs = sum(
        module.weight.numel() * positions(shape)
        for _, module, shape in traced(row)
        if isinstance(module, nn.Conv2d | nn.Linear)
    )
    assert macs == row.macs


@pytest.mark.parametrize("row", [row for row in PUBLISHED if row.connections], ids=identify)
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


def test_every_image_network_is_published_here() -> None:
    """All but mlp and simplecnn, ideas that have no paper's numbers, and vit, whose size is Lamina's own."""
    of_images = {row.name for row in catalog.CATALOG if "images" in row.kinds}
    assert of_images - {row.name for row in PUBLISHED} == {"mlp", "simplecnn", "vit"}


def test_a_conv_bn_relu_block_of_table_1_has_its_stride_on_the_first_1x1() -> None:
    paper, torchvision = (
        build(next(row for row in RESNETS if row.name == name)) for name in ("resnet50", "resnet50-tv")
    )
    for name, strides in (("layer2", (2, 1)), ("layer3", (2, 1)), ("layer4", (2, 1)), ("layer1", (1, 1))):
        first, late = (network.get_submodule(f"{name}.0") for network in (paper, torchvision))
        assert (first.conv1.stride[0], first.conv2.stride[0]) == strides
        assert (late.conv1.stride[0], late.conv2.stride[0]) == strides[::-1]


def test_googlenet_gives_named_outputs_in_training_only() -> None:
    network = build(GOOGLENETS[0])
    x = torch.empty(2, 3, 224, 224, device="meta")
    output = network(x)
    assert isinstance(output, GoogLeNetOutput) and output.loss_weights == (1.0, 0.3, 0.3)
    assert output.logits.shape == output.aux1.shape == output.aux2.shape == (2, 1000)
    assert network.eval()(x).shape == (2, 1000)


@pytest.mark.parametrize("row", [row for row in catalog.CATALOG if row.parameters], ids=lambda row: row.name)
def test_the_contents_page_tells_the_parameters(row: catalog.Row) -> None:
    with torch.device("meta"):
        network = catalog.build(row.name)
    assert sum(value.numel() for value in network.parameters() if value.requires_grad) == row.parameters
