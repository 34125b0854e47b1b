"""The cost of a pass, beside the analysis that counts it exactly."""

import pytest
import torch

from lamina.lens.inspect import inspect_module
from lamina.lens.work import affordable, macs_of
from lamina.networks.lenet5 import lenet5
from lamina.networks.vgg import vgg11


@pytest.mark.parametrize(
    ("network", "shape"), [(lenet5(), (1, 32, 32)), (vgg11(num_classes=3, image_size=32), (3, 32, 32))]
)
def test_equal_to_the_analysis(network: torch.nn.Module, shape: tuple[int, ...]) -> None:
    told = inspect_module(network, [(shape, torch.float32)]).macs
    assert macs_of(network, (torch.zeros(2, *shape),)) == told


def test_affordable() -> None:
    assert affordable(10, 1000, 2, 50) == 50
    assert affordable(100, 1000, 2, 50) == 10
    assert affordable(10**9, 1000, 2, 50) == 2
    assert affordable(0, 1000, 2, 50) == 50
