"""Each rule by hand for two steps, and against torch's own reference in float64."""

import math

import pytest
import torch
from torch import nn

from lamina.core.config import OptimConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.training.optim import make_optimizer

RULES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def config(rule: str, **options) -> OptimConfig:
    return OptimConfig(**{"optimizer": rule, "learning_rate": 0.1, "weight_decay": 0.0, **options})


def after(rule: str, gradients: list[float], **options) -> list[float]:
    """The weight, from 1, after each gradient."""
    network = nn.Linear(1, 1, bias=False).double()
    nn.init.constant_(network.weight, 1.0)
    optimizer = make_optimizer(network, config(rule, **options))
    found = []
    for gradient in gradients:
        network.weight.grad = torch.full_like(network.weight, gradient)
        optimizer.step()
        found.append(network.weight.item())
    return found


def test_by_hand():
    assert after("sgd", [2.0, 4.0]) == pytest.approx([0.8, 0.4])
    assert after("momentum", [2.0, 4.0]) == pytest.approx([0.8, 0.8 - 0.1 * (0.9 * 2 + 4)])
    assert after("nesterov", [2.0]) == pytest.approx([1 - 0.1 * (2 + 0.9 * 2)])
    assert after("adagrad", [2.0, 4.0]) == pytest.approx([0.9, 0.9 - 0.1 * 4 / math.sqrt(4 + 16)])
    assert after("adam", [2.0]) == pytest.approx([0.9], rel=1e-6)
    second = (0.09 * 2 + 0.1 * 4) / (1 - 0.81) / math.sqrt((0.000999 * 4 + 0.001 * 16) / (1 - 0.998001))
    assert after("adam", [2.0, 4.0])[1] == pytest.approx(0.9 - 0.1 * second, rel=1e-6)
    second = 0.1 * 4 / math.sqrt(0.0099 * 4 + 0.01 * 16)
    assert after("rmsprop", [2.0, 4.0], momentum=0.0)[1] == pytest.approx(-second, rel=1e-6)


def test_weight_decay_is_in_the_gradient_and_in_adamw_apart_from_it():
    assert after("sgd", [2.0], weight_decay=0.5) == pytest.approx([1 - 0.1 * (2 + 0.5)])
    assert after("adamw", [2.0], weight_decay=0.5) == pytest.approx([1 - 0.1 * 0.5 - 0.1], rel=1e-6)
    assert after("adam", [2.0], weight_decay=0.5) == pytest.approx([0.9], rel=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_thirty_steps_are_torchs_own(rule):
    """The fused kernels against torch's plain single-tensor code, float64."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)).double()
    other = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)).double()
    other.load_state_dict(network.state_dict())
    plain = {"lr": 0.01, "weight_decay": 0.1, "foreach": False}
    theirs = {
        "sgd": lambda p: torch.optim.SGD(p, **plain),
        "momentum": lambda p: torch.optim.SGD(p, momentum=0.8, **plain),
        "nesterov": lambda p: torch.optim.SGD(p, momentum=0.8, nesterov=True, **plain),
        "adagrad": lambda p: torch.optim.Adagrad(p, **plain),
        "rmsprop": lambda p: torch.optim.RMSprop(p, momentum=0.8, **plain),
        "adam": lambda p: torch.optim.Adam(p, **plain),
        "adamw": lambda p: torch.optim.AdamW(p, **plain),
    }[rule](other.parameters())
    momentum = {"momentum": 0.8} if rule in ("momentum", "nesterov", "rmsprop") else {}
    mine = make_optimizer(network, config(rule, learning_rate=0.01, weight_decay=0.1, **momentum))
    x, y = torch.randn(16, 4, dtype=torch.float64), torch.randn(16, 2, dtype=torch.float64)
    for _ in range(30):
        for module, optimizer in ((network, mine), (other, theirs)):
            optimizer.zero_grad()
            (module(x) - y).square().mean().backward()
            optimizer.step()
    for left, right in zip(network.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(left, right, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rule", ["sgd", "adagrad", "adam", "adamw"])
def test_a_momentum_without_effect_warns(rule):
    with pytest.warns(LaminaWarning, match="momentum"):
        make_optimizer(nn.Linear(1, 1), config(rule, momentum=0.5))


def test_fixed_parameters_stay():
    network = nn.Linear(2, 2)
    network.bias.requires_grad_(False)
    (group,) = make_optimizer(network, config("adam")).param_groups
    assert len(group["params"]) == 1


def test_what_cannot_be_is_refused():
    with pytest.raises(InputError, match="nesterov"):
        make_optimizer(nn.Linear(1, 1), config("nesterov", momentum=0.0))
    with pytest.raises(InputError, match="no trainable"):
        make_optimizer(nn.ReLU(), config("sgd"))
    with pytest.raises(InputError, match="learning_rate"):
        make_optimizer(nn.Linear(1, 1), OptimConfig(optimizer="sgd"))
