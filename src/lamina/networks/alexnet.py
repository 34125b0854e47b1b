"""AlexNet: Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural networks (NIPS 2012).

LeNet's plan, large, with what made it trainable: ReLU, two graphics cards, dropout, augmented images.

Shapes for 227x227x3: conv1 96@55x55, pool1 96@27x27, conv2 256@27x27, pool2 256@13x13, conv3 and conv4 384@13x13,
conv5 256@13x13, pool5 256@6x6, fc6 4096, fc7 4096, fc8 1000. Each convolution and fc6, fc7 has a ReLU; local response
normalisation after conv1 and conv2, before pooling; pooling overlaps (3x3, stride 2, rounded down).

    alexnet            the paper: 60,965,224 parameters (244 MB), 724,406,816 multiply-adds
    alexnet-one-tower  no groups, as tables of it often print it: 62,378,344 and 1,135,256,096
    alexnet-caffe      pooling before normalisation, the order of CaffeNet
    alexnet-tv         torchvision's keys and form (Krizhevsky 2014, One weird trick): 61,100,840 and 714,188,480

The two cards: what was cut in two is the kernels, not the image. conv2, conv4 and conv5 see the half of the channels
that lies on their own card (groups=2: 48 and 192 channels a kernel); conv3 and the dense layers see both.
There is no "Norm7": what follows fc7 is dropout.

Differs from the paper in: input of 227, for with the printed 224 conv1 would have (224 - 11)/4 + 1 = 54.25 positions;
one device; dropout scales in training (there the outputs are halved at prediction); the rate is divided by 10 at a half
and three quarters of the steps (there when the validation error stops falling); PCA colour adds multiples of each axis
times its standard deviation, the root of the eigenvalue (the paper prints the eigenvalue).
"""

from collections import OrderedDict
from collections.abc import Callable

import torch
from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.norm import LocalResponseNorm
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import (
    ImageSize,
    Window,
    expect_image,
    positive,
    refuse_image,
    refuse_remainder,
    side_after,
    sides,
)  # fmt: skip

SIDE = 227
CONV1, POOL = Window(11, 4), Window(3, 2)
WINDOWS = (CONV1, POOL, Window(5, 1, 2), POOL, Window(3, 1, 1), Window(3, 1, 1), Window(3, 1, 1), POOL)
BIAS_ONE = ("features.conv2", "features.conv4", "features.conv5", "fc6", "fc7")  # section 5: positive inputs for ReLU

TV_SIDE = 224
TV_WINDOWS = (Window(11, 4, 2), *WINDOWS[1:])


class AlexNet(nn.Module):
    """Features, then three dense layers."""

    def __init__(
        self, name: str, image: tuple[int, int, int], features: nn.Module, maps: int, num_classes: int
    ) -> None:
        super().__init__()
        self.name, self.image = name, image
        self.features = features
        self.flatten = nn.Flatten()
        self.fc6 = dense_layer(maps, 4096, "relu", dropout=0.5)
        self.fc7 = dense_layer(4096, 4096, "relu", dropout=0.5)
        self.fc8 = dense_layer(4096, num_classes, "identity")

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image(self.name, x, self.image)
        return self.fc8(self.fc7(self.fc6(self.flatten(self.features(x)))))


class AlexNetTv(nn.Module):
    """torchvision's form and names: narrower convolutions (64, 192, 384, 256, 256), no groups, no normalisation."""

    def __init__(self, image: tuple[int, int, int], num_classes: int) -> None:
        super().__init__()
        self.image = image
        self.features = tv_features(image[0])
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(0.5), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(),
            nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Linear(4096, num_classes),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image("alexnet-tv", x, self.image)
        return self.classifier(self.flatten(self.avgpool(self.features(x))))


def alexnet(in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE) -> nn.Module:
    """The paper's network, (B, in_channels, *image_size) -> logits (B, num_classes).

    num_classes: classes, labels, or the numbers to regress. image_size: sides of 67 or more of which conv1's stride
    leaves no remainder (67, 71 ... 227); fc6 is as wide as the maps need.
    """
    refuse_remainder("alexnet", "conv1", image_size, CONV1)
    return _assemble("alexnet", lambda: paper_features(in_channels, 2), in_channels, num_classes, image_size)


def alexnet_one_tower(in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE) -> nn.Module:
    """AlexNet without groups; images of 67x67 or more, sizes round down (224 gives conv1 54 positions, not 55)."""
    return _assemble("alexnet-one-tower", lambda: paper_features(in_channels, 1), in_channels, num_classes, image_size)


def alexnet_caffe(in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE) -> nn.Module:
    """AlexNet with pooling before normalisation; sizes as `alexnet`."""
    refuse_remainder("alexnet-caffe", "conv1", image_size, CONV1)
    return _assemble("alexnet-caffe", lambda: caffe_features(in_channels), in_channels, num_classes, image_size)


def alexnet_tv(in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = TV_SIDE) -> nn.Module:
    """torchvision's AlexNet, (B, in_channels, *image_size) -> logits (B, num_classes); images of 63x63 or more."""
    positive("alexnet-tv", in_channels=in_channels, num_classes=num_classes)
    if min(side_after(side, TV_WINDOWS) for side in sides(image_size)) < 1:
        refuse_image("alexnet-tv", lambda: tv_features(in_channels), in_channels, image_size)
    return initialise(AlexNetTv((in_channels, *sides(image_size)), num_classes))


def paper_features(in_channels: int, groups: int) -> nn.Sequential:
    """conv1 to pool5: convolution, ReLU, normalisation, pooling."""
    return nn.Sequential(
        OrderedDict(
            conv1=conv_layer(in_channels, 96, 11, "relu", stride=4), norm1=LocalResponseNorm(), pool1=_pool(),
            conv2=conv_layer(96, 256, 5, "relu", padding=2, groups=groups), norm2=LocalResponseNorm(), pool2=_pool(),
            **_last_convolutions(groups), pool5=_pool(),
        )
    )  # fmt: skip


def caffe_features(in_channels: int) -> nn.Sequential:
    """conv1 to pool5: convolution, ReLU, pooling, normalisation."""
    return nn.Sequential(
        OrderedDict(
            conv1=conv_layer(in_channels, 96, 11, "relu", stride=4), pool1=_pool(), norm1=LocalResponseNorm(),
            conv2=conv_layer(96, 256, 5, "relu", padding=2, groups=2), pool2=_pool(), norm2=LocalResponseNorm(),
            **_last_convolutions(2), pool5=_pool(),
        )
    )  # fmt: skip


def tv_features(in_channels: int) -> nn.Sequential:
    """torchvision's five convolutions."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 64, 11, 4, padding=2), nn.ReLU(), _pool(),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), _pool(),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), _pool(),
    )  # fmt: skip


@torch.no_grad()
def draw_weights(network: nn.Module) -> nn.Module:
    """Section 5: normal weights with standard deviation 0.01; biases 1 in conv2, conv4, conv5, fc6, fc7, else 0."""
    initialise(network, "normal")
    for name in BIAS_ONE:
        layer = network.get_submodule(name)[0]  # type: ignore[index]
        layer.bias.fill_(1.0)
    return network


def _assemble(
    name: str, features: Callable[[], nn.Module], in_channels: int, num_classes: int, image_size: ImageSize
) -> nn.Module:
    positive(name, in_channels=in_channels, num_classes=num_classes)
    height, width = (side_after(side, WINDOWS) for side in sides(image_size))
    if min(height, width) < 1:
        refuse_image(name, features, in_channels, image_size)
    image = (in_channels, *sides(image_size))
    return draw_weights(AlexNet(name, image, features(), 256 * height * width, num_classes))


def _last_convolutions(groups: int) -> dict[str, nn.Module]:
    return {
        "conv3": conv_layer(256, 384, 3, "relu", padding=1),
        "conv4": conv_layer(384, 384, 3, "relu", padding=1, groups=groups),
        "conv5": conv_layer(384, 256, 3, "relu", padding=1, groups=groups),
    }


def _pool() -> nn.Module:
    return pool_layer("max", 3, 2)
