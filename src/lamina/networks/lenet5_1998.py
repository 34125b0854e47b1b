"""LeNet-5: LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition
(Proceedings of the IEEE 86, 1998), sections II.B and II.C.

Convolution finds local features, subsampling forgives their exact place, and a distance to fixed drawings of the
characters decides. 60,000 trainable parameters, 340,908 connections (biases and radial basis units counted).

    layer     maps        parameters   connections
    C1        6@28x28     156          122,304
    S2        6@14x14     12           5,880
    C3        16@10x10    1,516        151,600     (table I: 60 of the 96 pairs of maps)
    S4        16@5x5      32           2,000
    C5        120         48,120       48,120
    F6        84          10,164       10,164
    output    10          0            840         (840 fixed weights)

Differs from the paper in:
- the drawings of the ten digits are our own (7x12, -1 and +1); for other numbers of classes fixed random signs;
- the network gives minus the penalties as logits. Softmax cross entropy on them is the paper's criterion (eq. 9)
  without its constant e^-j, the share of a "rubbish" class; training and prediction are otherwise the same;
- pixels are standardised on the training set (there -0.1 for white to 1.175 for black), which is nearly the same;
- trained with the recipe of the catalogue (there stochastic diagonal Levenberg-Marquardt, 20 passes);
- biases start at 0 (the paper gives +-2.4 / fan_in for weights and does not speak of biases).
"""

import torch
from torch import Tensor, nn

from lamina.blocks.activations import ScaledTanh
from lamina.blocks.init import draw_uniform, initialise
from lamina.blocks.partial_conv import PartialConv2d
from lamina.blocks.rbf import CODE_LENGTH, RadialBasis
from lamina.blocks.shapes import ImageSize, expect_image, positive, refuse_image, sides
from lamina.blocks.subsampling import Subsampling

SIDE = 32
NEEDED = {"f6": (120, 1, 1)}  # what C5 must give to F6

C3_TABLE = (  # table I of the paper: the maps of S2 that each map of C3 sees
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip


class UniformConv2d(nn.Conv2d):
    """Convolution with the paper's initial weights: uniform in +-2.4 / fan_in, bias 0."""

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Fill weight and bias."""
        _fill_uniform(self, generator)


class UniformLinear(nn.Linear):
    """Dense layer with the paper's initial weights: uniform in +-2.4 / fan_in, bias 0."""

    @torch.no_grad()
    def initialise_own(self, generator: torch.Generator | None) -> None:
        """Fill weight and bias."""
        _fill_uniform(self, generator)


class LeNet51998(nn.Module):
    """The layers as the paper names them; every layer up to F6 is followed by the squashing 1.7159 tanh(2x/3)."""

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.image = (in_channels, SIDE, SIDE)
        self.c1 = nn.Sequential(UniformConv2d(in_channels, 6, 5), ScaledTanh())
        self.s2 = nn.Sequential(Subsampling(6), ScaledTanh())
        self.c3 = nn.Sequential(PartialConv2d(6, C3_TABLE, 5), ScaledTanh())
        self.s4 = nn.Sequential(Subsampling(16), ScaledTanh())
        self.c5 = nn.Sequential(UniformConv2d(16, 120, 5), ScaledTanh())
        self.flatten = nn.Flatten()
        self.f6 = nn.Sequential(UniformLinear(120, CODE_LENGTH), ScaledTanh())
        self.output = RadialBasis(num_classes)

    def penalties(self, x: Tensor) -> Tensor:
        """x: (B, C, 32, 32) -> (B, Y): squared distances to the classes' drawings, the paper's output."""
        expect_image("lenet5-1998", x, self.image)
        maps = self.c5(self.s4(self.c3(self.s2(self.c1(x)))))
        return self.output(self.f6(self.flatten(maps)))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, 32, 32) -> logits (B, Y): minus the penalties."""
        return -self.penalties(x)


def lenet5_1998(in_channels: int = 1, num_classes: int = 10, image_size: ImageSize = SIDE) -> nn.Module:
    """LeNet-5 of the paper, (B, in_channels, 32, 32) -> logits (B, num_classes). image_size: 32, the only one."""
    positive("lenet5-1998", in_channels=in_channels, num_classes=num_classes)
    if sides(image_size) != (SIDE, SIDE):
        refuse_image("lenet5-1998", lambda: feature_stages(in_channels), in_channels, image_size, NEEDED)
    return initialise(LeNet51998(in_channels, num_classes))


def feature_stages(in_channels: int) -> nn.Sequential:
    """C1 to C5 alone: they show where an image of another size does not fit."""
    network = LeNet51998(in_channels, 2)
    stages = nn.Sequential()
    for name in ("c1", "s2", "c3", "s4", "c5"):
        stages.add_module(name, getattr(network, name))
    return stages


def _fill_uniform(layer: nn.Conv2d | nn.Linear, generator: torch.Generator | None) -> None:
    draw_uniform(layer.weight, 2.4 / layer.weight[0].numel(), generator)
    assert layer.bias is not None
    layer.bias.zero_()
