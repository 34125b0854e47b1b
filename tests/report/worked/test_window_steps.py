"""One window with its numbers: those of the notes' tables, and of any convolution."""

import io

import pytest
import torch
from rich.console import Console
from torch import nn

from lamina.lens.presets import WINDOWS
from lamina.lens.windowed import through_window, window_at
from lamina.report.worked.equation import Step
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.equation_text import steps_view
from lamina.report.worked.window_steps import window_steps


def text(steps: list[Step]) -> str:
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(steps_view(steps))
    return console.export_text()


def steps_of(layer: nn.Module, x: torch.Tensor, place: tuple[int, int], channel: int = 0) -> list[Step]:
    seen = through_window(layer, x)
    return window_steps(seen, channel, place, window_at(seen, seen.x, place))


def test_the_convolution_by_hand() -> None:
    preset = WINDOWS["convolution"]()
    seen = through_window(preset.layer, preset.x, preset.delta)
    told = text(window_steps(seen, 0, preset.place, window_at(seen, seen.x, preset.place)))
    for line in (
        "= (3 + 2 · 1 − 2) / 1 + 1", "= 4", "= 1 · 2 + 0 · 3 + 0 · 5 + (-1) · 6 + 0.5", "= -3.5", "[5] [6]",
        "= │ 2.9  3.5 │", "∂C/∂b = Σ δ(i, j)", "= 0.6",
    ):  # fmt: skip
        assert line in told, line


def test_the_pooling_by_hand() -> None:
    preset = WINDOWS["pooling"]()
    seen = through_window(preset.layer, preset.x, preset.delta)
    told = text(window_steps(seen, 0, preset.place, window_at(seen, seen.x, preset.place)))
    assert (
        "z(0, 1) = max │ 3   3  │" in told and "= 5" in told and "│ 1  [5] │" in told and "-0.2 → │ 0      0  │" in told
    )


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(4, 3, 3, 2, bias=False),
        nn.Conv2d(4, 2, (2, 3), padding=(1, 0)),
        nn.AvgPool2d(2),
        nn.MaxPool2d(3, 2, 1),
    ],
)
def test_any_layer_of_windows(layer: nn.Module) -> None:
    torch.manual_seed(0)
    steps = steps_of(layer, torch.randn(4, 7, 8), (1, 2), channel=1)
    told = text(steps)
    assert "autograd" in told and "<table>" in steps_html(steps)
    assert ("first 3 of 4 channels" in told) == isinstance(layer, nn.Conv2d)


def test_a_size_that_does_not_come_out_is_rounded_down() -> None:
    assert "⌊" in text(steps_of(nn.AvgPool2d(2), torch.zeros(1, 5, 5), (0, 0)))


def test_an_average_shares_its_error() -> None:
    assert "│ 0.25  0.25 │" in text(steps_of(nn.AvgPool2d(2), torch.ones(1, 2, 2), (0, 0)))
