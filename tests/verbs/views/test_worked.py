"""Examples of fixed numbers, worked step by step."""

from pathlib import Path

import pytest

from lamina.cli.examples import EXAMPLES
from lamina.core.errors import InputError
from lamina.verbs.views.worked import NAMES, worked


def test_the_command_line_knows_all() -> None:
    assert EXAMPLES == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_as_text_and_as_a_page_that_stands_alone(name: str, tmp_path: Path) -> None:
    found = worked(name)
    assert "autograd" in repr(found) and found.title in repr(found)
    page = found.write(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<svg" in page or name in ("recurrent", "convolution", "pooling")
    assert "http" not in page.replace("http-equiv", "") and found.title in page


def test_the_three_losses_and_the_rate_change_the_numbers() -> None:
    half, mean, whole = (repr(worked("neuron", loss=f"squared-error-{form}")) for form in ("half", "mean", "sum"))
    assert "= 0.3342" in half and "= 0.6684" in mean and "= 0.6684" in whole and "1/n Σ" in mean
    assert "η = 2" in repr(worked("neuron", learning_rate=2)) and "η = 0.1" in half


def test_softmax_by_its_jacobian_and_time_as_a_sum() -> None:
    classes, steps = repr(worked("softmax")), repr(worked("recurrent", loss="squared-error-sum", learning_rate=1))
    assert (
        "Jᵀ ∂C/∂ŷ = ŷ − y" in classes and "− ln" in classes and repr(worked("softmax", loss="cross-entropy")) == classes
    )
    assert "(∂C/∂U)₁ + (∂C/∂U)₂ + (∂C/∂U)₃" in steps and "η = 1" in steps


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("neurn", {}, 'mean "neuron"'), ("pooling", {"loss": "squared-error-sum"}, "no loss"),
        ("neuron", {"loss": "cross-entropy"}, "needs classes"), ("neuron", {"learning_rate": 0.0}, "above 0"),
        ("neuron", {"learning_rate": float("nan")}, "above 0"), ("convolution", {"learning_rate": 1.0}, "learning rate"),
        ("softmax", {"loss": "squared-error-sum"}, "its loss is cross-entropy"), ("recurrent", {"loss": "sum"}, "no loss"),
        ("recurrent", {"loss": "cross-entropy"}, "needs classes"),
    ],
)  # fmt: skip
def test_mistakes(name: str, options: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        worked(name, **options)
