"""Back-propagation through one window of a convolution or a pooling layer, as steps of a calculation."""

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.core.backpropagation import Windowed
from lamina.report.worked.equation import WHOLE, Equation, Heading, Piece, Side, Step, added, digits, lowered, matrix
from lamina.words import say

MOST_CHANNELS = 3
MOST_PRODUCTS = 9  # that are written out one by one
Place = tuple[int, int]
Parts = list[str | Heading | Equation]


def window_steps(seen: Windowed, channel: int, place: Place, under: Tensor) -> list[Step]:
    """Size, the window forward, and backward: for the unit at `place` of the map `channel`.

    under: (C, h, w), what stands under the window (see `lens.windowed.window_at`), 0 in the padding.
    """
    if seen.kind == "convolution":
        steps = [_size(seen), _convolved(seen, channel, place, under), _to_kernel(seen, channel, place, under)]
        steps.append(_to_input(seen, channel, place))
    else:
        steps = [_size(seen), _pooled(seen, channel, place, under), _shared(seen, channel, place, under)]
    check = Step(say("explain.backprop.check"), (
        say("explain.backprop.autograd", difference=seen.difference), say("explain.backprop.rounded"),
    ))  # fmt: skip
    return [Step(f"{number}. {step.title}", step.parts) for number, step in enumerate([*steps, check], start=1)]


def _size(seen: Windowed) -> Step:
    names = (
        ("OH", "OW")
        if seen.x.shape[1] != seen.x.shape[2] or seen.kernel_size[0] != seen.kernel_size[1]
        else ("OH = OW",)
    )
    rows: Parts = []
    for axis, name in enumerate(names):
        n, p, s = seen.x.shape[1 + axis], seen.padding[axis], seen.stride[axis]
        f = (seen.kernel_size[axis] - 1) * seen.dilation[axis] + 1
        letter, size = ("W", "FW") if axis else ("H", "FH")
        down = (n + 2 * p - f) % s != 0
        formula = f"({letter} + 2 P − {size}) / S + 1"
        numbers = f"({n} + 2 · {p} − {f}) / {s} + 1"
        if down:
            formula, numbers = f"⌊{formula}⌋", f"⌊{numbers}⌋"
        rows.append(Equation((name,), ((formula,), (numbers,), (str(seen.z.shape[1 + axis]),))))
    return Step(say("explain.window.size"), (say("explain.window.size_says", kind=seen.kind), *rows))


def _input(seen: Windowed, place: Place, only: int | None = None) -> Parts:
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
        Equation((f"{name}{_index(c, len(padded))}",), ((matrix(padded[c], marked=marked, bracketed=False),),))
        for c in chosen
    ]


def _convolved(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    """The sum over the window, channel by channel, and the map."""
    assert seen.weight is not None
    kernel, index = seen.weight[channel], _index(channel, len(seen.z))
    parts: Parts = [_where(seen, place), *_input(seen, place)]
    sums = (kernel * under).sum(dim=(1, 2)).tolist()
    shown = min(MOST_CHANNELS, len(under))
    name = _unit("z", seen, channel, place)
    formula = f"Σ w{index} ⊙ {say('explain.window.window')}"
    result = digits(seen.z[channel][place].item())
    if len(under) == 1:
        sides = [_times(kernel[0], under[0]), *_written_out(kernel[0], under[0])]
        if seen.bias is not None:
            formula, sides = f"{formula} + b{index}", [added(side, digits(seen.bias[channel].item())) for side in sides]
        parts.append(Equation((name,), ((formula,), *sides, (result,))))
        return Step(say("explain.window.forward"), (*parts, *_whole("z", seen.z, channel, place)))
    if shown < len(under):
        parts.append(say("explain.window.channels", shown=shown, channels=len(under)))
    for c in range(shown):
        sides = (_times(kernel[c], under[c]), *_written_out(kernel[c], under[c]), (digits(sums[c]),))
        parts.append(
            Equation((f"s{lowered(c)}",), ((f"{formula}, {say('explain.window.channel', number=c)}",), *sides))
        )
    whole: Side = (digits(sums[0]),)
    for value in sums[1:shown]:
        whole = added(whole, digits(value))
    terms = " + ".join(f"s{lowered(c)}" for c in range(shown)) + (" + …" if shown < len(under) else "")
    whole = (*whole, "+", "…") if shown < len(under) else whole
    if seen.bias is not None:
        terms, whole = f"{terms} + b{index}", added(whole, digits(seen.bias[channel].item()))
    parts.append(Equation((name,), ((terms,), whole, (result,))))
    return Step(say("explain.window.forward"), (*parts, *_whole("z", seen.z, channel, place)))


def _times(kernel: Tensor, under: Tensor) -> Side:
    return ("Σ", _grid(kernel), "⊙", _grid(under))


def _written_out(kernel: Tensor, under: Tensor) -> list[Side]:
    """1 · 2 + 0 · 3 ...: every product, where there are few."""
    if kernel.numel() > MOST_PRODUCTS:
        return []
    pairs = zip(kernel.flatten().tolist(), under.flatten().tolist(), strict=True)
    return [(" + ".join(f"{_signed(w)} · {_signed(x)}" for w, x in pairs),)]


def _signed(value: float) -> str:
    return f"({digits(value)})" if value < 0 else digits(value)


def _to_kernel(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    assert seen.weight_gradient is not None
    parts: Parts = [
        say("explain.window.kernel_says", windows=seen.z[0].numel()),
        *_whole("δ", seen.delta, channel, place),
    ]
    delta = seen.delta[channel][place].item()
    index = _index(channel, len(seen.z))
    parts.append(Equation(
        (say("explain.window.part"),),
        ((f"{_unit('δ', seen, channel, place)} {say('explain.window.window')}",),
         (digits(delta), "·", _grid(under[0])), (_grid(delta * under[0]),)),
    ))  # fmt: skip
    for c in range(min(MOST_CHANNELS, len(under))):
        of = f",{lowered(c)}" if len(under) > 1 else ""
        parts.append(Equation((f"∂C/∂w{index}{of}",), (
            (f"Σ δ(i, j) {say('explain.window.window')}(i, j)",), (_grid(seen.weight_gradient[channel, c]),),
        )))  # fmt: skip
    if seen.bias_gradient is not None:
        value = digits(seen.bias_gradient[channel].item())
        parts.append(Equation((f"∂C/∂b{index}",), (("Σ δ(i, j)",), (value,))))
    return Step(say("explain.window.kernel"), tuple(parts))


def _to_input(seen: Windowed, channel: int, place: Place) -> Step:
    assert seen.weight is not None
    delta, kernel = seen.delta[channel][place].item(), seen.weight[channel, 0]
    parts: Parts = [say("explain.window.input_says")]
    parts.append(Equation((say("explain.window.part"),), (
        (f"{_unit('δ', seen, channel, place)} w{_index(channel, len(seen.z))}",),
        (digits(delta), "·", _grid(kernel)), (_grid(delta * kernel),),
    )))  # fmt: skip
    parts += _input_gradient(seen, 0)
    return Step(say("explain.window.input"), tuple(parts))


def _pooled(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    values = under[channel]
    marked = [_best(seen, channel, place, values)] if seen.kind == "max-pooling" else []
    name = "max" if seen.kind == "max-pooling" else say("explain.window.mean")
    parts: Parts = [_where(seen, place), *_input(seen, place, channel)]
    parts.append(Equation((_unit("z", seen, channel, place),), (
        (name, matrix(values, marked=marked, bracketed=False)), (digits(seen.z[channel][place].item()),),
    )))  # fmt: skip
    parts += _whole("z", seen.z, channel, place)
    return Step(say("explain.window.forward"), tuple(parts))


def _shared(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    delta = seen.delta[channel][place].item()
    shares = torch.full_like(under[channel], delta / under[channel].numel())
    largest = seen.kind == "max-pooling"
    if largest:
        shares = torch.zeros_like(shares)
        shares[_best(seen, channel, place, under[channel])] = delta
    parts: Parts = [say("explain.window.largest_says" if largest else "explain.window.average_says")]
    parts += _whole("δ", seen.delta, channel, place)
    marked = [_best(seen, channel, place, under[channel])] if largest else []
    parts.append(Equation(
        (say("explain.window.part"),), ((digits(delta), "→", matrix(shares, marked=marked, bracketed=False)),)
    ))  # fmt: skip
    parts += _input_gradient(seen, channel)
    return Step(say("explain.window.input"), tuple(parts))


def _best(seen: Windowed, channel: int, place: Place, values: Tensor) -> Place:
    """Where in the window its largest value stands, the first of equal ones; padding does not count."""
    hits = (values == seen.z[channel][place]).nonzero()
    return int(hits[0, 0]), int(hits[0, 1])


def _input_gradient(seen: Windowed, channel: int) -> Parts:
    gradient = seen.input_gradient[channel]
    if max(gradient.shape) > WHOLE:
        return []
    return [Equation((f"∂C/∂x{_index(channel, len(seen.x))}",), ((matrix(gradient, bracketed=False),),))]


def _whole(letter: str, values: Tensor, channel: int, place: Place) -> Parts:
    """A map whole, with the unit marked, where it is small."""
    if max(values.shape[1:]) > WHOLE:
        return []
    return [
        Equation(
            (f"{letter}{_index(channel, len(values))}",), ((matrix(values[channel], marked=[place], bracketed=False),),)
        )
    ]


def _where(seen: Windowed, place: Place) -> str:
    top, left = place[0] * seen.stride[0] - seen.padding[0], place[1] * seen.stride[1] - seen.padding[1]
    return say(
        "explain.window.where", row=place[0], column=place[1], top=top, left=left,
        bottom=top + (seen.kernel_size[0] - 1) * seen.dilation[0], right=left + (seen.kernel_size[1] - 1) * seen.dilation[1],
    )  # fmt: skip


def _grid(values: Tensor) -> Piece:
    return matrix(values, bracketed=False)


def _index(channel: int, channels: int) -> str:
    """The number of a map, from 0, where there are several."""
    return lowered(channel) if channels > 1 else ""


def _unit(letter: str, seen: Windowed, channel: int, place: Place) -> str:
    return f"{letter}{_index(channel, len(seen.z))}({place[0]}, {place[1]})"
