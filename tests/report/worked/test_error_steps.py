import torch
from torch import nn

from lamina.lens.backprop import backpropagate
from lamina.lens.presets import two_two_one
from lamina.report.worked.equation import Equation, Grid, Step, matrix
from lamina.report.worked.error_steps import error_steps, output_error_step


def equations(step: Step) -> dict[object, Equation]:
    return {one.left[0]: one for one in step.parts if isinstance(one, Equation)}


def test_errors_go_from_back_to_front() -> None:
    preset = two_two_one()
    seen = backpropagate(preset.network, preset.x, preset.target, loss=preset.loss)
    (back,) = error_steps(seen)
    told = equations(back)
    assert "δ¹" in told and told["δ¹"].sides[0] == ("(W²)ᵀ δ² ⊙ sigmoid′(z¹)",)
    assert told["δ¹"].sides[-1] == (matrix(seen.layers[0].delta.T),)
    assert equations(output_error_step(seen))["δ²"].sides[-1] == (matrix(seen.layers[1].delta.T),)


def test_one_layer_has_none_before_it() -> None:
    seen = backpropagate(nn.Sequential(nn.Linear(2, 1)), torch.ones(1, 2), torch.ones(1, 1), loss="squared-error-half")
    assert list(error_steps(seen)) == []


def test_softmax_in_the_middle_goes_back_by_its_jacobian() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(2, 3), nn.Softmax(-1), nn.Linear(3, 1))
    seen = backpropagate(network, torch.randn(1, 2), torch.zeros(1, 1), loss="squared-error-sum")
    (back,) = error_steps(seen)
    jacobian = equations(back)["∂a¹/∂z¹"].sides[-1][0]
    assert isinstance(jacobian, Grid) and jacobian == matrix(seen.layers[0].slope[0])
