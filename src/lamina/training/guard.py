"""A loss that is no longer a finite number: where did the first such value arise?"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch
from lamina.core.contracts import Task
from lamina.core.errors import StoppedError
from lamina.core.outputs import Output, losses_of, main_output


class NotFiniteError(ArithmeticError):
    """Raised inside the loop: a loss or gradient is NaN or infinite, at a step (epoch and step counted from 0)."""

    def __init__(self, epoch: int = 0, step: int = 0, batch: Batch | None = None) -> None:
        super().__init__()
        self.epoch, self.step, self.batch, self.part = epoch, step, batch, "train"

    def __str__(self) -> str:
        return f"not finite at epoch {self.epoch + 1}, step {self.step + 1} ({self.part})"

    def at(self, epoch: int, step: int) -> "NotFiniteError":
        """The same, with its place."""
        self.epoch, self.step = epoch, step
        return self

    def of(self, part: str) -> "NotFiniteError":
        """The same, in another part than "train"."""
        self.part = part
        return self


def explain(error: NotFiniteError, network: nn.Module, task: Task) -> StoppedError:
    """The error for the user: epoch, step, and the layer in which the first non-finite value arose.

    what: input | target | weights | output | loss | gradient. The weights are bad when an earlier update spoilt
    them: back-propagation runs from the last layer to the first, so the last spoilt layer is where it began.
    """
    what, layer = _find(error.batch, network, task)
    return StoppedError(
        "training.not_finite", epoch=error.epoch + 1, step=error.step + 1, what=what, layer=layer, part=error.part
    )


def _find(batch: Batch | None, network: nn.Module, task: Task) -> tuple[str, str]:
    for name, tensor in () if batch is None else batch.inputs.items():
        if not _finite(tensor):
            return "input", name
    if batch is not None and not _finite(batch.target):
        return "target", ""
    spoilt = spoilt_layer(network, buffers=batch is None)  # a bad batch may have spoilt running statistics on its way
    if spoilt or batch is None:
        return ("weights", spoilt) if spoilt else ("loss", "")
    first, output = first_bad_layer(network, batch)
    if first:
        return "output", first
    loss_sum = losses_of(task, output, batch).learned
    return ("gradient", bad_gradient_layer(network, loss_sum)) if _finite(loss_sum) else ("loss", "")


def spoilt_layer(network: nn.Module, buffers: bool = True) -> str:
    """The last layer that has a weight or a buffer that is not finite, as "name (Type)"; "" when all are fine."""
    bad = ""
    for name, module in network.named_modules():
        own = [*module.parameters(recurse=False), *(module.buffers(recurse=False) if buffers else ())]
        if not all(_finite(tensor) for tensor in own):
            bad = _label(name, module)
    return bad


def first_bad_layer(network: nn.Module, batch: Batch) -> tuple[str, Output]:
    """An extra forward with hooks: the first layer, in order of execution, whose output is not finite."""
    found: list[str] = []

    def hook(name: str) -> Callable[[nn.Module, object, object], None]:
        def look(module: nn.Module, _: object, output: object) -> None:
            if not found and isinstance(output, Tensor) and not _finite(output):
                found.append(_label(name, module))

        return look

    leaves = [(name, module) for name, module in network.named_modules() if not any(module.children())]
    handles = [module.register_forward_hook(hook(name)) for name, module in leaves]
    try:
        output = network(*batch.inputs.values())
    finally:
        for handle in handles:
            handle.remove()
    if not found and not _finite(main_output(output)):
        found.append(_label("", network))  # between the layers, in the network's own forward
    return (found[0] if found else ""), output


def bad_gradient_layer(network: nn.Module, loss_sum: Tensor) -> str:
    """The layer nearest to the output whose gradient is not finite."""
    network.zero_grad()
    loss_sum.backward()
    bad = ""
    for name, module in network.named_modules():
        gradients = [parameter.grad for parameter in module.parameters(recurse=False) if parameter.grad is not None]
        if not all(_finite(gradient) for gradient in gradients):
            bad = _label(name, module)
    return bad


def _finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())


def _label(name: str, module: nn.Module) -> str:
    kind = type(module).__name__
    return f"{name} ({kind})" if name else kind
