"""Draws per row as a function of (seed, epoch, purpose, row id): the same in any batch, order, rank or resume.

A counter-based generator: each draw is a hash of its place, made on whole tensors of integers on any device.
"""

import torch
from torch import Tensor

from lamina.core.seed import derive

_STEP = -0x61C8864680B583EB  # 2^64 / golden ratio as int64: the step of SplitMix64 (Steele, Lea, Flood 2014)
_MIX_1, _MIX_2 = -0x40A7B892E31B1A47, -0x6B2FB644ECCEEE15  # its two multipliers
_PAIRS = 8  # of which none would be accepted once in 10^10 draws at alpha 0.2
_BITS = 24  # what a float32 in [0, 1) holds exactly


def uniforms(seed: int, epoch: int, purpose: str, row_ids: Tensor, count: int) -> Tensor:
    """row_ids: (B,) int64 -> (B, count) float32 in [0, 1), on the device of row_ids."""
    key = derive(seed, "augment", purpose, epoch)
    columns = torch.arange(1, count + 1, dtype=torch.int64, device=row_ids.device)
    rows = _mix(row_ids.to(torch.int64) * _STEP + key)
    return (_shift(_mix(rows[:, None] + columns * _STEP), 64 - _BITS)).to(torch.float32) * 2.0**-_BITS


def normals(seed: int, epoch: int, purpose: str, row_ids: Tensor, count: int) -> Tensor:
    """(B, count) float32 of mean 0 and variance 1 (Box and Muller 1958)."""
    first, second = uniforms(seed, epoch, purpose, row_ids, 2 * count).chunk(2, dim=1)
    return (-2.0 * torch.log1p(-first)).sqrt() * torch.cos(2.0 * torch.pi * second)


def betas(seed: int, epoch: int, purpose: str, row_ids: Tensor, alpha: float) -> Tensor:
    """(B,) float32 of Beta(alpha, alpha), 0.2 <= alpha <= 0.5, by the method of Joehnk (1964).

    x / (x + y) of x = u^(1 / alpha), y = v^(1 / alpha), given x + y <= 1; the first of eight pairs that is so.
    """
    draws = uniforms(seed, epoch, purpose, row_ids, 2 * _PAIRS) + 2.0 ** -(_BITS + 1)  # never 0
    x, y = (draws ** (1 / alpha)).view(-1, _PAIRS, 2).unbind(dim=2)
    first = (x + y <= 1).to(torch.uint8).argmax(dim=1, keepdim=True)
    x, y = x.gather(1, first)[:, 0], y.gather(1, first)[:, 0]
    return x / (x + y)


def between(draws: Tensor, low: float, high: float) -> Tensor:
    """Uniforms of [0, 1) to [low, high)."""
    return low + (high - low) * draws


def whole(draws: Tensor, count: int) -> Tensor:
    """Uniforms of [0, 1) to whole numbers 0 ... count - 1, int64."""
    return (draws * count).to(torch.int64).clamp_(max=count - 1)


def _mix(values: Tensor) -> Tensor:
    """SplitMix64's finisher: every bit of the input changes every bit of the output with probability one half."""
    values = (values ^ _shift(values, 30)) * _MIX_1
    values = (values ^ _shift(values, 27)) * _MIX_2
    return values ^ _shift(values, 31)


def _shift(values: Tensor, bits: int) -> Tensor:
    """Logical shift to the right (that of int64 keeps the sign)."""
    return (values >> bits) & ((1 << (64 - bits)) - 1)
