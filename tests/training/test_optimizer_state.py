"""The optimizer's state by the names of the parameters."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.training.optimizer_state import expected_optimizer, flatten_optimizer, load_optimizer


def stepped(kit):
    network = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    network[0].bias.requires_grad_(False)
    trainable = [parameter for parameter in network.parameters() if parameter.requires_grad]
    state = kit.state(network, torch.optim.AdamW(trainable, lr=0.1))
    network(torch.ones(4, 2)).sum().backward()
    state.optimizer.step()
    return state


def test_tensors_have_the_names_of_their_parameters(kit):
    tensors, facts = flatten_optimizer(stepped(kit))
    names = {"0.weight", "1.weight", "1.bias"}
    assert set(tensors) == {f"optimizer.{key}.{name}" for key in ("step", "exp_avg", "exp_avg_sq") for name in names}
    assert facts["rule"] == "AdamW"
    assert facts["tensors"]["optimizer.exp_avg.0.weight"] == [[3, 2], "float32"]


def test_it_comes_back_and_settings_come_from_the_config(kit):
    state, other = stepped(kit), stepped(kit)
    tensors, facts = flatten_optimizer(state)
    other.optimizer.param_groups[0]["lr"] = 0.5
    load_optimizer(other, tensors, facts)
    again, _ = flatten_optimizer(other)
    assert all(torch.equal(again[name], tensor) for name, tensor in tensors.items())
    assert other.optimizer.param_groups[0]["lr"] == 0.5


def test_before_the_first_step_there_is_nothing(kit):
    state = kit.state(nn.Linear(1, 1))
    tensors, facts = flatten_optimizer(state)
    assert tensors == {} and expected_optimizer(state, facts) == {}
    load_optimizer(state, tensors, facts)


@pytest.mark.parametrize(
    "entry", [{"optimizer.exp_avg.0.weight": [[2, 3], "float32"]}, {"optimizer.exp_avg.9.weight": [[], "float32"]}]
)
def test_tensors_of_another_network_are_refused(kit, entry):
    state = stepped(kit)
    _, facts = flatten_optimizer(state)
    with pytest.raises(InputError, match="does not belong"):
        expected_optimizer(state, {**facts, "tensors": entry})
