"""What is written down of a forward pass."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.lens.trace import Call, LayerError, trace


class Functional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(2, 1, 3, 3))
        self.dense = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(F.conv2d(x, self.kernel)), 2)
        return self.dense(torch.flatten(x, 1)) + torch.ones(3)


def names(call: Call) -> list[str]:
    return [child.name for child in call.children if child.from_input]


def test_functions_and_modules_in_order() -> None:
    with torch.device("meta"):
        network = Functional()
    seen = trace(network, (torch.empty(1, 1, 6, 6, device="meta"),))
    assert names(seen.root) == ["conv2d", "relu", "max_pool2d", "flatten", "dense", "add"]
    assert sum(product.multiplications for product in seen.root.all_products()) == 9 * 2 * 16 + 24
    assert seen.root.outputs == [(1, 3)]


def test_hooks_are_gone_also_after_a_failure() -> None:
    with torch.device("meta"):
        network = Functional()
    for shape in ((1, 1, 6, 6), (1, 1, 7, 70)):
        try:
            trace(network, (torch.empty(shape, device="meta"),))
        except LayerError as error:
            assert [call.name for call in error.calls] == ["", "dense", "linear"]
        assert not any(layer._forward_hooks or layer._forward_pre_hooks for layer in network.modules())


def test_the_layer_that_fails_is_named_with_what_arrived() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(nn.Conv2d(3, 2, 3))).to("meta")
    with pytest.raises(LayerError) as caught:
        trace(network, (torch.empty(1, 1, 6, 6, device="meta"),))
    assert [call.name for call in caught.value.calls] == ["", "1", "1.0", "conv2d"]
    assert caught.value.calls[-1].inputs[0] == (1, 2, 4, 4)


def test_peak_counts_a_buffer_written_in_place_once() -> None:
    def peak(inplace: bool) -> int:
        network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(inplace=inplace)).to("meta")
        return trace(network, (torch.empty(1, 1, 10, 10, device="meta"),)).peak_bytes

    assert peak(True) == 4 * (100 + 4 * 64) and peak(False) == 4 * (100 + 2 * 4 * 64)
