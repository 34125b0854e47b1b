"""The windows of convolutions and poolings, read from the arguments of torch's operations."""

from typing import Any

from torch import Tensor

from lamina.lens.receptive import Window

_POOLS = {  # operation -> places of stride, padding, dilation, ceil_mode among its arguments
    **dict.fromkeys(
        ("max_pool2d_with_indices", "max_pool3d_with_indices", "max_pool1d", "max_pool2d", "max_pool3d"), (2, 3, 4, 5)
    ),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), (2, 3, None, 4)),
}


def windows_of(operation: str, arguments: tuple[Any, ...], output: Tensor) -> list[Window]:
    """A window per axis of the map, or nothing for operations that do not slide one."""
    if operation in ("convolution", "_convolution") and not arguments[6]:
        source, weight = arguments[0], arguments[1]
        return _axes(source, output, tuple(weight.shape[2:]), arguments[3], arguments[4], arguments[5], False)
    if operation in _POOLS:
        stride, padding, dilation, ceil = (_at(arguments, place) for place in _POOLS[operation])
        kernel = arguments[1]
        axes = output.dim() - 2 if len(kernel) == 1 else len(kernel)
        return _axes(
            arguments[0], output, _full(kernel, axes), stride or kernel, padding or 0, dilation or 1, bool(ceil)
        )
    if operation in ("_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "adaptive_max_pool2d", "adaptive_max_pool3d"):
        return _adaptive(arguments[0], output)
    if operation == "mean" and _is_global(arguments, output):
        return _adaptive(arguments[0], output)
    return []


def _axes(
    source: Tensor, output: Tensor, kernel: tuple[int, ...], stride: Any, padding: Any, dilation: Any, ceil: bool
) -> list[Window]:
    axes = len(kernel)
    strides, paddings, dilations = (_full(value, axes) for value in (stride, padding, dilation))
    return [
        Window(
            source.shape[axis - axes], kernel[axis], strides[axis], paddings[axis], dilations[axis], ceil,
            output.shape[axis - axes],
        )
        for axis in range(axes)
    ]  # fmt: skip


def _adaptive(source: Tensor, output: Tensor) -> list[Window]:
    """Windows that share a map evenly; nothing where they are not all of one size."""
    before = source.shape[2:]
    after = output.shape[2:] if output.dim() == source.dim() else (1,) * len(before)
    if any(size % count for size, count in zip(before, after, strict=True)):
        return []
    return [
        Window(size, size // count, size // count if count > 1 else 1, positions=count)
        for size, count in zip(before, after, strict=True)
    ]


def _is_global(arguments: tuple[Any, ...], output: Tensor) -> bool:
    """Whether a mean is global average pooling: over all axes after (B, C)."""
    source, axes = arguments[0], arguments[1] if len(arguments) > 1 else None
    if not isinstance(axes, list | tuple) or source.dim() < 3:
        return False
    return {axis % source.dim() for axis in axes} == set(range(2, source.dim()))


def _full(value: Any, axes: int) -> tuple[int, ...]:
    """One number per axis, from one for all or one each."""
    values = (value,) if isinstance(value, int) else tuple(value)
    return values * axes if len(values) == 1 else values


def _at(arguments: tuple[Any, ...], place: int | None) -> Any:
    return arguments[place] if place is not None and place < len(arguments) else None
