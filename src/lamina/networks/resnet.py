"""ResNet: He, Zhang, Ren & Sun, Deep residual learning for image recognition (CVPR 2016), table 1 and section 4.2.

Blocks add to what they receive (y = F(x) + x), so that more layers never have to make things worse: the remedy for
degradation, deeper plain networks that train worse. (Vanishing gradients had been dealt with by batch norm.)

    name        block        blocks per stage   parameters    multiply-adds at 224x224x3
    resnet18    basic        2 2 2 2            11,689,512     1,814,073,344
    resnet34    basic        3 4 6 3            21,797,672     3,663,761,408
    resnet50    bottleneck   3 4 6 3            25,557,032     3,857,973,248
    resnet101   bottleneck   3 4 23 3           44,549,160     7,570,194,432
    resnet152   bottleneck   3 8 36 3           60,192,808    11,282,415,616

Stages for 224x224x3: conv1 64@112x112, maxpool 64@56x56 (3x3, stride 2, padding 1, rounded down), then layer1 .. layer4
(conv2_x .. conv5_x in the paper) @56x56, 28x28, 14x14, 7x7; averaged over the map; fc. No dropout. Shortcuts are
projections where shapes change (option B); `resnet18-a`, `resnet34-a` pad with zeros (option A, no weights), and
`resnet34-c` projects in every block (option C, 22,716,840 parameters; table 3 compares the three).

`resnet50-tv` and deeper have the stride of a bottleneck on its 3x3 convolution ("v1.5": 4,089,184,256 multiply-adds
for 50 layers, 7,801,405,440 for 101, 11,513,626,624 for 152); `resnet18-tv` and `resnet34-tv` are the paper's
arithmetic. The keys of all are torchvision's, and its weights belong into `-tv` only: they would fit into `resnet50`
and give wrong answers.

The CIFAR family (section 4.2), `resnet20-cifar` and so on: 3x3 convolution, three stages of n basic blocks with 16, 32
and 64 channels on maps of 32, 16 and 8, shortcuts of option A; 6 n + 2 layers: 20, 32, 44, 56, 110 and 1202.

Differs from the paper in its training only: for ImageNet's networks rate 0.05 at batch 64 (there 0.1 at 256), divided by
10 at a half and three quarters of the steps (there when the error stops falling; for CIFAR as here); 110 layers were
warmed up with a rate of 0.01 there (`--warmup-epochs` does the like). Weights start as there (He et al. 2015, normal,
fan in). Batch norm keeps running values with momentum 0.1 and eps 1e-5, which the paper does not print.
"""

from collections.abc import Sequence
from functools import partial

from torch import Tensor, nn

from lamina.blocks.init import initialise
from lamina.blocks.norm import batch_norm
from lamina.blocks.pool import pool_layer
from lamina.blocks.residual import (
    BasicBlock,
    Bottleneck,
    LateBottleneck,
    Shortcut,
    shortcut_a,
    shortcut_b,
    shortcut_c,
)  # fmt: skip
from lamina.blocks.shapes import expect_image, positive

Block = type[BasicBlock] | type[Bottleneck]
LAYERS: dict[int, tuple[int, ...]] = {
    18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3),
}  # fmt: skip


class ResNet(nn.Module):
    """conv1, pooling, four stages, the average of each map, fc. Any image size: the average does not mind."""

    def __init__(
        self, name: str, in_channels: int, num_classes: int, block: Block, counts: Sequence[int], shortcut: Shortcut
    ) -> None:
        super().__init__()
        self.name, self.in_channels = name, in_channels
        self.conv1 = nn.Conv2d(in_channels, 64, 7, 2, padding=3, bias=False)
        self.bn1 = batch_norm(64, dims=2)
        self.relu = nn.ReLU()
        self.maxpool = pool_layer("max", 3, 2, padding=1)
        wide = block.expansion
        self.layer1 = stage(block, 64, 64, counts[0], 1, shortcut)
        self.layer2 = stage(block, 64 * wide, 128, counts[1], 2, shortcut)
        self.layer3 = stage(block, 128 * wide, 256, counts[2], 2, shortcut)
        self.layer4 = stage(block, 256 * wide, 512, counts[3], 2, shortcut)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(512 * wide, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image(self.name, x, (self.in_channels,))
        maps = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        maps = self.layer4(self.layer3(self.layer2(self.layer1(maps))))
        return self.fc(self.flatten(self.avgpool(maps)))


class CifarResNet(nn.Module):
    """Section 4.2: conv1, three stages, the average of each map, fc. Any image size."""

    def __init__(self, name: str, in_channels: int, num_classes: int, num_blocks: int) -> None:
        super().__init__()
        self.name, self.in_channels = name, in_channels
        self.conv1 = nn.Conv2d(in_channels, 16, 3, padding=1, bias=False)
        self.bn1 = batch_norm(16, dims=2)
        self.relu = nn.ReLU()
        self.layer1 = stage(BasicBlock, 16, 16, num_blocks, 1, shortcut_a)
        self.layer2 = stage(BasicBlock, 16, 32, num_blocks, 2, shortcut_a)
        self.layer3 = stage(BasicBlock, 32, 64, num_blocks, 2, shortcut_a)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image(self.name, x, (self.in_channels,))
        maps = self.relu(self.bn1(self.conv1(x)))
        maps = self.layer3(self.layer2(self.layer1(maps)))
        return self.fc(self.flatten(self.avgpool(maps)))


def stage(
    block: Block, in_channels: int, width: int, num_blocks: int, stride: int, shortcut: Shortcut
) -> nn.Sequential:
    """Blocks of one width, (B, in, H, W) -> (B, width * expansion, H / stride, W / stride); the first changes shapes."""
    blocks: list[nn.Module] = [block(in_channels, width, stride, shortcut)]
    blocks += [block(width * block.expansion, width, 1, shortcut) for _ in range(1, num_blocks)]
    return nn.Sequential(*blocks)


def imagenet_network(
    name: str, layers: int, block: Block, shortcut: Shortcut, in_channels: int = 3, num_classes: int = 1000
) -> nn.Module:
    """A network of table 1, (B, in_channels, H, W) -> logits (B, num_classes).

    num_classes: classes, labels, or the numbers to regress.
    """
    positive(name, in_channels=in_channels, num_classes=num_classes)
    return initialise(ResNet(name, in_channels, num_classes, block, LAYERS[layers], shortcut), "he")


def cifar_network(layers: int, in_channels: int = 3, num_classes: int = 10) -> nn.Module:
    """A network of section 4.2 with 6 n + 2 layers, (B, in_channels, H, W) -> logits (B, num_classes)."""
    name = f"resnet{layers}-cifar"
    positive(name, in_channels=in_channels, num_classes=num_classes)
    return initialise(CifarResNet(name, in_channels, num_classes, (layers - 2) // 6), "he")


resnet18 = partial(imagenet_network, "resnet18", 18, BasicBlock, shortcut_b)
resnet34 = partial(imagenet_network, "resnet34", 34, BasicBlock, shortcut_b)
resnet50 = partial(imagenet_network, "resnet50", 50, Bottleneck, shortcut_b)
resnet101 = partial(imagenet_network, "resnet101", 101, Bottleneck, shortcut_b)
resnet152 = partial(imagenet_network, "resnet152", 152, Bottleneck, shortcut_b)

resnet18_a = partial(imagenet_network, "resnet18-a", 18, BasicBlock, shortcut_a)
resnet34_a = partial(imagenet_network, "resnet34-a", 34, BasicBlock, shortcut_a)
resnet34_c = partial(imagenet_network, "resnet34-c", 34, BasicBlock, shortcut_c)

resnet18_tv = partial(imagenet_network, "resnet18-tv", 18, BasicBlock, shortcut_b)
resnet34_tv = partial(imagenet_network, "resnet34-tv", 34, BasicBlock, shortcut_b)
resnet50_tv = partial(imagenet_network, "resnet50-tv", 50, LateBottleneck, shortcut_b)
resnet101_tv = partial(imagenet_network, "resnet101-tv", 101, LateBottleneck, shortcut_b)
resnet152_tv = partial(imagenet_network, "resnet152-tv", 152, LateBottleneck, shortcut_b)

resnet20_cifar, resnet32_cifar, resnet44_cifar = (partial(cifar_network, layers) for layers in (20, 32, 44))
resnet56_cifar, resnet110_cifar, resnet1202_cifar = (partial(cifar_network, layers) for layers in (56, 110, 1202))
