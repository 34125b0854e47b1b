"""The number that a view explains: one output of a network for one row of input."""

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn

from lamina.core.errors import InputError

Answer = Callable[..., Tensor]  # (*inputs) -> (B,): the number of each row


def answer_of(network: nn.Module, index: int | None = None, step: int = -1) -> Answer:
    """The output at `index`, of each row; without one the largest output of the first row.

    step: of outputs over steps, (B, L, K), which of them; the last one without.
    """

    def answer(*inputs: Tensor) -> Tensor:
        output = rows_of(network, *inputs, step=step)
        chosen = int(output[0].argmax()) if index is None else index
        if not 0 <= chosen < output.shape[1]:
            raise InputError("lens.no_such_output", index=chosen, outputs=output.shape[1])
        return output[:, chosen]

    return answer


def rows_of(network: nn.Module, *inputs: Tensor, step: int = -1) -> Tensor:
    """The network's outputs as (B, K): of steps the one asked for, of a single number K = 1. The inputs stay as they are."""
    output = network(*(value.clone() for value in inputs))  # some networks write into what they take
    answer = answer_in(output)
    if answer is None:
        kind = output.type() if isinstance(output, Tensor) else type(output).__name__
        raise InputError("lens.no_number", type=kind)
    answer = answer[:, step] if answer.dim() == 3 else answer
    return answer.reshape(len(answer), -1)


def answer_in(output: Any) -> Tensor | None:
    """The tensor of numbers (B, ...) that is the answer, of whatever a forward gave.

    Of a tuple, a list, a dictionary or an object: what is called `logits`, else the first. None: there is no such thing.
    """
    if isinstance(output, Tensor):
        return output if output.is_floating_point() and output.dim() else None
    if isinstance(output, Mapping):
        named, parts = output.get("logits"), list(output.values())
    else:
        named = getattr(output, "logits", None)
        parts = list(output) if isinstance(output, tuple | list) else list(getattr(output, "__dict__", {}).values())
    found = (answer_in(part) for part in (named, *parts) if isinstance(part, Tensor))
    return next((one for one in found if one is not None), None)
