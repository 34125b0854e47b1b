"""Random states that a look leaves as they were: those of torch, Python and numpy."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def random_kept(network: nn.Module) -> Iterator[None]:
    """Draws inside change no draw outside, on the CPU and on the devices that the network lies on."""
    devices = sorted({one.device.index or 0 for one in network.parameters() if one.device.type == "cuda"})
    numbers = sys.modules.get("numpy.random")
    python, others = random.getstate(), None if numbers is None else numbers.get_state()
    apple = torch.mps.get_rng_state() if torch.backends.mps.is_available() else None
    with torch.random.fork_rng(devices=devices):
        try:
            yield
        finally:
            random.setstate(python)
            if numbers is not None:
                numbers.set_state(others)
            if apple is not None:
                torch.mps.set_rng_state(apple)
