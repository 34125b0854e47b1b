"""Draws inside change no draw outside."""

import random

import numpy as np
import pytest
import torch
from torch import nn

from lamina.lens.random_kept import random_kept


@pytest.mark.parametrize("fails", [False, True])
def test_three_random_states_are_as_before(fails: bool) -> None:
    with random_kept(nn.Identity()):
        expected = random.random(), float(np.random.rand()), float(torch.rand(1))
    try:
        with random_kept(nn.Identity()):
            _ = random.random(), np.random.rand(3), torch.rand(2)
            if fails:
                raise RuntimeError
    except RuntimeError:
        assert fails
    assert (random.random(), float(np.random.rand()), float(torch.rand(1))) == expected
