"""VGG: Simonyan & Zisserman, Very deep convolutional networks for large-scale image recognition (ICLR 2015), table 1.

Small windows only: stacks of 3x3 convolutions (padding 1, stride 1) see as far as one large window, with fewer weights
and more ReLUs; 2x2 pooling halves the maps while the channels double.

    name    configuration   convolutions per stage   parameters     multiply-adds at 224x224x3
    vgg11   A               1 1 2 2 2                132,863,336     7,609,090,048
    vgg13   B               2 2 2 2 2                133,047,848    11,308,466,176
    vgg16   D               2 2 3 3 3                138,357,544    15,470,264,320
    vgg19   E               2 2 4 4 4                143,667,240    19,632,062,464

Stages for 224x224x3: 64@224x224, 128@112x112, 256@56x56, 512@28x28, 512@14x14, each then halved, to 512@7x7; then
fc6 4096, fc7 4096, fc8 1000. ReLU after every layer but the last. `vgg*-tv` are the same arithmetic with torchvision's
keys (for images of other sizes its maps are averaged to 7x7 before fc6), `vgg*-bn-tv` its form with batch norm.

Differs from the paper in: all start from Glorot & Bengio's weights (the paper's own later remark, end of section 3.1;
there vgg11 from a normal distribution of variance 0.01, the deeper ones from the layers of a trained vgg11), drawn
normal instead of uniform; batches of 64 (there 256); the rate falls at fixed steps (there on a plateau).
"""

from collections import OrderedDict
from functools import partial

from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import ImageSize, Window, expect_image, positive, refuse_image, side_after, sides

SIDE = 224
WIDTHS = (64, 128, 256, 512, 512)
STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
WINDOWS = (Window(2, 2),) * len(WIDTHS)  # the convolutions keep the size


class Vgg(nn.Module):
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


class VggTv(nn.Module):
    """torchvision's form and names."""

    def __init__(self, name: str, image: tuple[int, int, int], features: nn.Module, num_classes: int) -> None:
        super().__init__()
        self.name, self.image = name, image
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(4096, num_classes),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image(self.name, x, self.image)
        return self.classifier(self.flatten(self.avgpool(self.features(x))))


def paper_features(layers: int, in_channels: int) -> nn.Sequential:
    """conv1_1 to pool5."""
    found: OrderedDict[str, nn.Module] = OrderedDict()
    for stage, (count, width) in enumerate(zip(STAGES[layers], WIDTHS, strict=True), start=1):
        for number in range(1, count + 1):
            found[f"conv{stage}_{number}"] = conv_layer(in_channels, width, 3, "relu", padding=1)
            in_channels = width
        found[f"pool{stage}"] = pool_layer("max", 2)
    return nn.Sequential(found)


def tv_features(layers: int, in_channels: int, batch_norm: bool) -> nn.Sequential:
    """The same layers in one row, by number."""
    found: list[nn.Module] = []
    for count, width in zip(STAGES[layers], WIDTHS, strict=True):
        for _ in range(count):
            found.append(nn.Conv2d(in_channels, width, 3, padding=1))
            found += [nn.BatchNorm2d(width)] if batch_norm else []
            found.append(nn.ReLU())
            in_channels = width
        found.append(pool_layer("max", 2))
    return nn.Sequential(*found)


def paper_network(
    layers: int, in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE
) -> nn.Module:
    """The paper's network of so many layers, (B, in_channels, *image_size) -> logits (B, num_classes).

    num_classes: classes, labels, or the numbers to regress. image_size: 32x32 or more; fc6 is as wide as the maps need.
    """
    name = f"vgg{layers}"
    positive(name, in_channels=in_channels, num_classes=num_classes)
    height, width = (side_after(side, WINDOWS) for side in sides(image_size))
    if min(height, width) < 1:
        refuse_image(name, lambda: paper_features(layers, in_channels), in_channels, image_size)
    features = paper_features(layers, in_channels)
    network = Vgg(name, (in_channels, *sides(image_size)), features, 512 * height * width, num_classes)
    return initialise(network, "xavier")


def tv_network(
    layers: int, batch_norm: bool, in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE
) -> nn.Module:
    """torchvision's network, (B, in_channels, *image_size) -> logits (B, num_classes); images of 32x32 or more.

    With batch norm, which stands after each convolution, the convolutions keep their biases.
    """
    name = f"vgg{layers}-bn-tv" if batch_norm else f"vgg{layers}-tv"
    positive(name, in_channels=in_channels, num_classes=num_classes)
    if min(side_after(side, WINDOWS) for side in sides(image_size)) < 1:
        refuse_image(name, lambda: tv_features(layers, in_channels, batch_norm), in_channels, image_size)
    features = tv_features(layers, in_channels, batch_norm)
    return initialise(VggTv(name, (in_channels, *sides(image_size)), features, num_classes))


vgg11, vgg13, vgg16, vgg19 = (partial(paper_network, layers) for layers in STAGES)
vgg11_tv, vgg13_tv, vgg16_tv, vgg19_tv = (partial(tv_network, layers, False) for layers in STAGES)
vgg11_bn_tv, vgg13_bn_tv, vgg16_bn_tv, vgg19_bn_tv = (partial(tv_network, layers, True) for layers in STAGES)
