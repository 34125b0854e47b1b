"""Receptive fields, carried along with the tensors: size, jump and start of the units of each feature map.

RF_l = RF_{l-1} + (f_l - 1) * jump_{l-1}, jump_l = jump_{l-1} * stride, start_l = start_{l-1} + ((f_l - 1)/2 - padding)
* jump_{l-1} (Araujo, Norris & Sim, Computing receptive fields of convolutional neural networks, 2019; the size alone
is the notes' formula). Where paths meet (add, concatenate), the field is the smallest that holds all of theirs.
The fields are the theoretical ones: they may reach beyond the image, into its padding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from lamina.core.inspection import Reach

_ATTRIBUTE = "_lamina_seen"
_MATRIX_PRODUCTS = ("mm", "addmm", "bmm", "mv", "linear")


@dataclass(frozen=True)
class _Seen:
    """The field of each unit, and, once a map is flattened, that of all its units together."""

    reach: Reach | None  # None: from the input, by an operation whose geometry is not followed
    whole: Reach | None = None


_UNKNOWN = _Seen(None)


def begin(tensor: Tensor) -> None:
    """Mark a tensor as input: its last axes after (B, C) are pixels, each of which sees itself."""
    axes = max(0, tensor.dim() - 2)
    pixels = _Seen(Reach((1,) * axes, (1,) * axes, (0.0,) * axes))
    setattr(tensor, _ATTRIBUTE, pixels if axes else _UNKNOWN)


def from_input(tensor: Any) -> bool:
    """Whether a tensor was computed from the input."""
    return hasattr(tensor, _ATTRIBUTE)


def reach_of(tensor: Any) -> Reach | None:
    """The field of a tensor's units, where it is known."""
    seen = getattr(tensor, _ATTRIBUTE, None)
    return seen.reach if seen else None


@dataclass(frozen=True)
class Window:
    """A window that slides along one axis."""

    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    ceil: bool = False
    positions: int = 0

    @property
    def extent(self) -> int:
        """What it spans: the kernel with its holes."""
        return self.dilation * (self.kernel - 1) + 1


def follow(operation: str, arguments: Sequence[Any], windows: list[Window], outputs: list[Tensor]) -> None:
    """Mark the outputs of an operation with their fields, from those of its inputs."""
    sources = [(tensor, seen) for tensor in _tensors(arguments) if (seen := getattr(tensor, _ATTRIBUTE, None))]
    for output in outputs if sources else ():
        setattr(output, _ATTRIBUTE, _next(operation, arguments, windows, sources, output))


def _next(
    operation: str, arguments: Sequence[Any], windows: list[Window], sources: list[tuple[Tensor, _Seen]], output: Tensor
) -> _Seen:  # fmt: skip
    states = {seen for _, seen in sources}
    fields = [seen.reach for _, seen in sources if seen.reach]
    if len(fields) < len(sources):
        return _UNKNOWN
    source, seen = sources[0]
    if len(states) == 1 and seen.reach == seen.whole:
        return seen  # each unit sees all that there is
    if seen.whole:
        return _flat_next(operation, states, source, output)
    axes = len(fields[0].size)
    if windows:
        return _slid(fields[0], windows[-axes:], output) if len(windows) >= axes else _UNKNOWN
    if operation == "slice" and len(arguments) > 1 and arguments[1] % source.dim() >= source.dim() - axes:
        axis = arguments[1] % source.dim() - (source.dim() - axes)
        return _Seen(_sliced(fields[0], axis, *_slice(source, arguments)))
    if operation == "constant_pad_nd":
        return _Seen(_padded(fields[0], arguments[1]))
    spatial = {tuple(tensor.shape[-axes:]) for tensor, _ in sources}
    if operation in _MATRIX_PRODUCTS or len(spatial) > 1:
        return _UNKNOWN
    if output.dim() >= axes + 1 and tuple(output.shape[-axes:]) in spatial:
        return seen if len(states) == 1 else _Seen(_union(fields))
    if output.dim() == 2 and output.numel() == source.numel():
        return _Seen(fields[0], _whole(fields[0], tuple(source.shape[-axes:])))
    return _UNKNOWN


def _flat_next(operation: str, states: set[_Seen], source: Tensor, output: Tensor) -> _Seen:
    """After a flattening: a dense layer sees the whole, what works on each value changes nothing."""
    seen = next(iter(states))
    if operation in _MATRIX_PRODUCTS:
        return _Seen(seen.whole, seen.whole)
    return seen if len(states) == 1 and output.shape == source.shape else _UNKNOWN


def _slid(reach: Reach, windows: list[Window], output: Tensor) -> _Seen:
    moved = _slide(reach, windows)
    return _Seen(moved, moved if output.dim() <= 2 else None)


def _slide(reach: Reach, windows: list[Window]) -> Reach:
    triples = list(zip(windows, reach.size, reach.jump, strict=True))
    return Reach(
        tuple(size + (window.extent - 1) * jump for window, size, jump in triples),
        tuple(jump * window.stride for window, _, jump in triples),
        tuple(
            start + ((window.extent - 1) / 2 - window.padding) * jump
            for (window, _, jump), start in zip(triples, reach.start, strict=True)
        ),
    )


def _whole(reach: Reach, positions: tuple[int, ...]) -> Reach:
    """All units together, as the dense layer after a flattening sees them."""
    return _slide(reach, [Window(count, count) for count in positions])


def _union(fields: list[Reach]) -> Reach | None:
    """The smallest field that holds all of them; None where they are not equally far apart."""
    if len({field.jump for field in fields}) > 1:
        return None
    sizes: list[int] = []
    starts: list[float] = []
    for axis in range(len(fields[0].size)):
        lowest = min(field.start[axis] - (field.size[axis] - 1) / 2 for field in fields)
        highest = max(field.start[axis] + (field.size[axis] - 1) / 2 for field in fields)
        sizes.append(round(highest - lowest) + 1)
        starts.append((highest + lowest) / 2)
    return Reach(tuple(sizes), fields[0].jump, tuple(starts))


def _slice(source: Tensor, arguments: Sequence[Any]) -> tuple[int, int]:
    """(begin, step) of aten.slice(tensor, axis, begin, end, step)."""
    begin = arguments[2] if len(arguments) > 2 and arguments[2] is not None else 0
    step = arguments[4] if len(arguments) > 4 else 1
    return (begin if begin >= 0 else max(0, source.shape[arguments[1]] + begin)), step


def _sliced(reach: Reach, axis: int, begin: int, step: int) -> Reach:
    jump, start = list(reach.jump), list(reach.start)
    start[axis] += begin * jump[axis]
    jump[axis] *= step
    return Reach(reach.size, tuple(jump), tuple(start))


def _padded(reach: Reach, pads: list[int]) -> Reach:
    """pads: (before, after) of the last axis, then of the one before."""
    start = list(reach.start)
    for axis in range(len(start)):
        place = 2 * (len(start) - 1 - axis)
        if place < len(pads):
            start[axis] -= pads[place] * reach.jump[axis]
    return Reach(reach.size, reach.jump, tuple(start))


def _tensors(arguments: Any) -> list[Tensor]:
    found: list[Tensor] = []
    for item in arguments:
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, list | tuple):
            found += _tensors(item)
    return found
