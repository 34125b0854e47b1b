"""Functions over maps, as the modules that they stand for."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.observing import observing
from lamina.lens.image_chain import image_chain
from lamina.lens.image_functions import ImageFunctions
from lamina.lens.parts import layers_in


class Calls(nn.Module):
    def __init__(self, function: Any) -> None:
        super().__init__()
        self.conv, self.function = nn.Conv2d(1, 2, 3, padding=1), function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(self.conv(x))


@pytest.mark.parametrize(
    "function",
    [
        F.relu, torch.relu, torch.relu_, torch.tanh, lambda x: x.sigmoid(), lambda x: F.relu(x, inplace=True),
        lambda x: F.max_pool2d(x, 2), lambda x: F.max_pool2d(x, 3, 2, padding=1), lambda x: F.avg_pool2d(x, (2, 3)),
        lambda x: F.max_pool2d(x, kernel_size=2, stride=1), lambda x: F.adaptive_avg_pool2d(x, 2),
        lambda x: F.max_pool2d(input=x, kernel_size=2), lambda x: F.dropout(x, 0.5, False),
    ],
)  # fmt: skip
def test_the_module_gives_what_the_function_gave(function: Any) -> None:
    torch.manual_seed(0)
    network, x = Calls(function), torch.randn(2, 1, 8, 9)
    with (
        observing(network, as_given=True) as seen,
        ImageFunctions(seen, layers_in(network)) as functions,
        torch.no_grad(),
    ):
        network(x)
    (called,) = functions.called
    assert torch.equal(called.before, network.conv(x)) and torch.equal(called.module(called.before), called.after)
    assert [link.name for link in image_chain(network, x)] == ["conv", called.name]


def test_functions_inside_of_layers_are_no_links() -> None:
    network = nn.Sequential(nn.Conv2d(1, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
    assert [link.name for link in image_chain(network, torch.rand(1, 1, 4, 4))] == ["0", "1", "2"]
