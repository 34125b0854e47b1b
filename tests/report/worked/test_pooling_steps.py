import torch
from torch import nn

from lamina.lens.windowed import through_window, window_at
from lamina.report.worked.equation import Equation, Step
from lamina.report.worked.pooling_steps import pooled, shared
from lamina.report.worked.window_notation import grid

X = torch.tensor([[[1.0, 4.0], [3.0, 4.0]]])


def last(step: Step, name: str) -> object:
    return next(one.sides[-1] for one in step.parts if isinstance(one, Equation) and one.left[0] == name)


def steps(layer: nn.Module) -> tuple[Step, Step]:
    seen = through_window(layer, X, torch.full((1, 1, 1), 2.0))
    under = window_at(seen, seen.x, (0, 0))
    return pooled(seen, 0, (0, 0), under), shared(seen, 0, (0, 0), under)


def test_the_first_of_equal_largest_values_takes_all() -> None:
    forward, backward = steps(nn.MaxPool2d(2))
    assert last(forward, "z(0, 0)") == ("4",)
    assert last(backward, "∂C/∂x") == (grid(torch.tensor([[0.0, 2.0], [0.0, 0.0]])),)


def test_a_mean_shares_evenly() -> None:
    forward, backward = steps(nn.AvgPool2d(2))
    assert last(forward, "z(0, 0)") == ("3",)
    assert last(backward, "∂C/∂x") == (grid(torch.full((2, 2), 0.5)),)
