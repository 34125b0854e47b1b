"""Multi-layer perceptron: Rumelhart, Hinton & Williams, Learning representations by back-propagating errors (1986).

Layers of neurons, each connected to all of the layer before: a^l = h(W^l a^(l-1) + b^l). Without the non-linear h
all layers together would equal one matrix (a test shows it).

Differs from the paper in: ReLU by default (there the sigmoid); initial weights fitted to the activation (there small
random ones); logits out, for softmax belongs to the loss and to prediction; batch norm, dropout and embedded
categorical columns on request, all younger than the paper.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lamina.blocks.embedding import EmbeddedColumns
from lamina.blocks.init import initialise
from lamina.blocks.mlp import dense_layer, dense_stack, one_per_layer
from lamina.blocks.shapes import positive
from lamina.core.errors import InputError


class Mlp(nn.Module):
    """Dense layers over features, and over the embedded codes of categorical columns where there are any."""

    def __init__(
        self, in_features: int, num_classes: int, hidden_dims: Sequence[int] = (64, 64),
        activation: str | Sequence[str] = "relu", output_activation: str = "identity", dropout: float = 0.0,
        batch_norm: bool = False, cardinalities: Sequence[int] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.in_features = in_features
        self.embedding = EmbeddedColumns(cardinalities) if cardinalities else None
        width = in_features + (self.embedding.out_features if self.embedding else 0)
        activations = one_per_layer(activation, len(hidden_dims))
        self.hidden = dense_stack(width, hidden_dims, activations, dropout=dropout, batch_norm=batch_norm)
        self.output = dense_layer([width, *hidden_dims][-1], num_classes, output_activation)

    def forward(self, features: Tensor, codes: Tensor | None = None) -> Tensor:
        """features: (B, F), or any shape with F values per row, such as (B, C, H, W); codes: (B, K) int64 -> (B, Y)."""
        a = features.flatten(1)
        if a.shape[1] != self.in_features:
            shape, expected = list(features.shape), ["B", self.in_features]
            raise InputError("networks.input_shape", network="mlp", shape=shape, expected=expected)
        if self.embedding is not None:
            if codes is None:
                raise InputError("networks.no_codes", columns=len(self.embedding.tables))
            a = torch.cat([a, self.embedding(codes)], dim=1)
        return self.output(self.hidden(a))


def mlp(
    in_features: int, num_classes: int, hidden_dims: int | Sequence[int] = (64, 64),
    activation: str | Sequence[str] = "relu", output_activation: str = "identity", dropout: float = 0.0,
    batch_norm: bool = False, cardinalities: Sequence[int] = (),
) -> nn.Module:  # fmt: skip
    """A multi-layer perceptron, (B, in_features) -> (B, num_classes).

    in_features: values per row (of an image: channels x height x width). num_classes: width of the output: classes,
    labels, or the numbers to regress. activation: one name for all hidden layers, or one per layer.
    dropout: after the activation of each hidden layer. cardinalities: codes per embedded column (with missing and
    unseen); the network then takes forward(features, codes).
    """
    widths = [hidden_dims] if isinstance(hidden_dims, int) else list(hidden_dims)
    positive("mlp", num_classes=num_classes, **{f"hidden_dims[{i}]": width for i, width in enumerate(widths)})
    if in_features or not cardinalities:
        positive("mlp", in_features=in_features)
    network = Mlp(
        in_features, num_classes, widths, activation, output_activation, dropout, batch_norm, tuple(cardinalities)
    )  # fmt: skip
    return initialise(network)
