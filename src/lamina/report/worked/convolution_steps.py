"""One window of a convolution, worked out: forward, to its kernel and to its input."""

from torch import Tensor

from lamina.core.backpropagation import Windowed
from lamina.report.worked.equation import Equation, Side, Step, added, digits, lowered
from lamina.report.worked.window_notation import (
    MOST_CHANNELS,
    Parts,
    Place,
    grid,
    index_of,
    input_gradient_map,
    input_maps,
    unit,
    where,
    whole_map,
)
from lamina.words import say

MOST_PRODUCTS = 9  # that are written out one by one  # that are written out one by one


def convolved(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    """The sum over the window, channel by channel, and the map."""
    assert seen.weight is not None
    kernel, index = seen.weight[channel], index_of(channel, len(seen.z))
    parts: Parts = [where(seen, place), *input_maps(seen, place)]
    sums = (kernel * under).sum(dim=(1, 2)).tolist()
    shown = min(MOST_CHANNELS, len(under))
    name = unit("z", seen, channel, place)
    formula = f"Σ w{index} ⊙ {say('explain.window.window')}"
    result = digits(seen.z[channel][place].item())
    if len(under) == 1:
        sides = [_times(kernel[0], under[0]), *_written_out(kernel[0], under[0])]
        if seen.bias is not None:
            formula, sides = f"{formula} + b{index}", [added(side, digits(seen.bias[channel].item())) for side in sides]
        parts.append(Equation((name,), ((formula,), *sides, (result,))))
        return Step(say("explain.window.forward"), (*parts, *whole_map("z", seen.z, channel, place)))
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
    return Step(say("explain.window.forward"), (*parts, *whole_map("z", seen.z, channel, place)))


def _times(kernel: Tensor, under: Tensor) -> Side:
    return ("Σ", grid(kernel), "⊙", grid(under))


def _written_out(kernel: Tensor, under: Tensor) -> list[Side]:
    """1 · 2 + 0 · 3 ...: every product, where there are few."""
    if kernel.numel() > MOST_PRODUCTS:
        return []
    pairs = zip(kernel.flatten().tolist(), under.flatten().tolist(), strict=True)
    return [(" + ".join(f"{_signed(w)} · {_signed(x)}" for w, x in pairs),)]


def _signed(value: float) -> str:
    return f"({digits(value)})" if value < 0 else digits(value)


def to_kernel(seen: Windowed, channel: int, place: Place, under: Tensor) -> Step:
    """dC/dw: what this window adds, and the sum over all windows."""
    assert seen.weight_gradient is not None
    parts: Parts = [
        say("explain.window.kernel_says", windows=seen.z[0].numel()),
        *whole_map("δ", seen.delta, channel, place),
    ]
    delta = seen.delta[channel][place].item()
    index = index_of(channel, len(seen.z))
    parts.append(Equation(
        (say("explain.window.part"),),
        ((f"{unit('δ', seen, channel, place)} {say('explain.window.window')}",),
         (digits(delta), "·", grid(under[0])), (grid(delta * under[0]),)),
    ))  # fmt: skip
    for c in range(min(MOST_CHANNELS, len(under))):
        of = f",{lowered(c)}" if len(under) > 1 else ""
        parts.append(Equation((f"∂C/∂w{index}{of}",), (
            (f"Σ δ(i, j) {say('explain.window.window')}(i, j)",), (grid(seen.weight_gradient[channel, c]),),
        )))  # fmt: skip
    if seen.bias_gradient is not None:
        value = digits(seen.bias_gradient[channel].item())
        parts.append(Equation((f"∂C/∂b{index}",), (("Σ δ(i, j)",), (value,))))
    return Step(say("explain.window.kernel"), tuple(parts))


def to_input(seen: Windowed, channel: int, place: Place) -> Step:
    """dC/dx: what this unit sends back, and the sum over all units."""
    assert seen.weight is not None
    delta, kernel = seen.delta[channel][place].item(), seen.weight[channel, 0]
    parts: Parts = [say("explain.window.input_says")]
    parts.append(Equation((say("explain.window.part"),), (
        (f"{unit('δ', seen, channel, place)} w{index_of(channel, len(seen.z))}",),
        (digits(delta), "·", grid(kernel)), (grid(delta * kernel),),
    )))  # fmt: skip
    parts += input_gradient_map(seen, 0)
    return Step(say("explain.window.input"), tuple(parts))
