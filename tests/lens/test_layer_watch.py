"""Which layers have a row, and how functions in a forward are named."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.recurrent import LSTM
from lamina.lens.layer_watch import LayerWatch, watched_layers


class Own(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(3))
        self.block = nn.Sequential(nn.Linear(3, 3), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.block(x) + self.shift)
        return torch.sigmoid(F.relu(x).neg_())


def test_rows_are_layers_whole_ones_and_owners_of_parameters() -> None:
    network = nn.ModuleDict({"own": Own(), "rnn": LSTM(2, 2), "attention": nn.MultiheadAttention(4, 2)})
    assert list(watched_layers(network)) == ["own", "own.block.0", "own.block.1", "rnn", "attention"]


def test_functions_have_the_name_of_their_caller_and_a_number() -> None:
    network = Own()
    with LayerWatch(network, 4, 4) as watch:
        network(torch.randn(4, 3))
        network(torch.randn(4, 3))
    assert list(watch.ran) == ["block.0", "block.1", "relu", "relu2", "sigmoid", "Own"]
    assert watch.ran["relu2"].runs == 2 and watch.ran["block.1"].fed_by == "block.0"
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in network.modules())


def test_a_layer_changed_in_place_behind_is_seen_as_it_was() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.ReLU(inplace=True))
    nn.init.constant_(network[0].weight, 0.0)
    nn.init.constant_(network[0].bias, -1.0)
    with LayerWatch(network, 3, 3) as watch:
        network(torch.randn(3, 2))
    assert watch.ran["0"].figures["output"].mean == -1.0 and watch.ran["1"].figures["dead_units"] == 2
