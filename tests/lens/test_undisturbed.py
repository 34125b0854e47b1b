"""A look inside leaves the module as it was found."""

import pytest
import torch
from torch import nn

from lamina.lens.undisturbed import undisturbed


def network() -> nn.Module:
    torch.manual_seed(0)
    made = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 2))
    made[0].eval()  # a frozen layer
    made[3].bias.requires_grad_(False)
    made(torch.randn(5, 3)).sum().backward()
    return made


def state(made: nn.Module) -> list[torch.Tensor]:
    gradients = [one.grad for one in made.parameters() if one.grad is not None]
    return [value.clone() for value in (*made.state_dict().values(), *gradients, torch.get_rng_state())]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_all_is_as_before(training: bool, fails: bool) -> None:
    made = network()
    before, modes = state(made), [one.training for one in made.modules()]
    asked = [one.requires_grad for one in made.parameters()]
    try:
        with undisturbed(made, training=training):
            assert all(one.training == training for one in made.modules())
            for one in made.parameters():
                one.requires_grad_(True)
            made(torch.randn(5, 3)).sum().backward()
            torch.rand(7)
            if fails:
                raise RuntimeError("half-way")
    except RuntimeError:
        assert fails
    after = state(made)
    assert len(before) == len(after) and all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert [one.training for one in made.modules()] == modes
    assert [one.requires_grad for one in made.parameters()] == asked
