"""Batch norm: Ioffe & Szegedy 2015. Per feature or channel: (x - mean) / sqrt(variance + eps) * weight + bias.

In training mean and variance (divided by m) are those of the batch, over all its rows and pixels; the running
values that prediction uses take the variance divided by m - 1. The result has mean 0 and variance 1; it is not normal.
"""

from torch import nn

from lamina.core.errors import InputError


def batch_norm(num_features: int, dims: int) -> nn.Module:
    """Batch norm for rows (dims 1: (B, F)) or images (dims 2: (B, C, H, W)); shapes are kept."""
    return nn.BatchNorm1d(num_features) if dims == 1 else nn.BatchNorm2d(num_features)


def batch_norms(network: nn.Module) -> list[str]:
    """Names of the batch norms in a network; where there is one, a batch needs at least two rows in training."""
    return [name for name, module in network.named_modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def refuse_lone_row(network: nn.Module, num_rows: int) -> None:
    """Refuse to train batches of one row through batch norm: their variance is zero."""
    found = batch_norms(network)
    if found and num_rows < 2:
        raise InputError("networks.batch_of_one", layer=found[0])
