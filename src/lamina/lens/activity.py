"""What a layer gave for one row, in a few numbers."""

import torch
from torch import Tensor

from lamina.core.flow import Activity

BINS = 16


def activity_of(name: str, type: str, output: Tensor) -> Activity | None:
    """Mean, zeros, range and histogram of a layer's output (1, ...); values that are not finite are left out.

    None for whole numbers, and where nothing is finite.
    """
    if not output.is_floating_point() or not output.numel():
        return None
    values = output.detach().float().flatten()
    values = values[values.isfinite()]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    counts = torch.histc(values.cpu(), BINS, low, high) if high > low else torch.tensor([float(len(values))])
    return Activity(
        name, type, tuple(output.shape[1:]), float(values.double().mean()), float((values == 0).double().mean()), low, high,
        tuple(int(count) for count in counts.tolist()),
    )  # fmt: skip
