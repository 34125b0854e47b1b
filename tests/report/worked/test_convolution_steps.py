import torch
from torch import nn

from lamina.core.backpropagation import Windowed
from lamina.lens.windowed import through_window, window_at
from lamina.report.worked.convolution_steps import convolved, to_input, to_kernel
from lamina.report.worked.equation import Equation, Step
from lamina.report.worked.window_notation import grid

KERNEL = torch.tensor([[[[1.0, 2.0], [3.0, -1.0]]]])


def seen_through(channels: int = 1) -> Windowed:
    layer = nn.Conv2d(channels, 1, 2, bias=False)
    layer.load_state_dict({"weight": KERNEL.expand(1, channels, 2, 2).clone()})
    return through_window(layer, torch.arange(9.0).reshape(1, 3, 3).expand(channels, 3, 3), torch.ones(1, 2, 2))


def equations(step: Step) -> dict[object, Equation]:
    return {one.left[0]: one for one in step.parts if isinstance(one, Equation)}


def test_every_product_is_written_out() -> None:
    seen = seen_through()
    told = equations(convolved(seen, 0, (1, 0), window_at(seen, seen.x, (1, 0))))["z(1, 0)"]
    assert told.sides[-2:] == (("1 · 3 + 2 · 4 + 3 · 6 + (-1) · 7",), ("22",))


def test_of_several_channels_a_sum_each() -> None:
    seen = seen_through(2)
    told = equations(convolved(seen, 0, (0, 0), window_at(seen, seen.x, (0, 0))))
    assert told["s₀"].sides[-1] == ("7",) == told["s₁"].sides[-1] and told["z(0, 0)"].sides[-1] == ("14",)


def test_kernel_and_input_get_autograds_gradients() -> None:
    seen = seen_through()
    kernel = equations(to_kernel(seen, 0, (0, 1), window_at(seen, seen.x, (0, 1))))
    assert kernel["∂C/∂w"].sides[-1] == (grid(torch.tensor([[8.0, 12.0], [20.0, 24.0]])),)  # each window's, summed
    back = equations(to_input(seen, 0, (0, 1)))["∂C/∂x"].sides[-1][0]
    wanted = torch.nn.functional.conv_transpose2d(torch.ones(1, 1, 2, 2), KERNEL)[0, 0]
    assert wanted[1, 1] == 5 and repr(back) == repr(grid(wanted))
