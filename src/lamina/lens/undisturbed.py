"""Looking never changes: a module runs inside, and outside everything of it is as it was, also after an error.

Kept and put back: training mode of every module, buffers (statistics of batch norm), gradients and whether parameters
ask for them, the random state of the CPU and of the devices that the module lies on.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def undisturbed(module: nn.Module, *, training: bool = False) -> Iterator[None]:
    """Run the module in evaluation mode (or in training mode) and leave it as it was found."""
    modes = [(one, one.training) for one in module.modules()]
    buffers = [(buffer, buffer.detach().clone()) for buffer in module.buffers()]
    parameters = [(one, one.requires_grad, one.grad, _copied(one.grad)) for one in module.parameters()]
    devices = sorted({one.device.index or 0 for one, *_ in parameters if one.device.type == "cuda"})
    with torch.random.fork_rng(devices=devices):
        module.train(training)
        try:
            yield
        finally:
            with torch.no_grad():
                for buffer, before in buffers:
                    buffer.copy_(before)
                for parameter, asked, gradient, before in parameters:
                    if gradient is not None and before is not None:
                        gradient.copy_(before)
                    parameter.grad = gradient
                    parameter.requires_grad_(asked)
            for one, mode in modes:
                one.training = mode


def _copied(gradient: torch.Tensor | None) -> torch.Tensor | None:
    return None if gradient is None else gradient.detach().clone()
