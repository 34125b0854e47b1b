import torch
from torch import nn

from lamina.core.backpropagation import Windowed
from lamina.lens.windowed import through_window
from lamina.report.worked.equation import Equation
from lamina.report.worked.window_notation import (
    grid,
    index_of,
    input_gradient_map,
    input_maps,
    unit,
    where,
    whole_map,
)


def seen_through(layer: nn.Module, *size: int) -> Windowed:
    torch.manual_seed(0)
    return through_window(layer, torch.randn(*size))


def test_numbers_of_maps_stand_only_where_there_are_several() -> None:
    assert (index_of(0, 1), index_of(1, 3)) == ("", "₁")
    assert unit("z", seen_through(nn.Conv2d(1, 2, 2), 1, 3, 3), 1, (0, 1)) == "z₁(0, 1)"
    assert unit("δ", seen_through(nn.Conv2d(1, 1, 2), 1, 3, 3), 0, (0, 1)) == "δ(0, 1)"


def test_a_large_map_is_not_written_out() -> None:
    small, large = seen_through(nn.AvgPool2d(2), 1, 4, 4), seen_through(nn.AvgPool2d(2), 1, 80, 80)
    assert len(input_maps(small, (0, 0))) == 1 == len(whole_map("z", small.z, 0, (0, 0)))
    assert input_maps(large, (0, 0)) == [] == whole_map("z", large.z, 0, (0, 0))
    (gradient,) = input_gradient_map(small, 0)
    assert isinstance(gradient, Equation) and gradient.sides == ((grid(small.input_gradient[0]),),)
    assert input_gradient_map(large, 0) == []


def test_where_a_window_lies_counts_padding() -> None:
    said = where(seen_through(nn.Conv2d(1, 1, 3, stride=2, padding=1), 1, 6, 6), (1, 2))
    assert "1 to 3" in said and "3 to 5" in said and "row 1, column 2" in said
