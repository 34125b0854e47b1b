"""A twin shares the weights and nothing else."""

import random

import torch
from torch import Tensor, nn

from lamina.lens.twin import twin_of


class Draws(nn.Module):
    def __init__(self, kept: Tensor | None = None) -> None:
        super().__init__()
        self.linear, self.norm, self.calls, self.kept = nn.Linear(2, 2), nn.BatchNorm1d(2), 0, kept

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return self.norm(self.linear(x)) * torch.rand(1) * random.random()


def test_weights_are_shared_and_all_else_is_not() -> None:
    network = Draws()
    random.seed(1)
    first, torch_state = random.getstate(), torch.get_rng_state()
    with twin_of(network) as twin:
        assert twin is not network and twin.linear.weight is network.linear.weight  # type: ignore[union-attr]
        twin(torch.randn(4, 2))
    assert network.calls == 0 and int(network.norm.num_batches_tracked) == 0  # type: ignore[arg-type]
    assert random.getstate() == first and torch.equal(torch.get_rng_state(), torch_state)


def test_what_cannot_be_copied_runs_itself_and_is_put_back() -> None:
    network = Draws(kept=torch.ones(1, requires_grad=True) * 2)  # a tensor with a graph
    network.norm.eval()
    state = torch.get_rng_state()
    with twin_of(network) as twin:
        assert twin is network and twin.training and not twin.norm.training
        twin.norm.train()
        twin(torch.randn(4, 2))
    assert int(network.norm.num_batches_tracked) == 0 and not network.norm.training  # type: ignore[arg-type]
    assert torch.equal(torch.get_rng_state(), state)
