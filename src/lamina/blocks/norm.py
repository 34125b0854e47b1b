"""Normalisation: over the batch, over a row, or over neighbouring channels.

    batch norm (Ioffe & Szegedy 2015)     per feature or channel, over the rows and pixels of the batch
    layer norm (Ba et al. 2016)           per row, over its features; other rows do not matter
    local response (Krizhevsky 2012)      per pixel, over neighbouring channels; divides only

Batch and layer norm: (x - mean) / sqrt(variance + eps) * weight + bias; the result has mean 0 and variance 1 (before
weight and bias) and is not normal. In training, batch norm takes mean and variance (divided by m) of the batch; the
running values that prediction uses take the variance divided by m - 1.
"""

from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError


def batch_norm(num_features: int, dims: int) -> nn.Module:
    """Batch norm for rows (dims 1: (B, F)) or images (dims 2: (B, C, H, W)); shapes are kept."""
    return nn.BatchNorm1d(num_features) if dims == 1 else nn.BatchNorm2d(num_features)


def layer_norm(num_features: int) -> nn.Module:
    """Layer norm over the last axis, (..., F) -> (..., F): each row (or step of a row) by itself; variance / F."""
    return nn.LayerNorm(num_features)


class LocalResponseNorm(nn.Module):
    """b_i = a_i / (k + alpha sum_j a_j^2)^beta, j from i - n/2 to i + n/2 over the channels that exist.

    Krizhevsky et al. 2012, section 3.3, with its constants. alpha is not divided by n; torch's LocalResponseNorm
    divides, so its alpha must be n times as large for the same result.
    """

    not_undone = True

    def __init__(self, n: int = 5, k: float = 2.0, alpha: float = 1e-4, beta: float = 0.75) -> None:
        super().__init__()
        self.n, self.k, self.alpha, self.beta = n, k, alpha, beta

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, H, W) -> same shape."""
        half, channels = self.n // 2, x.shape[1]
        squares = F.pad(x.square(), (0, 0, 0, 0, half, half))
        total = squares[:, :channels]
        for shift in range(1, 2 * half + 1):
            total = total + squares[:, shift : shift + channels]
        return x * (self.k + self.alpha * total).pow(-self.beta)

    def extra_repr(self) -> str:
        """The constants, for print(network)."""
        return f"n={self.n}, k={self.k}, alpha={self.alpha}, beta={self.beta}"


def batch_norms(network: nn.Module) -> list[str]:
    """Names of the batch norms in a network; where there is one, a batch needs at least two rows in training."""
    return [name for name, module in network.named_modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def refuse_lone_row(network: nn.Module, num_rows: int) -> None:
    """Refuse to train batches of one row through batch norm: their variance is zero."""
    found = batch_norms(network)
    if found and num_rows < 2:
        raise InputError("networks.batch_of_one", layer=found[0])
