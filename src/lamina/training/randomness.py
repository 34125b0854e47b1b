"""Random numbers of a step as a function of (seed, epoch, step): nothing to save, nothing to replay."""

import torch
from torch import Tensor

from lamina.core.seed import derive

_ODD = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: consecutive steps land far apart
_MASK = 2**63 - 1


class Dice:
    """Sets torch's default generators anew before each step, in networks that draw from them.

    Whether a network draws (dropout, a draw in a user's own forward) is seen from its first step in each epoch and
    process: the generator has moved on, or not. Setting it costs a small step some percent, so it is left out then.
    """

    def __init__(self, device: torch.device, seed: int) -> None:
        self._device, self._seed = device, seed
        self._epoch, self._base = -1, 0
        self._draws = True
        self._before: Tensor | None = None

    def throw(self, epoch: int, step: int) -> None:
        """Prepare the generators for a step (both counted from 0)."""
        if epoch != self._epoch:
            self._epoch, self._base = epoch, derive(self._seed, "step", epoch)
            self._set(step)
            self._draws, self._before = True, self._state()
        elif self._before is not None:
            self._draws = not torch.equal(self._before, self._state())
            self._before = None
        if self._draws:
            self._set(step)

    def _set(self, step: int) -> None:
        mixed = (self._base + step * _ODD) & _MASK
        value = mixed ^ (mixed >> 31)  # the CPU generator reads the low 32 bits only
        torch.default_generator.manual_seed(value)
        if self._device.type == "cuda":
            torch.cuda.default_generators[self._device.index or 0].manual_seed(value)
        elif self._device.type == "mps":
            torch.mps.manual_seed(value)

    def _state(self) -> Tensor:
        """The generators' states on the CPU and on the device, as bytes."""
        own = torch.default_generator.get_state()
        if self._device.type == "cuda":
            return torch.cat((own, torch.cuda.default_generators[self._device.index or 0].get_state()))
        return torch.cat((own, torch.mps.get_rng_state())) if self._device.type == "mps" else own
