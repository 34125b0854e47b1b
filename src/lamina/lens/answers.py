"""The number that a view explains: one output of a network for one row of input."""

from collections.abc import Callable

from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.outputs import main_output

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
    """The network's outputs as (B, K): of steps the one asked for, of a single number K = 1."""
    output = network(*inputs)
    output = main_output(output) if isinstance(output, tuple) else output
    if not isinstance(output, Tensor) or not output.is_floating_point():
        raise InputError("lens.no_number", type=type(output).__name__)
    output = output[:, step] if output.dim() == 3 else output
    return output.reshape(len(output), -1)
