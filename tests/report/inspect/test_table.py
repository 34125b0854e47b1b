"""The analysis on a terminal."""

import pytest
import torch
from rich.console import Console
from torch import nn

from lamina import words
from lamina.core.inspection import Inspection
from lamina.lens.inspect import inspect_module
from lamina.report.inspect.table import inspection_view


def drawn(whole: Inspection, width: int = 120) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(inspection_view(whole))
    return captured.get()


def inspected(why: bool) -> Inspection:
    network = nn.Sequential(nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.Flatten(), nn.Linear(96 * 55 * 55, 10))
    return inspect_module(network.to("meta"), [((3, 227, 227), torch.float32)], name="[red]odd[/red]", why=why)


def test_rows_totals_and_formulas() -> None:
    text = drawn(inspected(why=True))
    assert "[red]odd[/red]" in text and "96 x 11x11, stride 4" in text and "105,415,200" in text
    assert "(227 + 2*0 - 11)/4 + 1 = 55" in text and "MACs" in text and "FLOPs" in text
    assert "(227 + 2*0" not in drawn(inspected(why=False))


@pytest.mark.parametrize("width", [64, 80, 100, 200])
def test_nothing_is_cut_in_any_width(width: int) -> None:
    text = drawn(inspected(why=False), width)
    assert "105,415,200" in text and "…" not in text and all(len(line) <= width for line in text.split("\n"))


def test_a_wide_terminal_shows_every_column() -> None:
    text = drawn(inspected(why=False), 200)
    assert all(title in text for title in ("settings", "biases", "jump", "start", "connections"))


def test_chinese() -> None:
    try:
        words.use("zh")
        text = drawn(inspected(why=True))
    finally:
        words.use("en")
    assert "感受野" in text and "偏置加法" in text and "inspect." not in text
