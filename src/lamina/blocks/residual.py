"""Residual blocks: He, Zhang, Ren & Sun 2015, Deep residual learning for image recognition. y = ReLU(F(x) + x).

The layers of a block learn the residual F(x) = H(x) - x of the mapping H that is wanted; where nothing is to be
changed, F = 0 is easier to learn than the identity. Convolution, batch norm, ReLU; no dropout, no biases.

Where x and F(x) differ in shape, the shortcut must change it. Section 4.1 has three ways, here three classes; one
stride does away with both differences, of size and of channels:

    A  zero padding where shapes differ, else identity; no weights at all
    B  projection (1x1 convolution with the stride, batch norm) where shapes differ, else identity
    C  projection everywhere
"""

from typing import ClassVar, Protocol

from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.norm import batch_norm


class Shortcut(Protocol):
    """Makes the way around a block: (in_channels, out_channels, stride) -> module, (B, in, H, W) -> (B, out, H', W')."""

    def __call__(self, in_channels: int, out_channels: int, stride: int) -> nn.Module: ...


class ZeroPadding(nn.Module):
    """Every stride-th pixel, and channels of zeros after those of x. No weights, no arithmetic."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.added, self.stride = out_channels - in_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, C + added, ceil(H / stride), ceil(W / stride))."""
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))


def projection(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    """1x1 convolution with the stride, then batch norm: W_s x of equation 2."""
    convolution = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
    return nn.Sequential(convolution, batch_norm(out_channels, dims=2))


def shortcut_a(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Zero padding where shapes differ, else identity."""
    same = in_channels == out_channels and stride == 1
    return nn.Identity() if same else ZeroPadding(in_channels, out_channels, stride)


def shortcut_b(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Projection where shapes differ, else identity."""
    same = in_channels == out_channels and stride == 1
    return nn.Identity() if same else projection(in_channels, out_channels, stride)


def shortcut_c(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Projection everywhere."""
    return projection(in_channels, out_channels, stride)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions (figure 5, left): ResNet-18, ResNet-34 and the CIFAR networks. The first has the stride."""

    expansion: ClassVar[int] = 1

    def __init__(self, in_channels: int, width: int, stride: int, shortcut: Shortcut) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride, padding=1, bias=False)
        self.bn1 = batch_norm(width, dims=2)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = batch_norm(width, dims=2)
        self.downsample = shortcut(in_channels, width, stride)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, width, ceil(H / stride), ceil(W / stride))."""
        residual = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))
        return self.relu2(residual + self.downsample(x))


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 (figure 5, right): thin, convolved, four times as wide again. The stride is on the first 1x1."""

    expansion: ClassVar[int] = 4

    def __init__(self, in_channels: int, width: int, stride: int, shortcut: Shortcut) -> None:
        super().__init__()
        first, second = self.place_stride(stride)
        self.conv1 = nn.Conv2d(in_channels, width, 1, first, bias=False)
        self.bn1 = batch_norm(width, dims=2)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(width, width, 3, second, padding=1, bias=False)
        self.bn2 = batch_norm(width, dims=2)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(width, width * self.expansion, 1, bias=False)
        self.bn3 = batch_norm(width * self.expansion, dims=2)
        self.downsample = shortcut(in_channels, width * self.expansion, stride)
        self.relu3 = nn.ReLU()

    @staticmethod
    def place_stride(stride: int) -> tuple[int, int]:
        """Strides of the 1x1 and of the 3x3 convolution."""
        return stride, 1

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, 4 width, ceil(H / stride), ceil(W / stride))."""
        thin = self.relu1(self.bn1(self.conv1(x)))
        residual = self.bn3(self.conv3(self.relu2(self.bn2(self.conv2(thin)))))
        return self.relu3(residual + self.downsample(x))


class LateBottleneck(Bottleneck):
    """The bottleneck with its stride on the 3x3 convolution, as torchvision has it ("v1.5"): a third more arithmetic there."""

    @staticmethod
    def place_stride(stride: int) -> tuple[int, int]:
        """Strides of the 1x1 and of the 3x3 convolution."""
        return 1, stride
