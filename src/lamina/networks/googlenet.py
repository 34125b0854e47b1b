"""GoogLeNet: Szegedy et al., Going deeper with convolutions (CVPR 2015), table 1 and figure 3.

Inception blocks look with windows of several sizes at once; 1x1 convolutions make maps thin before the large windows,
so that 22 layers cost a twentieth of VGG's weights. Two auxiliary heads feed gradient into the middle while training.

    stage              shape for 224x224x3   as often numbered
    conv1, pool1       64@112x112, 64@56x56  Conv1, Pooling1
    conv2_reduce       64@56x56 (1x1)        Conv2
    conv2, pool2       192@56x56, 192@28x28  Conv3, Pooling3
    3a, 3b, pool3      256, 480@28x28, 14x14 Inception 4a, 4b, Pooling4
    4a - 4e, pool4     512, 512, 512, 528, 832@14x14, 7x7   Inception 5a - 5e, Pooling5
    5a, 5b             832, 1024@7x7         Inception 6a, 6b
    average, dropout   1024                  Pooling6
    fc                 1000                  FC

Poolings 3x3 with stride 2, rounded up, padding 0; local response normalisation after pool1 and conv2; ReLU after every
convolution; dropout 40 %. 6,998,552 parameters without the auxiliary heads, 13,378,280 with; 1,582,671,872
multiply-adds at prediction. (Table 1 of the paper sums to 6.8 M and 1.5 G because its first row prints 2.7 K weights
and 34 M operations for the 7x7 convolution, which has 9,472 and 118 M.)

The auxiliary heads stand after 4a and 4d: 5x5 average pooling with stride 3, 1x1 convolution to 128, dense 1024,
dropout 70 %, dense to the classes. In training the network gives GoogLeNetOutput, and their losses count 0.3 each; at
prediction they do not run. `auxiliary=False` leaves them out.

Differs from the paper in: initial weights (the paper prints none; He et al. here); one model and one crop, not seven
and 144; the rate falls as a cosine (there by 4 % every 8 epochs), weight decay 2e-4 (none printed). `googlenet-tv`, in googlenet_tv.py, is torchvision's form.
"""

from typing import NamedTuple

from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.dropout import dropout_layer
from lamina.blocks.inception import Inception, InceptionChannels
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.norm import LocalResponseNorm
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import ImageSize, Window, expect_image, positive, refuse_image, side_after, sides

SIDE = 224
POOL = Window(3, 2, ceil=True)
TO_4A = (Window(7, 2, 3), POOL, POOL, POOL)
TO_5A = (*TO_4A, POOL)
HEAD = Window(5, 3)

TABLE = {  # table 1: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj
    "3a": InceptionChannels(64, 96, 128, 16, 32, 32),
    "3b": InceptionChannels(128, 128, 192, 32, 96, 64),
    "4a": InceptionChannels(192, 96, 208, 16, 48, 64),
    "4b": InceptionChannels(160, 112, 224, 24, 64, 64),
    "4c": InceptionChannels(128, 128, 256, 24, 64, 64),
    "4d": InceptionChannels(112, 144, 288, 32, 64, 64),
    "4e": InceptionChannels(256, 160, 320, 32, 128, 128),
    "5a": InceptionChannels(256, 160, 320, 32, 128, 128),
    "5b": InceptionChannels(384, 192, 384, 48, 128, 128),
}
IN_CHANNELS = dict(zip(TABLE, (192, 256, 480, 512, 512, 512, 528, 832, 832), strict=True))


class GoogLeNetOutput(NamedTuple):
    """What the network gives in training; the task adds the losses of the heads with their weights."""

    logits: Tensor  # (B, Y)
    aux1: Tensor  # (B, Y), after 4a
    aux2: Tensor  # (B, Y), after 4d

    loss_weights = (1.0, 0.3, 0.3)  # section 5


class AuxiliaryHead(nn.Module):
    """A small classifier on the maps in the middle (section 5)."""

    def __init__(self, in_channels: int, side: tuple[int, int], num_classes: int) -> None:
        super().__init__()
        self.pool = pool_layer("average", 5, 3)
        self.convolution = conv_layer(in_channels, 128, 1, "relu")
        self.flatten = nn.Flatten()
        self.dense = dense_layer(128 * side[0] * side[1], 1024, "relu", dropout=0.7)
        self.output = dense_layer(1024, num_classes, "identity")

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        return self.output(self.dense(self.flatten(self.convolution(self.pool(x)))))


class GoogLeNet(nn.Module):
    """The stages in reading order; the heads are None without `auxiliary`."""

    def __init__(self, image: tuple[int, int, int], num_classes: int, head_side: tuple[int, int] | None) -> None:
        super().__init__()
        self.image = image
        self.conv1 = conv_layer(image[0], 64, 7, "relu", stride=2, padding=3)
        self.pool1 = _pool()
        self.norm1 = LocalResponseNorm()
        self.conv2_reduce = conv_layer(64, 64, 1, "relu")
        self.conv2 = conv_layer(64, 192, 3, "relu", padding=1)
        self.norm2 = LocalResponseNorm()
        self.pool2 = _pool()
        self.inception3a, self.inception3b = _blocks("3a", "3b")
        self.pool3 = _pool()
        self.inception4a, self.inception4b, self.inception4c = _blocks("4a", "4b", "4c")
        self.inception4d, self.inception4e = _blocks("4d", "4e")
        self.pool4 = _pool()
        self.inception5a, self.inception5b = _blocks("5a", "5b")
        self.average = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = dropout_layer(0.4)
        self.fc = dense_layer(1024, num_classes, "identity")
        self.aux1 = AuxiliaryHead(512, head_side, num_classes) if head_side else None
        self.aux2 = AuxiliaryHead(528, head_side, num_classes) if head_side else None

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        """x: (B, C, H, W) -> logits (B, Y); in training with auxiliary heads GoogLeNetOutput, three of them."""
        expect_image("googlenet", x, self.image)
        maps = self.norm1(self.pool1(self.conv1(x)))
        maps = self.pool2(self.norm2(self.conv2(self.conv2_reduce(maps))))
        maps = self.pool3(self.inception3b(self.inception3a(maps)))
        maps_4a = self.inception4a(maps)
        maps_4d = self.inception4d(self.inception4c(self.inception4b(maps_4a)))
        maps = self.pool4(self.inception4e(maps_4d))
        maps = self.inception5b(self.inception5a(maps))
        logits = self.fc(self.dropout(self.flatten(self.average(maps))))
        if self.training:
            return self.with_heads(logits, maps_4a, maps_4d)
        return logits

    def with_heads(self, logits: Tensor, maps_4a: Tensor, maps_4d: Tensor) -> Tensor | GoogLeNetOutput:
        """The output in training: logits (B, Y), and those of the heads where there are any."""
        if self.aux1 is None or self.aux2 is None:
            return logits
        return GoogLeNetOutput(logits, self.aux1(maps_4a), self.aux2(maps_4d))


def googlenet(
    in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE, auxiliary: bool = True
) -> nn.Module:
    """GoogLeNet, (B, in_channels, *image_size) -> logits (B, num_classes); in training GoogLeNetOutput.

    num_classes: classes, labels, or the numbers to regress. image_size: 79x79 or more with the auxiliary heads, whose
    5x5 pooling needs maps of that size, 31x31 or more without them.
    """
    positive("googlenet", in_channels=in_channels, num_classes=num_classes)
    needed = (*TO_4A, HEAD) if auxiliary else TO_5A
    if min(side_after(side, needed) for side in sides(image_size)) < 1:
        refuse_image("googlenet", lambda: middle_stages(in_channels, auxiliary), in_channels, image_size)
    height, width = (side_after(side, (*TO_4A, HEAD)) for side in sides(image_size))
    image = (in_channels, *sides(image_size))
    return initialise(GoogLeNet(image, num_classes, (height, width) if auxiliary else None))


def middle_stages(in_channels: int, auxiliary: bool) -> nn.Sequential:
    """The layers that change the size, up to the auxiliary heads or to 5a: they show where an image does not fit."""
    network = GoogLeNet((in_channels, 1, 1), 1, (1, 1))
    names = [name for name, _ in network.named_children() if not name.startswith(("norm", "aux"))]
    stages = nn.Sequential()
    for name in names[: names.index("inception4a" if auxiliary else "pool4") + 1]:
        stages.add_module(name, network.get_submodule(name))
    if auxiliary:
        stages.add_module("aux1_pool", network.get_submodule("aux1.pool"))
    return stages


def _blocks(*names: str) -> list[Inception]:
    return [Inception(IN_CHANNELS[name], TABLE[name]) for name in names]


def _pool() -> nn.Module:
    return pool_layer("max", 3, 2, ceil=True)
