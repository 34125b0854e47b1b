"""A network of which only the head learns."""

import torch
from torch import Tensor, nn

from lamina.training.freeze import HeadOnly, head_inputs


def small() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.5), nn.Linear(6, 3))


def test_only_the_head_is_trained_and_in_training_mode() -> None:
    network = small()
    frozen = HeadOnly(network, "3").train()
    assert [name for name, value in network.named_parameters() if value.requires_grad] == ["3.weight", "3.bias"]
    assert network[3].training and not network[1].training and not network[2].training
    before = {name: value.clone() for name, value in network.state_dict().items()}
    frozen(torch.randn(8, 4)).sum().backward()
    torch.optim.SGD([value for value in frozen.parameters() if value.requires_grad], 0.1).step()
    changed = {name for name, value in network.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"3.weight", "3.bias"}
    assert not frozen.eval().training and not network[3].training


def test_features_are_what_the_head_receives() -> None:
    network, rows = small(), torch.randn(10, 4)
    found = head_inputs(network, "3", [(rows[:7],), (rows[7:],)])
    assert found is not None and found.shape == (10, 6)
    torch.testing.assert_close(network[3](found), network(rows))


def test_a_head_that_is_not_the_end_gives_none() -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Linear(4, 2)

        def forward(self, x: Tensor) -> Tensor:
            return 2 * self.head(x)

    assert head_inputs(Scaled(), "head", [(torch.ones(3, 4),)]) is None
