from dataclasses import replace

import pytest
import torch

from lamina.core.backpropagation import Backpropagation
from lamina.lens.backprop import backpropagate
from lamina.lens.presets import two_two_one
from lamina.report.worked.equation import matrix
from lamina.report.worked.notation import activation_name, applied, heading, held, line, share, truth_of


@pytest.fixture
def seen() -> Backpropagation:
    preset = two_two_one()
    return backpropagate(preset.network, preset.x, preset.target, loss=preset.loss)


def test_activations_are_named_as_they_are_written(seen: Backpropagation) -> None:
    first = seen.layers[0]
    names = [activation_name(replace(first, activation=one)) for one in ("", "Sigmoid", "Tanh + Softplus")]
    assert names == ["", "sigmoid", "tanh + softplus"]
    assert "2" in str(heading(first)) and "sigmoid" in str(heading(first))


def test_a_class_is_a_one_at_its_place(seen: Backpropagation) -> None:
    classes = replace(seen, loss="cross-entropy", target=torch.tensor([2]), answer=torch.zeros(1, 3))
    assert truth_of(classes).tolist() == [[0.0, 0.0, 1.0]]
    assert truth_of(seen).shape == seen.answer.shape


@pytest.mark.parametrize(
    ("loss", "factors"),
    [
        ("squared-error-sum", ("", "2")),
        ("squared-error-mean", ("0.25", "0.5")),
        ("squared-error-half", ("0.125", "0.25")),
    ],
)
def test_factors_of_the_three_squared_errors(seen: Backpropagation, loss: str, factors: tuple[str, str]) -> None:
    four = replace(seen, loss=loss, answer=torch.zeros(4, 1))
    assert (share(four, 1), share(four, 2)) == factors


def test_brackets() -> None:
    grid = matrix(torch.ones(2, 2))
    assert applied("exp", "3") == ("exp(3)",) and applied("exp", grid) == ("exp", grid)
    assert held(("a", "b"), True) == ("(", "a", "b", ")") and held(("a",), False) == ("a",)
    assert line("y", ("3",)).left == ("y",)
