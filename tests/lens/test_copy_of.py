"""Copies to work on."""

import threading

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.copy_of import copy_of


def test_a_copy_shares_nothing() -> None:
    network = nn.Linear(1, 1)
    copied = copy_of(network)
    with torch.no_grad():
        copied.weight.add_(1)
    assert not torch.equal(network.weight, copied.weight)


def test_what_cannot_be_copied_is_said() -> None:
    network = nn.Linear(1, 1)
    network.lock = threading.Lock()
    with pytest.raises(InputError, match="Linear could not be copied"):
        copy_of(network)
