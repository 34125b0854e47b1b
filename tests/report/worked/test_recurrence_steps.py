"""The steps through time say the numbers of the record."""

import io

import pytest
import torch
from rich.console import Console
from torch import nn

from lamina.core.backpropagation import RecurrentPass
from lamina.lens.presets import recurrent
from lamina.lens.recurrence import recurrent_pass
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.equation_text import steps_view
from lamina.report.worked.recurrence_steps import recurrence_steps


def text(seen: RecurrentPass) -> str:
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(steps_view(recurrence_steps(seen)))
    return console.export_text()


def test_the_example_as_by_hand() -> None:
    preset = recurrent()
    told = text(recurrent_pass(preset.layer, preset.x, preset.target))
    for line in (
        "W x₂ + U h₁ + b", "tanh(z₃)", "h₃ − y", "Uᵀ δ₃", "(∂C/∂U)₁", "δ₁ (h₀)ᵀ", "(∂C/∂U)₁ + (∂C/∂U)₂ + (∂C/∂U)₃", "J₃ J₂",
        "‖∂h₃/∂h₁‖", "U − η ∂C/∂U", "8. Check", "autograd",
    ):  # fmt: skip
        assert line in told, line


@pytest.mark.parametrize("loss", ["squared-error-half", "squared-error-mean", "squared-error-sum"])
@pytest.mark.parametrize(("kind", "units", "steps"), [("relu", 1, 1), ("tanh", 1, 4), ("relu", 12, 2)])
def test_any_layer(loss: str, kind: str, units: int, steps: int) -> None:
    torch.manual_seed(0)
    layer = nn.RNN(2, units, nonlinearity=kind)
    steps_found = recurrence_steps(recurrent_pass(layer, torch.randn(steps, 2), torch.randn(units), loss=loss))
    page = steps_html(steps_found)
    assert len(steps_found) == 8 and "<h3>8." in page and ("diag" in page) == (steps > 1)
    assert ("2 · (" in text(recurrent_pass(layer, torch.randn(steps, 2), torch.randn(units), loss=loss))) == (
        loss != "squared-error-half"
    )
