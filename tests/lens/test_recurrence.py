"""Back-propagation through time by its equations: each number is autograd's."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.presets import recurrent
from lamina.lens.recurrence import recurrent_pass
from lamina.lens.through_time import through_time

FORMS = {"squared-error-half": 0.5, "squared-error-mean": 1.0, "squared-error-sum": 1.0}


@pytest.mark.parametrize("loss", FORMS)
@pytest.mark.parametrize("kind", ["tanh", "relu"])
@pytest.mark.parametrize(("bias", "batch_first"), [(True, False), (False, True)])
def test_every_number_is_autograds(loss: str, kind: str, bias: bool, batch_first: bool) -> None:
    torch.manual_seed(1)
    layer = nn.RNN(3, 4, nonlinearity=kind, bias=bias, batch_first=batch_first, dtype=torch.float64)
    x, target = torch.randn(6, 3, dtype=torch.float64), torch.randn(4, dtype=torch.float64)
    seen = recurrent_pass(layer, x, target, loss=loss)
    assert seen.difference < 1e-12

    def cost(h: Tensor) -> Tensor:
        return FORMS[loss] * (h - target).square().sum()

    beside = through_time(layer, x, cost)
    torch.testing.assert_close(torch.stack([step.term for step in seen.steps]), beside.terms)
    torch.testing.assert_close(torch.linalg.matrix_norm(torch.stack(seen.products), 2), beside.reach[1:])
    torch.testing.assert_close(torch.stack([step.back.norm() for step in seen.steps]), beside.errors)
    for step in seen.steps:
        z = seen.weight @ step.x + seen.recurrent @ step.before + seen.bias
        torch.testing.assert_close(step.z, z)
        torch.testing.assert_close(step.delta, step.back * step.slope)


def test_the_preset_by_hand() -> None:
    preset = recurrent()
    before = {name: value.clone() for name, value in preset.layer.state_dict().items()}
    seen = recurrent_pass(preset.layer, preset.x, preset.target, learning_rate=0.5)
    assert seen.steps[0].z.tolist() == pytest.approx([0.6, -0.3], abs=1e-15)
    assert bool((seen.steps[0].term == 0).all())  # h_0 = 0
    torch.testing.assert_close(seen.new_recurrent, seen.recurrent - 0.5 * seen.gradient)
    assert seen.cost_after < seen.cost
    assert all(torch.equal(value, before[name]) for name, value in preset.layer.state_dict().items())


@pytest.mark.parametrize(
    ("layer", "loss", "code"),
    [
        (nn.RNN(1, 2, num_layers=2), "squared-error-half", "lens.one_layer_one_way"),
        (nn.RNN(1, 2, bidirectional=True), "squared-error-half", "lens.one_layer_one_way"),
        (nn.RNN(1, 2), "cross-entropy", "lens.unknown_loss"),
        (nn.RNN(1, 2), "squared-eror-sum", "lens.unknown_loss"),
    ],
)
def test_what_is_not_shown(layer: nn.RNN, loss: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        recurrent_pass(layer, torch.zeros(3, 1), torch.zeros(2), loss=loss)
    assert raised.value.code == code
