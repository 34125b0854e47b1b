"""The first neuron: McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity (1943).

Inputs and output are 0 or 1; the neuron fires when the weighted sum reaches its threshold. It is not trained:
the slope of a step is zero everywhere, so gradient descent has nothing to follow.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError


class _Step(torch.autograd.Function):
    """The step as autograd sees it: a forward, and a refusal instead of a silent gradient of zero."""

    @staticmethod
    def forward(ctx: Any, z: Tensor) -> Tensor:  # type: ignore[override]
        return (z >= 0).to(z.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        raise InputError("networks.step_untrainable")


class Step(nn.Module):
    """1 where z >= 0, else 0; elementwise, z of any shape. Training through it is refused (InputError)."""

    def forward(self, z: Tensor) -> Tensor:
        """z: any shape -> same shape, 0.0 or 1.0."""
        if z.requires_grad and torch.is_grad_enabled() and not torch.compiler.is_compiling():
            return _Step.apply(z)  # type: ignore[no-any-return]
        return (z >= 0).to(z.dtype)


class McCullochPitts(nn.Module):
    """One neuron: step(w . x - threshold), with weights and threshold given, not learned."""

    weight: Tensor
    threshold: Tensor

    def __init__(self, weight: Sequence[float], threshold: float) -> None:
        super().__init__()
        self.register_buffer("weight", torch.tensor(weight, dtype=torch.float32))
        self.register_buffer("threshold", torch.tensor(threshold, dtype=torch.float32))
        self.step = Step()

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., F) -> (...), 1.0 where the neuron fires."""
        return self.step(x @ self.weight - self.threshold)


def refuse_untrainable(network: nn.Module) -> None:
    """Refuse to train a network that contains a step, in one sentence and before anything is written."""
    for name, module in network.named_modules():
        if isinstance(module, Step):
            raise InputError("networks.step_untrainable", layer=name)
