"""How the maps and units of one window are written in a calculation."""

from torch import Tensor
from torch.nn import functional as F

from lamina.core.backpropagation import Windowed
from lamina.report.worked.equation import WHOLE, Equation, Heading, Piece, lowered, matrix
from lamina.words import say

MOST_CHANNELS = 3
Place = tuple[int, int]
Parts = list[str | Heading | Equation]


def input_maps(seen: Windowed, place: Place, only: int | None = None) -> Parts:
    """The input with the window marked, where it is small enough to be seen whole."""
    (top, left), high, wide = seen.padding, *seen.x.shape[1:]
    if max(high + 2 * top, wide + 2 * left) > WHOLE:
        return []
    rows = [place[0] * seen.stride[0] + k * seen.dilation[0] for k in range(seen.kernel_size[0])]
    columns = [place[1] * seen.stride[1] + k * seen.dilation[1] for k in range(seen.kernel_size[1])]
    padded = F.pad(seen.x, (left, left, top, top))
    marked = [(i, j) for i in rows for j in columns]
    chosen = range(min(MOST_CHANNELS, len(padded))) if only is None else [only]
    name = "x" if not (top or left) else say("explain.window.padded")
    return [
        Equation((f"{name}{index_of(c, len(padded))}",), ((matrix(padded[c], marked=marked, bracketed=False),),))
        for c in chosen
    ]


def input_gradient_map(seen: Windowed, channel: int) -> Parts:
    """dC/dx of one channel, where it is small enough."""
    gradient = seen.input_gradient[channel]
    if max(gradient.shape) > WHOLE:
        return []
    return [Equation((f"∂C/∂x{index_of(channel, len(seen.x))}",), ((matrix(gradient, bracketed=False),),))]


def whole_map(letter: str, values: Tensor, channel: int, place: Place) -> Parts:
    """A map whole, with the unit marked, where it is small."""
    if max(values.shape[1:]) > WHOLE:
        return []
    return [
        Equation(
            (f"{letter}{index_of(channel, len(values))}",),
            ((matrix(values[channel], marked=[place], bracketed=False),),),
        )
    ]


def where(seen: Windowed, place: Place) -> str:
    """Which unit, and over which rows and columns of the input its window lies."""
    top, left = place[0] * seen.stride[0] - seen.padding[0], place[1] * seen.stride[1] - seen.padding[1]
    return say(
        "explain.window.where", row=place[0], column=place[1], top=top, left=left,
        bottom=top + (seen.kernel_size[0] - 1) * seen.dilation[0], right=left + (seen.kernel_size[1] - 1) * seen.dilation[1],
    )  # fmt: skip


def grid(values: Tensor) -> Piece:
    """Numbers in a frame without brackets."""
    return matrix(values, bracketed=False)


def index_of(channel: int, channels: int) -> str:
    """The number of a map, from 0, where there are several."""
    return lowered(channel) if channels > 1 else ""


def unit(letter: str, seen: Windowed, channel: int, place: Place) -> str:
    """z_1(2, 3): the unit at a place of a map."""
    return f"{letter}{index_of(channel, len(seen.z))}({place[0]}, {place[1]})"
