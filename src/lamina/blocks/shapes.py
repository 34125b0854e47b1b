"""Shapes before weights: a network that does not fit its input is refused by layer, before memory is taken.

A network compares the size with its own arithmetic. Only to refuse, its stages are built on torch's meta device
(shapes without numbers) and run there, and the layer that fails is named: the first use of that device takes seconds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

import torch
from torch import Size, Tensor, nn

from lamina.core.errors import InputError

ImageSize = int | tuple[int, int]
_LARGEST = 512  # sides tried when looking for the smallest one that fits


@dataclass(frozen=True)
class Misfit:
    """The layer at which an input did not fit, and the shape that arrived there."""

    layer: str
    shape: tuple[int, ...]


def sides(image_size: ImageSize) -> tuple[int, int]:
    """(height, width) of an image size given as one side or as both."""
    values = (image_size, image_size) if isinstance(image_size, int) else tuple(image_size)
    if len(values) != 2 or any(not isinstance(value, int) or value < 1 for value in values):
        raise InputError("networks.bad_image_size", size=str(image_size))
    return values[0], values[1]


def window_positions(size: int, kernel_size: int, stride: int = 1, padding: int = 0, *, ceil: bool = False) -> int:
    """Positions of a window along an axis: (size + 2 padding - kernel_size) / stride + 1, rounded down (or up).

    Rounded up, a last window that would start outside the input and its left padding is left out, as torch does.
    """
    room = size + 2 * padding - kernel_size
    positions = max((-(-room // stride) if ceil else room // stride) + 1, 0)
    return positions - 1 if ceil and positions > 0 and (positions - 1) * stride >= size + padding else positions


class Window(NamedTuple):
    """A convolution or pooling along one axis."""

    kernel_size: int
    stride: int = 1
    padding: int = 0
    ceil: bool = False


def side_after(side: int, windows: Iterable[Window]) -> int:
    """Side of the maps after these layers, one after the other; 0 where an image of this side does not fit."""
    for window in windows:
        side = window_positions(side, window.kernel_size, window.stride, window.padding, ceil=window.ceil)
    return side


def refuse_remainder(network: str, layer: str, image_size: ImageSize, window: Window) -> None:
    """Refuse a size over whose last pixels the stride of a layer would pass, with the arithmetic and the next sizes."""
    for side in sides(image_size):
        over = (side + 2 * window.padding - window.kernel_size) % window.stride
        if over and side > window.kernel_size:
            raise InputError(
                "networks.remainder", network=network, layer=layer, side=side, kernel_size=window.kernel_size,
                stride=window.stride, padding=window.padding, smaller=side - over, larger=side - over + window.stride,
            )  # fmt: skip


def propagate(build: Callable[[], nn.Module], *shapes: tuple[int, ...]) -> Size | Misfit:
    """Shape of the output for float inputs of these shapes, or the layer that does not fit; no weight is allocated."""
    entered: list[Misfit] = []
    with torch.device("meta"):
        module = build()
        for name, child in module.named_modules():
            child.register_forward_pre_hook(_note_entry(name, entered))
        try:
            output = module.eval()(*(torch.empty(shape) for shape in shapes))
        except RuntimeError:  # torch's own words name neither the layer nor the remedy
            return entered[-1]
    return output.shape


def refuse_image(
    network: str, build: Callable[[], nn.Module], in_channels: int, image_size: ImageSize,
    needed: dict[str, tuple[int, int, int]] | None = None,
) -> NoReturn:  # fmt: skip
    """Refuse an image size, naming the layer, the shape that arrives there and the smallest size that fits.

    build: makes the stages before the dense layers. needed: {next layer: (C, H, W)}, where it takes one shape only.
    """
    height, width = sides(image_size)

    def attempt(height: int, width: int) -> Size | Misfit:
        found = propagate(build, (1, in_channels, height, width))
        for layer, shape in (needed or {}).items():
            if isinstance(found, Size) and tuple(found[1:]) != shape:
                return Misfit(layer, tuple(found))
        return found

    found = attempt(height, width)
    assert isinstance(found, Misfit), "the size fits after all"
    smallest = next((side for side in range(1, _LARGEST + 1) if isinstance(attempt(side, side), Size)), None)
    raise InputError(
        "networks.image_size", network=network, layer=found.layer, shape=list(found.shape[1:]), height=height,
        width=width, smallest=smallest, needed=list((needed or {}).get(found.layer, ())), fixed=bool(needed),
    )  # fmt: skip


def expect_image(network: str, x: Tensor, shape: tuple[int, int, int] | tuple[int]) -> None:
    """Refuse a batch of images whose (C, H, W) is not the one the network was built for; shape (C,): any H and W."""
    if x.dim() != 4 or tuple(x.shape[1 : 1 + len(shape)]) != shape:
        expected = ["B", *shape, *("H", "W")[: 3 - len(shape)]]
        raise InputError("networks.input_shape", network=network, shape=list(x.shape), expected=expected)


def positive(network: str, **counts: int) -> None:
    """Refuse an argument that must be a whole number of at least 1."""
    for name, value in counts.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise InputError("networks.not_positive", network=network, argument=name, value=str(value))


def _note_entry(name: str, entered: list[Misfit]) -> Callable[..., None]:
    def hook(module: nn.Module, arguments: tuple[Any, ...]) -> None:
        entered.append(Misfit(name or type(module).__name__.lower(), tuple(arguments[0].shape)))

    return hook
