import math

import pytest
import torch
from torch import nn

from lamina.lens.backprop import backpropagate
from lamina.report.worked.equation import Equation, Step
from lamina.report.worked.forward_steps import cost_step, forward_step, input_step


def last_sides(step: Step) -> dict[object, object]:
    return {one.left[0]: one.sides[-1][0] for one in step.parts if isinstance(one, Equation)}


def line_through(weight: float, bias: float) -> nn.Module:
    layer = nn.Linear(1, 1)
    nn.init.constant_(layer.weight, weight)
    nn.init.constant_(layer.bias, bias)
    return nn.Sequential(layer, nn.Tanh())


def test_input_sum_and_activation() -> None:
    seen = backpropagate(line_through(2.0, 0.5), torch.tensor([[1.0]]), torch.tensor([[0.0]]), loss="squared-error-sum")
    assert last_sides(input_step(seen)) == {"a⁰ = x": "1", "y": "0"}
    told = last_sides(forward_step(seen))
    assert told["z¹"] == "2.5" and float(str(told["a¹"])) == pytest.approx(math.tanh(2.5), abs=1e-4)
    assert float(str(last_sides(cost_step(seen))["C"])) == pytest.approx(math.tanh(2.5) ** 2, abs=1e-4)


def test_cross_entropy_is_the_logarithm_of_the_right_answer() -> None:
    network = nn.Sequential(nn.Linear(2, 2, bias=False))
    network.load_state_dict({"0.weight": torch.eye(2)})
    seen = backpropagate(network, torch.tensor([[1.0, 0.0]]), torch.tensor([1]))
    cost = next(one for one in cost_step(seen).parts if isinstance(one, Equation) and one.left == ("C",))
    assert float(str(cost.sides[-1][0])) == pytest.approx(math.log(1 + math.e), abs=1e-3)
    assert cost.sides[1] == ("− ln 0.2689",)
