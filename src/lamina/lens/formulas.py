"""Each number of a layer with the formula that gives it, the numbers put in: `(227 + 2*0 - 11)/4 + 1 = 55`."""

import math
from collections import Counter
from collections.abc import Iterator

from torch import nn

from lamina.core.inspection import Reach, Step
from lamina.lens.products import Product
from lamina.lens.receptive import Window

_AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def size_steps(windows: list[Window]) -> Iterator[Step]:
    """The size of a map: (size + 2 padding - kernel)/stride + 1, one step where all axes are alike."""
    alike = len(set(windows)) == 1 and len(windows) > 1
    for name, window in zip(("size",) if alike else _AXES.get(len(windows), ()), windows, strict=False):
        yield Step(name, size_formula(window))
        if window.ceil and (dropped := dropped_window(window)):
            yield dropped


def size_formula(window: Window) -> str:
    """(227 + 2*0 - 11)/4 + 1 = 55; rounding is written where something is rounded."""
    extent = str(window.kernel) if window.dilation == 1 else f"({window.dilation}*({window.kernel} - 1) + 1)"
    room = window.size + 2 * window.padding - window.extent
    quotient = f"({window.size} + 2*{window.padding} - {extent})/{window.stride}"
    if room % window.stride:
        rounding = "ceil" if window.ceil else "floor"
        counted = (-(-room // window.stride) if window.ceil else room // window.stride) + 1
        return f"{rounding}({quotient}) + 1 = {rounding}({room / window.stride:.4g}) + 1 = {counted}"
    return f"{quotient} + 1 = {room // window.stride + 1}"


def dropped_window(window: Window) -> Step | None:
    """The last window of a ceil pooling that would begin beyond the input and is left out."""
    room = window.size + 2 * window.padding - window.extent
    asked = -(-room // window.stride) + 1
    if asked <= window.positions:
        return None
    begin = (asked - 1) * window.stride
    return Step(
        "dropped", f"{asked} - 1 = {window.positions}",
        {"number": asked, "begin": f"{asked - 1}*{window.stride} = {begin}", "end": f"{window.size} + {window.padding} = {window.size + window.padding}"},
    )  # fmt: skip


def parameter_steps(module: nn.Module, counted: dict[str, tuple[int, ...]]) -> Iterator[Step]:
    """How many weights and biases, from the shapes of the parameters that this row holds."""
    if not counted:
        return
    total = sum(math.prod(shape) for shape in counted.values())
    bias = "bias" in counted
    if isinstance(module, nn.modules.conv._ConvNd) and set(counted) <= {"weight", "bias"} and not module.transposed:
        out_channels, channels, *kernel = counted["weight"]
        window = _product((*kernel, channels))
        if module.groups > 1:
            yield Step("group", f"{module.in_channels}/{module.groups} = {channels}")
        yield Step(
            "parameters", (f"({window} + 1)*{out_channels}" if bias else f"{window}*{out_channels}") + f" = {total:,}"
        )
    elif isinstance(module, nn.Linear) and set(counted) <= {"weight", "bias"}:
        outputs, inputs = counted["weight"]
        yield Step("parameters", (f"({inputs} + 1)*{outputs}" if bias else f"{inputs}*{outputs}") + f" = {total:,}")
    else:
        parts = " + ".join(_product(shape) for shape in counted.values())
        yield Step("parameters", f"{parts} = {total:,}" if parts != str(total) else parts)


def product_steps(products: list[Product]) -> Iterator[Step]:
    """Multiplications, additions and bias additions apart; equal products are written once, with their number."""
    counts = Counter(products)
    if not counts:
        return
    multiplied = [
        _times(number, f"{_bracketed(item.depth)} * {_bracketed(item.outputs)}") for item, number in counts.items()
    ]
    added = [
        _times(number, f"({_product(item.depth)} - 1) * {_bracketed(item.outputs)}") for item, number in counts.items()
    ]
    biases = [_times(number, _product(item.outputs)) for item, number in counts.items() if item.bias]
    total = sum(item.multiplications for item in products)
    yield Step("multiplications", f"{_sum(multiplied)} = {total:,}")
    yield Step("additions", f"{_sum(added)} = {sum(item.additions for item in products):,}")
    if biases:
        number = sum(item.bias_additions for item in products)
        text = _sum(biases)
        yield Step("bias_additions", f"{text} = {number:,}" if text.replace(",", "") != str(number) else text)
    yield Step("macs", f"{total:,}")
    counted = [total, sum(item.additions for item in products), sum(item.bias_additions for item in products)]
    each = f" = {' + '.join(f'{number:,}' for number in counted if number)}" if sum(counted) == 2 * total else ""
    yield Step("flops", f"2 * {total:,}{each} = {2 * total:,}")


def reach_steps(before: Reach | None, after: Reach | None, windows: list[Window], dense: bool) -> Iterator[Step]:
    """Receptive field, jump and start of a layer that slides one window over maps, or is dense on flattened ones."""
    if before is None or after is None or before == after:
        return
    if dense and not windows and before.jump == after.jump:  # it sees all units of the maps
        counts = [
            (big - small) // jump + 1 for big, small, jump in zip(after.size, before.size, before.jump, strict=True)
        ]
        windows = [Window(count, count) for count in counts]
    if len(windows) < len(before.size):
        return
    windows = windows[-len(before.size) :]
    seen: set[str] = set()
    for axis, window in enumerate(windows):
        size, jump, start = before.size[axis], before.jump[axis], before.start[axis]
        steps = (
            Step("receptive_field", f"{size} + ({window.extent} - 1)*{jump} = {after.size[axis]}"),
            Step("jump", f"{jump}*{window.stride} = {after.jump[axis]}"),
            Step("start", f"{start:g} + (({window.extent} - 1)/2 - {window.padding})*{jump} = {after.start[axis]:g}"),
        )
        text = " ".join(step.formula for step in steps)
        if text not in seen:
            yield from steps
        seen.add(text)


def _sum(terms: list[str]) -> str:
    return " + ".join(terms)


def _times(number: int, text: str) -> str:
    return text if number == 1 else f"{number} * {text}"


def _product(factors: tuple[int, ...]) -> str:
    return "*".join(str(factor) for factor in factors) or "1"


def _bracketed(factors: tuple[int, ...]) -> str:
    text = _product(factors)
    return f"({text})" if len(factors) > 1 else text
