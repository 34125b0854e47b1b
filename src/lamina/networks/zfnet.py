"""ZFNet: Zeiler & Fergus, Visualizing and understanding convolutional networks (ECCV 2014), figure 3.

AlexNet mended after a look inside: its first layer had high and low frequencies but none between, and its stride of 4
left aliasing in the second; so 7x7 windows with stride 2 instead of 11x11 with stride 4, and conv2 with stride 2.

Shapes for 224x224x3: conv1 96@110x110, pool1 96@55x55, conv2 256@26x26, pool2 256@13x13, conv3 and conv4 384@13x13,
conv5 256@13x13, pool5 256@6x6, fc6 4096, fc7 4096, fc8 1000. 62,357,608 parameters, 1,168,032,896 multiply-adds.
Pooling 3x3 with stride 2 rounds up (110 to 55, 26 to 13); each pooling can keep its switches for the deconvnet.

Differs from the paper in: conv1 has padding 1, without which 224 does not give the 110 of figure 3; the contrast
normalisation across maps takes AlexNet's constants, for the paper prints none; kernels whose root mean square exceeds
0.1 are not scaled back in training; one device, no groups (as the paper: dense connections in place of AlexNet's);
AlexNet's weight decay and fixed steps of the rate (there none printed, and by hand when the validation error levels
off).
"""

from collections import OrderedDict

from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.norm import LocalResponseNorm
from lamina.blocks.pool import SwitchPool
from lamina.blocks.shapes import ImageSize, Window, expect_image, positive, refuse_image, side_after, sides

SIDE = 224
POOL = Window(3, 2, ceil=True)
WINDOWS = (Window(7, 2, 1), POOL, Window(5, 2), POOL, Window(3, 1, 1), Window(3, 1, 1), Window(3, 1, 1), Window(3, 2))


class ZfNet(nn.Module):
    """Features, then three dense layers."""

    def __init__(self, image: tuple[int, int, int], maps: int, num_classes: int) -> None:
        super().__init__()
        self.image = image
        self.features = make_features(image[0])
        self.flatten = nn.Flatten()
        self.fc6 = dense_layer(maps, 4096, "relu", dropout=0.5)
        self.fc7 = dense_layer(4096, 4096, "relu", dropout=0.5)
        self.fc8 = dense_layer(4096, num_classes, "identity")

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image("zfnet", x, self.image)
        return self.fc8(self.fc7(self.fc6(self.flatten(self.features(x)))))


def zfnet(in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = SIDE) -> nn.Module:
    """ZFNet, (B, in_channels, *image_size) -> logits (B, num_classes).

    num_classes: classes, labels, or the numbers to regress. image_size: 63x63 or more; fc6 is as wide as the maps
    need. Initial weights as in section 3: normal, standard deviation 0.01, biases 0.
    """
    positive("zfnet", in_channels=in_channels, num_classes=num_classes)
    height, width = (side_after(side, WINDOWS) for side in sides(image_size))
    if min(height, width) < 1:
        refuse_image("zfnet", lambda: make_features(in_channels), in_channels, image_size)
    return initialise(ZfNet((in_channels, *sides(image_size)), 256 * height * width, num_classes), "normal")


def make_features(in_channels: int) -> nn.Sequential:
    """conv1 to pool5: convolution, ReLU, pooling, contrast normalisation."""
    return nn.Sequential(
        OrderedDict(
            conv1=conv_layer(in_channels, 96, 7, "relu", stride=2, padding=1),
            pool1=SwitchPool(3, 2, ceil_mode=True),
            norm1=LocalResponseNorm(),
            conv2=conv_layer(96, 256, 5, "relu", stride=2),
            pool2=SwitchPool(3, 2, ceil_mode=True),
            norm2=LocalResponseNorm(),
            conv3=conv_layer(256, 384, 3, "relu", padding=1),
            conv4=conv_layer(384, 384, 3, "relu", padding=1),
            conv5=conv_layer(384, 256, 3, "relu", padding=1),
            pool5=SwitchPool(3, 2),
        )
    )
