"""torchvision's GoogLeNet: its form and its keys, so that its weights load. `googlenet` is the network of the paper.

6,624,904 parameters without the auxiliary heads, 1,498,376,192 multiply-adds for 224x224x3.

Differs from the paper (Szegedy et al. 2015) in: batch norm (eps 0.001, Ioffe & Szegedy 2015) and no biases instead of
local response normalisation; 3x3 windows where the paper has 5x5; pool4 with a 2x2 window; pooling inside the blocks
rounded up (the same size); dropout 0.2; auxiliary heads on maps averaged to 4x4, whatever the image's size.

The published weights expect channels scaled to (value - 0.5) / 0.5 although callers standardise with ImageNet's means:
`transform_input=True` turns the one into the other, and belongs with those weights. It needs three channels.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.blocks.init import initialise
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import ImageSize, Window, expect_image, positive, refuse_image, side_after, sides
from lamina.core.errors import InputError
from lamina.networks.googlenet import IN_CHANNELS, TABLE, TO_4A, GoogLeNetOutput

SIDE = 224
TO_5A = (*TO_4A, Window(2, 2, ceil=True))
MEANS, DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's, of the channels


class Unit(nn.Module):
    """Convolution without bias, batch norm, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1) -> None:
        super().__init__()
        padding = kernel_size // 2
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, out_channels, H / stride, W / stride)."""
        return self.relu(self.bn(self.conv(x)))


class TvInception(nn.Module):
    """The block of table 1 with 3x3 in place of 5x5."""

    def __init__(self, name: str) -> None:
        super().__init__()
        in_channels, row = IN_CHANNELS[name], TABLE[name]
        self.branch1 = Unit(in_channels, row.conv1, 1)
        self.branch2 = nn.Sequential(Unit(in_channels, row.reduce3, 1), Unit(row.reduce3, row.conv3, 3))
        self.branch3 = nn.Sequential(Unit(in_channels, row.reduce5, 1), Unit(row.reduce5, row.conv5, 3))
        self.branch4 = nn.Sequential(pool_layer("max", 3, 1, 1, ceil=True), Unit(in_channels, row.pool, 1))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, sum of the branches' channels, H, W)."""
        return torch.cat((self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)), dim=1)


class TvHead(nn.Module):
    """Auxiliary classifier on maps averaged to 4x4."""

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d((4, 4))
        self.conv = Unit(in_channels, 128, 1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, 1024)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        return self.fc2(self.dropout(self.relu(self.fc1(self.flatten(self.conv(self.pool(x)))))))


class InputTransform(nn.Module):
    """From ImageNet's standardisation to (value - 0.5) / 0.5, channel by channel."""

    factor: Tensor
    shift: Tensor

    def __init__(self, means: Sequence[float] = MEANS, deviations: Sequence[float] = DEVIATIONS) -> None:
        super().__init__()
        mean, deviation = torch.tensor(means).view(-1, 1, 1), torch.tensor(deviations).view(-1, 1, 1)
        self.register_buffer("factor", deviation / 0.5, persistent=False)
        self.register_buffer("shift", (mean - 0.5) / 0.5, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 3, H, W) -> same shape."""
        return x * self.factor + self.shift


class GoogLeNetTv(nn.Module):
    """The stages in torchvision's names and order; the heads are None without `auxiliary`."""

    def __init__(self, image: tuple[int, int, int], num_classes: int, auxiliary: bool, transform_input: bool) -> None:
        super().__init__()
        self.image = image
        self.transform = InputTransform() if transform_input else nn.Identity()
        self.conv1 = Unit(image[0], 64, 7, 2)
        self.maxpool1 = pool_layer("max", 3, 2, ceil=True)
        self.conv2 = Unit(64, 64, 1)
        self.conv3 = Unit(64, 192, 3)
        self.maxpool2 = pool_layer("max", 3, 2, ceil=True)
        self.inception3a, self.inception3b = TvInception("3a"), TvInception("3b")
        self.maxpool3 = pool_layer("max", 3, 2, ceil=True)
        self.inception4a, self.inception4b, self.inception4c = (TvInception(name) for name in ("4a", "4b", "4c"))
        self.inception4d, self.inception4e = TvInception("4d"), TvInception("4e")
        self.maxpool4 = pool_layer("max", 2, 2, ceil=True)
        self.inception5a, self.inception5b = TvInception("5a"), TvInception("5b")
        self.aux1 = TvHead(512, num_classes) if auxiliary else None
        self.aux2 = TvHead(528, num_classes) if auxiliary else None
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        """x: (B, C, H, W) -> logits (B, Y); in training with auxiliary heads GoogLeNetOutput, three of them."""
        expect_image("googlenet-tv", x, self.image)
        maps = self.maxpool1(self.conv1(self.transform(x)))
        maps = self.maxpool2(self.conv3(self.conv2(maps)))
        maps = self.maxpool3(self.inception3b(self.inception3a(maps)))
        maps_4a = self.inception4a(maps)
        maps_4d = self.inception4d(self.inception4c(self.inception4b(maps_4a)))
        maps = self.maxpool4(self.inception4e(maps_4d))
        maps = self.inception5b(self.inception5a(maps))
        logits = self.fc(self.dropout(self.flatten(self.avgpool(maps))))
        if self.training:
            return self.with_heads(logits, maps_4a, maps_4d)
        return logits

    def with_heads(self, logits: Tensor, maps_4a: Tensor, maps_4d: Tensor) -> Tensor | GoogLeNetOutput:
        """The output in training: logits (B, Y), and those of the heads where there are any."""
        if self.aux1 is None or self.aux2 is None:
            return logits
        return GoogLeNetOutput(logits, self.aux1(maps_4a), self.aux2(maps_4d))


def googlenet_tv(
    in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE, auxiliary: bool = True,
    transform_input: bool = False,
) -> nn.Module:  # fmt: skip
    """torchvision's GoogLeNet, (B, in_channels, *image_size) -> logits (B, num_classes); in training GoogLeNetOutput.

    image_size: 15x15 or more. transform_input: True for torchvision's published weights only.
    """
    positive("googlenet-tv", in_channels=in_channels, num_classes=num_classes)
    if transform_input and in_channels != 3:
        raise InputError("networks.transform_input", network="googlenet-tv", in_channels=in_channels)
    if min(side_after(side, TO_5A) for side in sides(image_size)) < 1:
        refuse_image("googlenet-tv", lambda: size_stages(in_channels), in_channels, image_size)
    image = (in_channels, *sides(image_size))
    return initialise(GoogLeNetTv(image, num_classes, auxiliary, transform_input))


def size_stages(in_channels: int) -> nn.Sequential:
    """The layers up to 5a, which alone change the size: they show where an image does not fit."""
    network = GoogLeNetTv((in_channels, 1, 1), 1, False, False)
    stages = nn.Sequential()
    for name, child in network.named_children():
        if name == "inception5a":
            break
        stages.add_module(name, child)
    return stages
