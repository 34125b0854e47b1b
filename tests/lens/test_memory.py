"""What autograd keeps, by hand for networks where one can count it."""

import torch
from torch import Tensor, nn

from lamina.lens.inspect import inspect_module
from lamina.lens.memory import saved_bytes


def saved(network: nn.Module, *shape: int) -> int | None:
    return saved_bytes(network.to("meta"), (torch.empty(shape, device="meta"),))


def test_a_dense_layer_keeps_its_input_and_relu_its_output() -> None:
    assert saved(nn.Linear(10, 4), 3, 10) == 3 * 10 * 4
    assert saved(nn.Sequential(nn.Linear(10, 4), nn.ReLU(), nn.Linear(4, 2)), 3, 10) == 3 * (10 + 4) * 4


def test_frozen_layers_keep_nothing() -> None:
    assert saved(nn.Linear(10, 4).requires_grad_(False), 3, 10) == 0


def test_a_network_that_cannot_train_here_is_not_known() -> None:
    class Refuses(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            if self.training:
                raise RuntimeError("only for prediction")
            return x

    assert saved(Refuses(), 1, 3) is None
    assert inspect_module(Refuses(), [((3,), torch.float32)]).training is None


def test_totals_of_training() -> None:
    network = nn.Sequential(nn.Linear(10, 4), nn.BatchNorm1d(4), nn.Linear(4, 2).requires_grad_(False))
    found = inspect_module(network, [((10,), torch.float32)], batch_size=8, optimizer="adamw")
    assert found.training is not None
    assert found.training.parameters == 4 * (44 + 8 + 10) and found.training.gradients == 4 * (44 + 8)
    assert found.training.optimizer == 2 * found.training.gradients
    assert found.training.buffers == 4 * 8 + 8
    momentum = inspect_module(network, [((10,), torch.float32)], optimizer="momentum").training
    assert momentum is not None and momentum.optimizer == momentum.gradients


def test_to_predict_the_most_that_lives_at_one_time_counts() -> None:
    network = nn.Sequential(nn.Linear(10, 100), nn.Linear(100, 3), nn.Linear(3, 1))
    assert inspect_module(network, [((10,), torch.float32)]).inference.activations == 4 * (10 + 100 + 3)
    # the input stays alive, for the caller holds it; the first layer's output is freed by the third layer
