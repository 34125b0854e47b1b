"""ViT: Dosovitskiy et al., An image is worth 16x16 words: transformers for image recognition at scale (ICLR 2021).

The image is cut into patches, each a token: a Transformer encoder reads them with a learned class token in front, and
a dense layer reads the class token. Nothing but the patches and their positions is made for images.

    name      patch   D     heads   layers   hidden   parameters   multiply-adds at 224x224x3
    vit-b16   16      768   12      12       3,072    86,567,656   17,563,828,224 (715,327,488 of them q k' and a v)
    vit       4       128   4       6        512      Lamina's own size, for images of 32 to 64 pixels

    N = (H / P) (W / P) patches        z = [class; x_1 E; ...; x_N E] + positions        (N + 1, D), equation 1
    z = z + attention(norm(z)), z = z + mlp(norm(z)) in each layer                       equations 2 and 3
    y = head(norm(z_class))                                                              equation 4

E is a convolution whose stride is its kernel, P. Activation gelu; dropout after the dense layers except queries, keys
and values, and after the positions are added (appendix B.1): 0.1 in `vit-b16`, as there on ImageNet.

Differs from the paper in: the head is the one dense layer of its fine-tuning, in its pre-training on large sets there
is a hidden layer before it; the head starts normal with deviation 0.02, not 0 (with 0 nothing before it learns in
the first step); norms keep torch's eps, 1e-5, the authors' code 1e-6; an image of another size is refused, not met by
interpolated positions. Other weights start as in the authors' code: Xavier, positions normal with deviation 0.02,
class token 0.
"""

import torch
from torch import Tensor, nn

from lamina.blocks.dropout import dropout_layer
from lamina.blocks.init import draw_normal, initialise
from lamina.blocks.norm import layer_norm
from lamina.blocks.positions import LearnedPositions
from lamina.blocks.shapes import ImageSize, Window, expect_image, positive, refuse_image, refuse_remainder, sides
from lamina.blocks.transformer import Dropouts, PreNormEncoderLayer


class ClassToken(nn.Module):
    """A learned vector before the patches: (B, N, D) -> (B, N + 1, D)."""

    def __init__(self, embed_dim: int) -> None:
        super().__init__()
        self.vector = nn.Parameter(torch.zeros(embed_dim))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, N, D) -> (B, N + 1, D)."""
        return torch.cat([self.vector.expand(x.shape[0], 1, -1), x], dim=1)


class VisionTransformer(nn.Module):
    """Patches by a convolution, class token, positions, pre-norm layers, norm, head; one image size only."""

    def __init__(
        self, name: str, image: tuple[int, int, int], patch_size: int, num_heads: int, num_layers: int,
        embed_dim: int, dropout: float, num_classes: int,
    ) -> None:  # fmt: skip
        super().__init__()
        channels, height, width = image
        self.name, self.image = name, image
        self.patches = nn.Conv2d(channels, embed_dim, patch_size, patch_size)
        self.class_token = ClassToken(embed_dim)
        self.positions = LearnedPositions((height // patch_size) * (width // patch_size) + 1, embed_dim)
        self.dropout = dropout_layer(dropout)
        drop = Dropouts(hidden=dropout, result=dropout)
        self.layers = nn.Sequential(
            *(PreNormEncoderLayer(embed_dim, num_heads, 4 * embed_dim, drop, "gelu") for _ in range(num_layers))
        )
        self.norm = layer_norm(embed_dim)
        self.head = nn.Linear(embed_dim, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> logits (B, Y)."""
        expect_image(self.name, x, self.image)
        tokens = self.class_token(self.patches(x).flatten(2).transpose(1, 2))
        seen = self.layers(self.dropout(self.positions(tokens)))
        return self.head(self.norm(seen[:, 0]))


def vit(
    in_channels: int = 3, num_classes: int = 10, image_size: ImageSize = 32, patch_size: int = 4, embed_dim: int = 128,
    num_heads: int = 4, num_layers: int = 6, dropout: float = 0.0,
) -> nn.Module:  # fmt: skip
    """A vision Transformer of any size, (B, in_channels, *image_size) -> logits (B, num_classes).

    num_classes: classes, labels, or the numbers to regress. Hidden features of the feed-forward: 4 embed_dim. A height
    or width that is no multiple of patch_size is refused.
    """
    sizes = {"in_channels": in_channels, "num_classes": num_classes, "patch_size": patch_size, "embed_dim": embed_dim}
    positive("vit", **sizes, num_heads=num_heads, num_layers=num_layers)
    return _build("vit", (in_channels, *sides(image_size)), patch_size, num_heads, num_layers, embed_dim, dropout, num_classes)  # fmt: skip


def vit_b16(
    in_channels: int = 3, num_classes: int = 1000, image_size: ImageSize = 224, dropout: float = 0.1
) -> nn.Module:
    """ViT-B/16 of table 1, (B, in_channels, *image_size) -> logits (B, num_classes); see `vit`."""
    positive("vit-b16", in_channels=in_channels, num_classes=num_classes)
    return _build("vit-b16", (in_channels, *sides(image_size)), 16, 12, 12, 768, dropout, num_classes)


def _build(
    name: str, image: tuple[int, int, int], patch_size: int, num_heads: int, num_layers: int, embed_dim: int,
    dropout: float, num_classes: int,
) -> nn.Module:  # fmt: skip
    if min(image[1:]) < patch_size:
        refuse_image(name, lambda: _NamedPatches(image[0], patch_size), image[0], image[1:])
    refuse_remainder(name, "patches", image[1:], Window(patch_size, patch_size))
    network = VisionTransformer(name, image, patch_size, num_heads, num_layers, embed_dim, dropout, num_classes)
    initialise(network, "xavier")
    for weight in (network.positions.table.weight, network.head.weight):
        draw_normal(weight.detach(), 0.02, None)
    return network


class _NamedPatches(nn.Module):
    """The first layer alone, to say which images it takes."""

    def __init__(self, in_channels: int, patch_size: int) -> None:
        super().__init__()
        self.patches = nn.Conv2d(in_channels, 1, patch_size, patch_size)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> (B, 1, H / P, W / P)."""
        return self.patches(x)
