"""Random numbers of a step as a function of (seed, epoch, step): nothing to save, nothing to replay."""

import torch

from lamina.core.seed import derive

_ODD = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: consecutive steps land far apart
_MASK = 2**63 - 1
_base: tuple[int, int, int] = (-1, -1, 0)


def step_seed(seed: int, epoch: int, step: int) -> int:
    """A 63-bit seed for a step; one hash per epoch, a multiplication per step (this runs in every step)."""
    global _base
    if _base[:2] != (seed, epoch):
        _base = (seed, epoch, derive(seed, "step", epoch))
    mixed = (_base[2] + step * _ODD) & _MASK
    return mixed ^ (mixed >> 31)  # the CPU generator reads the low 32 bits only


def reseed(device: torch.device, seed: int, epoch: int, step: int) -> None:
    """Set torch's default generator of this device for one step (about a microsecond on the CPU)."""
    value = step_seed(seed, epoch, step)
    torch.default_generator.manual_seed(value)
    if device.type == "cuda":
        torch.cuda.default_generators[device.index or 0].manual_seed(value)
    elif device.type == "mps":
        torch.mps.manual_seed(value)
