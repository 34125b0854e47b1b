"""The analysis of a network as one record: layers, arithmetic, receptive fields, memory. Works on any module."""

import contextlib
import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from lamina.core.errors import InputError
from lamina.core.inspection import Inspection, Layer, Memory, Step
from lamina.core.records import Note
from lamina.lens.layers import is_torch_layer, layers_of
from lamina.lens.memory import OPTIMIZER_NUMBERS, saved_bytes
from lamina.lens.meta_copy import meta_copy
from lamina.lens.quick import ShapesOnly
from lamina.lens.trace import LayerError, Trace, trace

Input = tuple[tuple[int, ...], torch.dtype]


def inspect_module(
    module: nn.Module, inputs: Sequence[Input], *, name: str = "", batch_size: int = 1, softmax: bool = False,
    optimizer: str = "adamw", why: bool = False, copied: bool = False,
) -> Inspection:  # fmt: skip
    """Analyse a module without running it on numbers; the module is only read.

    inputs: (shape without B, dtype) of each argument of its forward. softmax: add the row that prediction applies to
    the logits. optimizer: whose memory is counted for training. copied: the module has no numbers and was made for
    this: it is run itself. InputError: a layer cannot take what arrives there.
    """
    network = module if copied else meta_copy(module)
    seen = _traced(network, inputs)
    rows = list(layers_of(network, seen.root, why=why))
    output = seen.root.outputs[0][1:] if seen.root.outputs else ()
    if softmax:
        used = sum(row.used for row in rows)
        rows.insert(used, _softmax(output, seen.root.new_bytes, why))
    inference, training = _memory(network, seen, inputs, batch_size, optimizer)
    return Inspection(
        name=name or type(module).__name__, input_shapes=tuple(shape for shape, _ in inputs), output_shape=output,
        rows=tuple(rows), batch_size=batch_size, inference=inference, training=training, optimizer=optimizer,
        notes=tuple(_notes(rows)),
    )  # fmt: skip


def blanks(inputs: Sequence[Input], batch_size: int) -> tuple[Tensor, ...]:
    """Inputs of these shapes, without numbers."""
    return tuple(torch.empty((batch_size, *shape), dtype=dtype, device="meta") for shape, dtype in inputs)


def _traced(network: nn.Module, inputs: Sequence[Input]) -> Trace:
    if any(is_lazy(item) for item in (*network.parameters(), *network.buffers())):
        with contextlib.suppress(Exception), torch.no_grad(), ShapesOnly():  # what is wrong, the trace will say
            network.eval()(*blanks(inputs, 1))
    try:
        return trace(network, blanks(inputs, 1))
    except LayerError as error:
        if isinstance(error.reason, InputError):
            raise error.reason from None
        raise _refusal(network, error) from error


def _refusal(network: nn.Module, error: LayerError) -> InputError:
    """One sentence: which layer, which shape arrived."""
    call, reason = error.calls[-1], str(error.reason).strip().split("\n")[0].rstrip(".")
    outer = error.calls[-2] if len(error.calls) > 1 else call
    if call.module is None and outer.module is not None:
        if is_torch_layer(outer.module):
            call = outer
        name = call.name if call is outer or not outer.name else f"{outer.name}.{call.name}"
    else:
        name = call.name
    name = name or type(network).__name__
    if "meta" in reason and ("item" in reason or "data-dependent" in reason or "local_scalar" in reason):
        return InputError("inspect.needs_numbers", layer=name)
    kind = "" if call.module is None else type(call.module).__name__
    shapes = " + ".join("x".join(map(str, shape[1:])) or "-" for shape in call.inputs[: 1 if call.module else 2]) or "-"
    return InputError(
        "inspect.layer_refused", layer=name, type=kind, shape=shapes, reason=reason or type(error.reason).__name__
    )


def _softmax(output: tuple[int, ...], size: int, why: bool) -> Layer:
    classes = output[-1] if output else 0
    steps = (Step("softmax", f"p_k = exp(z_k) / (exp(z_1) + ... + exp(z_{classes}))"),) if why else ()
    return Layer(
        name="softmax", type="Softmax", input_shapes=(output,), output_shape=output, activation_bytes=size, why=steps
    )


def _memory(
    network: nn.Module, seen: Trace, inputs: Sequence[Input], batch_size: int, optimizer: str
) -> tuple[Memory, Memory | None]:  # fmt: skip
    parameters = [item for item in network.parameters() if not is_lazy(item)]
    held, buffers = _bytes(parameters), _bytes(network.buffers())
    inference = Memory(held, buffers, seen.peak_bytes * batch_size)
    saved = saved_bytes(network, blanks(inputs, batch_size))
    if saved is None and batch_size == 1:  # batch norm needs two rows
        pair = saved_bytes(network, blanks(inputs, 2))
        saved = None if pair is None else pair // 2
    if saved is None:
        return inference, None
    trained = _bytes(item for item in parameters if item.requires_grad)
    return inference, Memory(held, buffers, saved, trained, trained * OPTIMIZER_NUMBERS.get(optimizer, 2))


def _bytes(tensors: Iterable[Tensor]) -> int:
    return sum(math.prod(item.shape) * item.element_size() for item in tensors)


def _notes(rows: list[Layer]) -> list[Note]:
    unused = sum(row.num_parameters for row in rows if not row.used)
    used = sum(row.num_parameters for row in rows if row.used)
    return [Note(code="inspect.unused", parameters={"parameters": unused, "used": used})] if unused else []
