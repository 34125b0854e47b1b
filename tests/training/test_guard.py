"""Where the first value that is not finite arose."""

import pytest
import torch
from torch import nn

from lamina.core.batch import Batch
from lamina.core.errors import StoppedError
from lamina.training.guard import NotFiniteError, explain, spoilt_layer
from lamina.words import LANGUAGES


class Logarithm(nn.Module):
    def forward(self, x):
        return x.log()


def found(network: nn.Module, task, x=None, y=None) -> tuple[str, str]:
    x = torch.ones(4, 3) if x is None else x
    batch = Batch({"features": x}, torch.ones(4, 1) if y is None else y, None, torch.arange(4))
    error = explain(NotFiniteError(2, 6, batch), network, task)
    assert isinstance(error, StoppedError) and error.exit_code == 3
    assert (error.parameters["epoch"], error.parameters["step"]) == (3, 7)
    assert "epoch 3, step 7" in str(error)
    return error.parameters["what"], error.parameters["layer"]


def test_the_first_layer_in_order_of_execution_is_named(kit):
    network = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), Logarithm(), nn.Linear(5, 1))
    nn.init.constant_(network[0].weight, -1.0)
    assert found(network, kit.regression()) == ("output", "2 (Logarithm)")


def test_an_overflow_is_found_where_it_happens(kit):
    network = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 5), nn.Linear(5, 1))
    nn.init.constant_(network[1].weight, 1e38)
    nn.init.constant_(network[0].weight, 1e3)
    assert found(network, kit.regression()) == ("output", "1 (Linear)")


def test_values_between_the_layers_are_the_networks_own(kit):
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(3, 1)

        def forward(self, x):
            return self.last(x) / 0.0

    assert found(Own(), kit.regression()) == ("output", "Own")


def test_inputs_and_targets_are_told_apart(kit):
    nan = float("nan")
    assert found(nn.Linear(3, 1), kit.regression(), x=torch.full((4, 3), nan)) == ("input", "features")
    assert found(nn.Linear(3, 1), kit.regression(), y=torch.full((4, 1), nan)) == ("target", "")


def test_spoilt_weights_are_named_where_back_propagation_began(kit):
    network = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 5), nn.Linear(5, 1))
    for layer in network[:2]:
        nn.init.constant_(layer.weight, float("nan"))
    assert found(network, kit.regression()) == ("weights", "1 (Linear)")
    assert spoilt_layer(nn.Linear(1, 1)) == ""


def test_a_spoilt_buffer_counts(kit):
    network = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1))
    network[0].running_var.fill_(float("inf"))
    assert spoilt_layer(network) == "0 (BatchNorm1d)"


def test_a_gradient_that_is_not_finite_is_followed_to_its_layer(kit):
    class Root(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.weight = nn.Linear(3, 1), nn.Parameter(torch.zeros(1))

        def forward(self, x):
            return self.first(x) * 0 + (self.weight * 1.0).sqrt()

    what, layer = found(Root(), kit.regression())
    assert (what, layer) == ("gradient", "Root")


def test_a_loss_alone_can_overflow(kit):
    network = nn.Linear(3, 1)
    nn.init.constant_(network.weight, 1e25)
    assert found(network, kit.regression()) == ("loss", "")


@pytest.mark.parametrize("what", ["input", "target", "weights", "output", "gradient", "loss"])
def test_every_kind_has_its_sentence_in_both_languages(what):
    values = {"epoch": 1, "step": 2, "what": what, "layer": "0 (Linear)", "part": "validation"}
    for sentences in LANGUAGES.values():
        assert "1" in sentences["training.not_finite"](values)
