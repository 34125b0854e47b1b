"""The steps say the numbers of the record, formula by formula, for every loss and activation."""

import io

import pytest
import torch
from rich.console import Console
from torch import nn

from lamina.core.backpropagation import Backpropagation
from lamina.lens.backprop import LOSSES, backpropagate
from lamina.lens.presets import two_two_one
from lamina.report.worked.backprop_steps import backprop_steps
from lamina.report.worked.equation import Equation
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.equation_text import steps_view
from lamina.words import use


def text(seen: Backpropagation) -> str:
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(steps_view(backprop_steps(seen)))
    return console.export_text()


def test_two_two_one_as_by_hand() -> None:
    preset = two_two_one()
    told = text(backpropagate(preset.network, preset.x, preset.target, loss=preset.loss))
    for line in (
        "z¹ = W¹ a⁰ + b¹", "⎣ 1.3 ⎦", "sigmoid(z) = 1 / (1 + exp(−z))", "⎡ 0.6457 ⎤", "= 0.5 ( 0.5 − 1.0943 )²", "= 0.1766",
        "δ¹ = (W²)ᵀ δ² ⊙ sigmoid′(z¹)", "⎡ 0.06799 ⎤", "∂C/∂W¹ = δ¹ (a⁰)ᵀ", "[ 0.3837  0.4670 ]", "= 0.3 − 0.1 · 0.5943",
    ):  # fmt: skip
        assert line in told, line
    assert "autograd" in told and "1. Input" in told and "8. Check" in told


def test_softmax_gives_answer_minus_truth_by_the_jacobian() -> None:
    network = nn.Sequential(nn.Linear(2, 2, bias=False))
    network.load_state_dict({"0.weight": torch.eye(2)})
    told = text(backpropagate(network, torch.tensor([[0.0, 0.0]]), torch.tensor([1])))
    assert "J = ∂ŷ/∂a = diag(ŷ) − ŷ ŷᵀ" in told and "⎣ -0.25   0.25 ⎦" in told
    assert "Jᵀ ∂C/∂ŷ = ŷ − y" in told and "⎣ -0.5 ⎦" in told and "+ b¹" not in told and "− ln 0.5" in told


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("middle", [nn.Tanh, nn.GELU, nn.Identity, lambda: nn.Softmax(-1)])
def test_every_form_is_drawn_and_ends_with_the_records_numbers(loss: str, rows: int, middle: type[nn.Module]) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(2, 3), middle(), nn.Linear(3, 2))
    target = torch.tensor([1, 0][:rows]) if loss == "cross-entropy" else torch.randn(rows, 2)
    seen = backpropagate(network, torch.randn(rows, 2), target, loss=loss)
    steps = backprop_steps(seen)
    last = {part.left[0]: part.sides[-1][0] for step in steps for part in step.parts if isinstance(part, Equation)}
    assert {"z¹", "a²", "C", "δ¹", "∂C/∂W²", "∂C/∂b¹", "W² new"} <= set(last) | {
        key.split(" = ")[0] for key in map(str, last)
    }
    assert float(str(last["C"])) == pytest.approx(seen.cost, rel=1e-3)
    assert "<table>" in steps_html(steps) and text(seen)


def test_a_wide_layer_is_cut_and_chinese_is_spoken() -> None:
    network = nn.Sequential(nn.Linear(20, 15), nn.Sigmoid(), nn.Linear(15, 1))
    seen = backpropagate(network, torch.randn(1, 20), torch.zeros(1, 1), loss="squared-error-sum")
    assert "(15 × 20)" in text(seen)
    try:
        use("zh")
        assert "反向" not in text(seen) or "梯度" in text(seen)
        assert "前向传播" in text(seen)
    finally:
        use("en")
