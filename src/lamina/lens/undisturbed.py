"""Looking never changes: a module runs inside, and outside everything of it is as it was, also after an error.

Kept and put back, of every module: training mode, buffers (statistics of batch norm, also where a forward puts another
tensor in their place), what else a forward writes down on its module (a counter, a list, the last attention); gradients
and whether parameters ask for them; the random states of torch, Python and numpy.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from lamina.lens.random_kept import random_kept


@contextmanager
def undisturbed(module: nn.Module, *, training: bool = False) -> Iterator[None]:
    """Run the module in evaluation mode (or in training mode) and leave it as it was found."""
    kept = [_Kept(one) for one in module.modules()]
    parameters = [(one, one.requires_grad, one.grad, _copied(one.grad)) for one in module.parameters()]
    with random_kept(module):
        try:
            module.train(training)
            yield
        finally:
            for one in kept:
                one.put_back()
            for parameter, asked, gradient, before in parameters:
                if gradient is not None and before is not None:
                    _restore(gradient, before)
                parameter.grad = gradient
                parameter.requires_grad_(asked)


class _Kept:
    """What a module holds itself: its attributes, what stands in those that are lists and dictionaries, and tensors."""

    def __init__(self, module: nn.Module) -> None:
        self.module, self.training = module, module.training
        self.held = vars(module)
        self.attributes = dict(self.held)
        self.inside = [(value, value.copy()) for value in self.held.values() if type(value) in (list, dict, set, deque)]
        own = [*module.buffers(recurse=False), *self.held.values()]
        self.tensors = [(value, value.detach().clone()) for value in own if isinstance(value, Tensor)]

    def put_back(self) -> None:
        """As it was; nothing is written where nothing was changed."""
        for name in self.held.keys() - self.attributes.keys():
            del self.held[name]
        self.held.update(self.attributes)
        if self.module.training != self.training:  # a scripted module holds it elsewhere
            self.module.training = self.training
        for value, before in self.inside:
            _refill(value, before)
        for value, before in self.tensors:
            _restore(value, before)


def _refill(value: Any, before: Any) -> None:
    value.clear()
    (value.extend if isinstance(value, list | deque) else value.update)(before)


@torch.no_grad()
def _restore(value: Tensor, before: Tensor) -> None:
    if value.shape != before.shape:
        value.resize_(before.shape)
    if not torch.equal(value, before):
        value.copy_(before)


def _copied(gradient: Tensor | None) -> Tensor | None:
    return None if gradient is None else gradient.detach().clone()
