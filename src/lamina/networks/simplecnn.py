"""A simple convolutional network: the idea of Fukushima's Neocognitron (1980), trained as LeCun et al. did (1989).

Stages of convolution (find a feature wherever it is), activation and pooling (halve the size, forgive small shifts);
then the maps are flattened and dense layers decide.

Differs from Fukushima in: trained by back-propagation (there by self-organisation), max pooling, few stages, logits
out. Padding kernel_size // 2 keeps the size for an odd kernel, so that each stage halves it exactly.
"""

from collections import OrderedDict
from collections.abc import Sequence

from torch import Tensor, nn

from lamina.blocks.conv import conv_layer
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import ImageSize, expect_image, positive, refuse_image, sides, window_positions


class SimpleCnn(nn.Module):
    """Stages, flattening, dense layers; made of parts by `simplecnn`."""

    def __init__(self, image: tuple[int, int, int], stages: nn.Module, dense: nn.Module, output: nn.Module) -> None:
        super().__init__()
        self.image = image
        self.stages = stages
        self.flatten = nn.Flatten()
        self.dense = dense
        self.output = output

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, Y)."""
        expect_image("simplecnn", x, self.image)
        return self.output(self.dense(self.flatten(self.stages(x))))


def simplecnn(
    in_channels: int = 1, num_classes: int = 10, image_size: ImageSize = 32, channels: int | Sequence[int] = (32, 64),
    kernel_size: int = 3, activation: str = "relu", dropout: float = 0.0, batch_norm: bool = False, hidden_dim: int = 128,
) -> nn.Module:  # fmt: skip
    """A stage of convolution, activation and 2x2 max pooling per entry of `channels`, then a dense layer and the output.

    (B, in_channels, *image_size) -> (B, num_classes); num_classes: classes, labels, or the numbers to regress.
    batch_norm: after each convolution. dropout: after the dense layer's activation. A size too small for the
    stages is refused before a weight is allocated.
    """
    widths = [in_channels, *([channels] if isinstance(channels, int) else channels)]
    positive(
        "simplecnn", in_channels=in_channels, num_classes=num_classes, kernel_size=kernel_size, hidden_dim=hidden_dim
    )
    positive("simplecnn", **{f"channels[{i}]": count for i, count in enumerate(widths[1:])})

    def build_stages() -> nn.Module:
        return nn.Sequential(
            OrderedDict(
                (f"stage{i}", _stage(widths[i - 1], widths[i], kernel_size, activation, batch_norm))
                for i in range(1, len(widths))
            )
        )

    height, width = (_side_after(side, len(widths) - 1, kernel_size) for side in sides(image_size))
    if min(height, width) < 1:
        refuse_image("simplecnn", build_stages, in_channels, image_size)
    dense = dense_layer(widths[-1] * height * width, hidden_dim, activation, dropout=dropout)
    output = dense_layer(hidden_dim, num_classes, "identity")
    return initialise(SimpleCnn((in_channels, *sides(image_size)), build_stages(), dense, output))


def _stage(in_channels: int, out_channels: int, kernel_size: int, activation: str, batch_norm: bool) -> nn.Sequential:
    convolution = conv_layer(
        in_channels, out_channels, kernel_size, activation, padding=kernel_size // 2, batch_norm=batch_norm
    )  # fmt: skip
    convolution.add_module("pool", pool_layer("max", 2))
    return convolution


def _side_after(side: int, num_stages: int, kernel_size: int) -> int:
    """Side of the maps after the stages: each keeps it (an even kernel adds 1), then halves it, rounding down."""
    for _ in range(num_stages):
        side = window_positions(window_positions(side, kernel_size, padding=kernel_size // 2), 2, stride=2)
    return side
