"""LeNet-5 as most courses have it, after LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to
document recognition (Proceedings of the IEEE 86, 1998).

Two convolutions, each halved by average pooling, then dense layers: local features first, decisions later.

Shapes for 32x32x1: C1 6@28x28, S2 6@14x14, C3 16@10x10, S4 16@5x5, C5 120, F6 84, output 10.
61,470 weights; 61,706 parameters with biases; 416,520 multiply-adds.

Differs from the paper in: C3 sees all six maps (there a table of 60 of the 96 pairs); pooling has no weights; the
activations (there 1.7159 tanh(2x/3) everywhere; here ReLU, which trained best on MNIST; sigmoid and tanh on request);
a linear output whose logits go to softmax (there fixed radial basis units); pixels standardised on the training set
(there -0.1 for white to 1.175 for black). `lenet5-1998` is the network of the paper.
C5 is written as a dense layer; on its 5x5 maps it equals the paper's 5x5 convolution (a test shows it).
"""

from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import ImageSize, expect_image, positive, refuse_image, sides

SIDE = 32
NEEDED = {"c5": (16, 5, 5)}  # what S4 must give to C5


class LeNet5(nn.Module):
    """C1, S2, C3, S4, C5, F6 and the output, as attributes in reading order."""

    def __init__(self, in_channels: int, num_classes: int, conv_activation: str, dense_activation: str) -> None:
        super().__init__()
        self.image = (in_channels, SIDE, SIDE)
        self.c1 = conv_layer(in_channels, 6, 5, conv_activation)
        self.s2 = pool_layer("average", 2)
        self.c3 = conv_layer(6, 16, 5, conv_activation)
        self.s4 = pool_layer("average", 2)
        self.flatten = nn.Flatten()
        self.c5 = dense_layer(400, 120, dense_activation)
        self.f6 = dense_layer(120, 84, dense_activation)
        self.output = dense_layer(84, num_classes, "identity")

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, 32, 32) -> (B, Y)."""
        expect_image("lenet5", x, self.image)
        maps = self.s4(self.c3(self.s2(self.c1(x))))
        return self.output(self.f6(self.c5(self.flatten(maps))))


def lenet5(
    in_channels: int = 1, num_classes: int = 10, image_size: ImageSize = SIDE, conv_activation: str = "relu",
    dense_activation: str = "relu",
) -> nn.Module:  # fmt: skip
    """LeNet-5 as most courses have it, (B, in_channels, 32, 32) -> (B, num_classes).

    num_classes: classes, labels, or the numbers to regress. image_size: 32, the only one (others are refused).
    """
    positive("lenet5", in_channels=in_channels, num_classes=num_classes)
    if sides(image_size) != (SIDE, SIDE):
        refuse_image("lenet5", lambda: feature_stages(in_channels, conv_activation), in_channels, image_size, NEEDED)
    return initialise(LeNet5(in_channels, num_classes, conv_activation, dense_activation))


def feature_stages(in_channels: int, activation: str) -> nn.Sequential:
    """C1, S2, C3, S4 alone: they show where an image of another size does not fit."""
    network = LeNet5(in_channels, 1, activation, "identity")
    stages = nn.Sequential()
    for name in ("c1", "s2", "c3", "s4"):
        stages.add_module(name, getattr(network, name))
    return stages
