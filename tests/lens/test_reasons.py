"""Four views of one answer, or why one of them could not be made."""

import threading

import pytest
import torch
from torch import nn

from lamina.lens.reasons import random_twin, reasons, windows
from lamina.networks.lenet5 import lenet5


def test_all_four_with_their_checks() -> None:
    torch.manual_seed(0)
    network, x = lenet5(num_classes=10).eval(), (torch.rand(1, 1, 32, 32),)
    found, refused = reasons(network, x, 3, macs=400_000, twin=random_twin(network)[0])
    assert [one.method for one in found] == [
        "gradient",
        "integrated gradients",
        "Grad-CAM",
        "occlusion",
    ] and not refused
    assert all(one.change is not None for one in found)
    assert found[1].residual is not None and found[1].residual < 0.05
    assert len({round(one.answer, 4) for one in found}) == 1


def test_without_maps_there_is_no_grad_cam() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
    found, refused = reasons(network, (torch.rand(1, 1, 8, 8),), None, macs=200, twin=None)
    assert [one.method for one in found] == ["gradient", "integrated gradients", "occlusion"]
    assert [error.code for error in refused] == ["lens.no_maps"] and found[0].change is None


def test_a_network_that_cannot_be_copied_has_no_twin() -> None:
    network = nn.Linear(2, 2)
    network.lock = threading.Lock()
    twin, error = random_twin(network)
    assert twin is None and error is not None and error.code == "lens.no_copy"


@pytest.mark.parametrize(("macs", "window"), [(10, 4), (10**8, 8), (10**10, 11)])
def test_fewer_windows_for_a_dear_network(macs: int, window: int) -> None:
    assert windows(torch.zeros(1, 1, 32, 40), macs) == {"window": window, "stride": max(1, window // 2)}
