"""The small modules of preparation: one idea each, fitted state in buffers, float64 in.

Plain tensor operations without data-dependent control flow, so that the same module runs over the whole table,
over a batch and inside ONNX. B rows, N numeric columns, K categorical columns.
"""

import torch
from torch import Tensor, nn

LARGEST = torch.finfo(torch.float32).max


def to_float32(x: Tensor) -> Tensor:
    """The one place where float64 becomes float32; what float32 cannot hold becomes its largest number."""
    return x.clamp(-LARGEST, LARGEST).to(torch.float32)


class Impute(nn.Module):
    """A missing number becomes its column's `fill`. x: (B, N) float64 -> (B, N)."""

    fill: Tensor

    def __init__(self, num_columns: int) -> None:
        super().__init__()
        self.register_buffer("fill", torch.zeros(num_columns, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return torch.where(torch.isnan(x), self.fill, x)


class MissingIndicator(nn.Module):
    """1 where a number is missing, for the columns that had missing values in training. (B, N) -> (B, M) float64."""

    columns: Tensor

    def __init__(self, num_indicators: int) -> None:
        super().__init__()
        self.register_buffer("columns", torch.zeros(num_indicators, dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        return torch.isnan(x.index_select(1, self.columns)).to(torch.float64)


class Clip(nn.Module):
    """Numbers beyond `low` and `high` are set to them (infinite: never). (B, N) float64 -> (B, N)."""

    low: Tensor
    high: Tensor

    def __init__(self, num_columns: int) -> None:
        super().__init__()
        self.register_buffer("low", torch.full((num_columns,), -torch.inf, dtype=torch.float64))
        self.register_buffer("high", torch.full((num_columns,), torch.inf, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return torch.minimum(torch.maximum(x, self.low), self.high)


class Scale(nn.Module):
    """(x - mean) / scale by column: standard, min-max (mean = minimum, scale = range) or none (0 and 1). (B, N) -> (B, N)."""

    mean: Tensor
    scale: Tensor

    def __init__(self, num_columns: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(num_columns, dtype=torch.float64))
        self.register_buffer("scale", torch.ones(num_columns, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.scale


class ReplaceCodes(nn.Module):
    """Missing and unseen categories become the code that stands for them. codes: (B, K) int64 -> (B, K).

    `missing` (K,): the code of a missing value (unseen is that + 1); `for_missing`, `for_unseen` (K,): what they
    become; themselves, where training rows had some.
    """

    missing: Tensor
    for_missing: Tensor
    for_unseen: Tensor

    def __init__(self, num_columns: int) -> None:
        super().__init__()
        for name in ("missing", "for_missing", "for_unseen"):
            self.register_buffer(name, torch.zeros(num_columns, dtype=torch.int64))

    def forward(self, codes: Tensor) -> Tensor:
        codes = torch.where(codes == self.missing, self.for_missing, codes)
        return torch.where(codes > self.missing, self.for_unseen, codes)


class OneHot(nn.Module):
    """1 where column `column[f]` has the code `code[f]`. codes: (B, K) int64 -> (B, F) float64.

    A code that has no place of its own (a category that training never showed) gives zeros.
    """

    column: Tensor
    code: Tensor

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.register_buffer("column", torch.zeros(num_features, dtype=torch.int64))
        self.register_buffer("code", torch.zeros(num_features, dtype=torch.int64))

    def forward(self, codes: Tensor) -> Tensor:
        return (codes.index_select(1, self.column) == self.code).to(torch.float64)
