"""Back-propagation through one window of a convolution or a pooling layer, as steps of a calculation."""

from torch import Tensor

from lamina.core.backpropagation import Windowed
from lamina.report.worked.convolution_steps import convolved, to_input, to_kernel
from lamina.report.worked.equation import Equation, Step
from lamina.report.worked.pooling_steps import pooled, shared
from lamina.report.worked.window_notation import Parts, Place
from lamina.words import say


def window_steps(seen: Windowed, channel: int, place: Place, under: Tensor) -> list[Step]:
    """Size, the window forward, and backward: for the unit at `place` of the map `channel`.

    under: (C, h, w), what stands under the window (see `lens.windowed.window_at`), 0 in the padding.
    """
    if seen.kind == "convolution":
        steps = [_size(seen), convolved(seen, channel, place, under), to_kernel(seen, channel, place, under)]
        steps.append(to_input(seen, channel, place))
    else:
        steps = [_size(seen), pooled(seen, channel, place, under), shared(seen, channel, place, under)]
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
