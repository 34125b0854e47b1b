"""Shapes of the commonest operations, without torch's own shape functions for them, whose first use loads its compiler.

Only a short cut: it answers where all is as it should be, and leaves every other case, refusals too, to torch.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from lamina.lens.meta_copy import meta_like

_SAME_SHAPE = frozenset(
    {"relu", "tanh", "sigmoid", "gelu", "silu", "leaky_relu", "elu", "softplus", "neg", "sqrt", "exp", "empty_like"}
)
_IN_PLACE = frozenset({"relu_", "leaky_relu_", "elu_", "silu_", "hardtanh_", "bernoulli_"})
_WITH_ANOTHER = frozenset({"add", "sub", "mul", "div", "pow", "add_", "sub_", "mul_", "div_"})
_BATCH_NORMS = frozenset({"native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training"})


class ShapesOnly(TorchDispatchMode):
    """Runs operations on the meta device; a tensor with numbers that meets one without gives up its own."""

    def __init__(self) -> None:
        super().__init__()
        self._twins: dict[int, tuple[Tensor, Tensor]] = {}

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here; guarding against it would load torch's compiler, a second of waiting."""
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        if any(tensor.is_meta for tensor in tensors_in((args, given))):
            args = self._without_numbers(args)
            given = {key: self._without_numbers(value) for key, value in given.items()}
        output = None if given else quick_result(func._overloadpacket.__name__, args)
        return func(*args, **given) if output is None else output

    def _without_numbers(self, value: Any) -> Any:
        """A tensor with numbers as one without, the same each time; lists through and through."""
        if isinstance(value, Tensor) and not value.is_meta:
            if id(value) not in self._twins:
                self._twins[id(value)] = (value, meta_like(value))
            return self._twins[id(value)][1]
        return type(value)(map(self._without_numbers, value)) if type(value) in (list, tuple) else value


def tensors_in(value: Any) -> list[Tensor]:
    """All tensors in nested lists, tuples and dictionaries, in order."""
    if isinstance(value, Tensor):
        return [value]
    found: list[Tensor] = []
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, (list, tuple, dict)):
            found += tensors_in(item)
    return found


def quick_result(operation: str, arguments: Sequence[Any]) -> Any:
    """The result of an operation on meta tensors, or None where torch should find it."""
    first = arguments[0] if arguments else None
    if operation == "cat" and first:
        return _joined(first, arguments[1] if len(arguments) > 1 else 0)
    if not isinstance(first, Tensor) or not first.is_meta:
        return None
    if operation in _SAME_SHAPE and first.is_floating_point():
        return _blank(first, first.shape)
    if operation in _IN_PLACE:
        return first
    if operation in _WITH_ANOTHER and first.is_floating_point() and _is_alike(first, arguments[1]):
        return first if operation.endswith("_") else _blank(first, first.shape)
    if operation in _BATCH_NORMS and first.dim() >= 2 and _fits_channels(first, arguments[1:5]):
        return _batch_norm(operation, first, arguments)
    if operation in ("avg_pool2d", "avg_pool3d"):
        return _average_pool(*arguments)
    if operation == "max_pool2d_with_indices" and first.dim() == 4:
        return _max_pool(*arguments)
    if operation == "mean" and len(arguments) > 1 and arguments[1] and first.is_floating_point():
        return _mean(*arguments)
    if operation in ("mm", "addmm"):
        return _product(arguments[-2], arguments[-1], arguments[0] if operation == "addmm" else None)
    return _convolution(arguments) if operation == "convolution" else None


def _convolution(arguments: Sequence[Any]) -> Tensor | None:
    data, weight, bias, stride, padding, dilation, transposed, _, groups = arguments
    axes = weight.dim() - 2
    if (
        transposed
        or data.dim() != weight.dim()
        or data.dtype != weight.dtype
        or data.shape[1] != weight.shape[1] * groups
    ):
        return None
    if weight.shape[0] % groups or (bias is not None and bias.shape != weight.shape[:1]):
        return None
    strides, paddings, dilations = (
        list(values) * (axes if len(values) == 1 else 1) for values in (stride, padding, dilation)
    )
    sizes = [
        (data.shape[2 + axis] + 2 * paddings[axis] - dilations[axis] * (weight.shape[2 + axis] - 1) - 1)
        // strides[axis]
        + 1
        for axis in range(axes)
    ]
    return _blank(data, (data.shape[0], weight.shape[0], *sizes)) if min(sizes) > 0 else None


def _joined(parts: Sequence[Tensor], axis: int) -> Tensor | None:
    shapes = {(*part.shape[:axis], *part.shape[axis + 1 :]) for part in parts} if axis >= 0 else set()
    if len(shapes) != 1 or len({part.dtype for part in parts}) > 1 or not all(part.is_meta for part in parts):
        return None
    shape = list(parts[0].shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    return _blank(parts[0], tuple(shape))


def _mean(data: Tensor, axes: Sequence[int], keep: bool = False) -> Tensor:
    gone = {axis % data.dim() for axis in axes}
    sizes = [1 if axis in gone else size for axis, size in enumerate(data.shape) if keep or axis not in gone]
    return _blank(data, tuple(sizes))


def _product(left: Tensor, right: Tensor, bias: Tensor | None) -> Tensor | None:
    same = left.dtype == right.dtype and left.dim() == right.dim() == 2 and left.shape[1] == right.shape[0]
    fits = bias is None or bias.shape == right.shape[1:]
    return _blank(left, (left.shape[0], right.shape[1])) if same and fits else None


def _pool(data: Tensor, settings: Sequence[Any]) -> tuple[int, ...] | None:
    """Shape after a pooling with these (kernel, stride, padding, ceil), one number per axis each."""
    kernel, stride, padding, ceil = settings
    axes = data.dim() - 2
    kernel, stride, padding = (
        [*values] * (axes if len(values) == 1 else 1) for values in (kernel, stride or kernel, padding)
    )
    if not len(kernel) == len(stride) == len(padding) == axes:
        return None
    sizes = []
    for size, window, step, pad in zip(data.shape[2:], kernel, stride, padding, strict=True):
        room = size + 2 * pad - window
        count = (-(-room // step) if ceil else room // step) + 1
        sizes.append(count - (ceil and (count - 1) * step >= size + pad))  # a window beyond the input is dropped
        if room < 0 or 2 * pad > window:
            return None
    return (*data.shape[:2], *sizes)


def _average_pool(data: Tensor, kernel: Any, stride: Any = (), padding: Any = (0,), ceil: bool = False, *_: Any) -> Any:
    shape = _pool(data, (kernel, stride, padding, ceil))
    return _blank(data, shape) if shape else None


def _max_pool(
    data: Tensor, kernel: Any, stride: Any = (), padding: Any = (0,), dilation: Any = (1,), ceil: bool = False
) -> Any:
    shape = _pool(data, (kernel, stride, padding, ceil)) if set(dilation) == {1} else None
    return (_blank(data, shape), torch.empty(shape, dtype=torch.int64, device="meta")) if shape else None


def _batch_norm(operation: str, data: Tensor, arguments: Sequence[Any]) -> tuple[Tensor, Tensor, Tensor] | None:
    if operation == "_native_batch_norm_legit" and len(arguments) < 8:  # the form without running statistics
        return None
    training = operation != "_native_batch_norm_legit_no_training" and arguments[5]
    statistics = data.shape[1] if training else 0
    return _blank(data, data.shape), _blank(data, (statistics,)), _blank(data, (statistics,))


def _is_alike(first: Tensor, other: Any) -> bool:
    if isinstance(other, Tensor):
        pairs = zip(reversed(other.shape), reversed(first.shape), strict=False)
        spread = other.dim() <= first.dim() and all(size in (1, whole) for size, whole in pairs)
        return spread and other.dtype == first.dtype
    return isinstance(other, int | float)


def _fits_channels(data: Tensor, others: Sequence[Any]) -> bool:
    return all(not isinstance(item, Tensor) or item.shape == data.shape[1:2] for item in others)


def _blank(like: Tensor, shape: tuple[int, ...]) -> Tensor:
    return torch.empty(shape, dtype=like.dtype, device="meta")
