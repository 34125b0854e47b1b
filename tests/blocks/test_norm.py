"""Batch norm as the notes state it, and the refusal of a lone row."""

import pytest
import torch
from torch import nn

from lamina.blocks.norm import batch_norm, batch_norms, refuse_lone_row
from lamina.core.errors import InputError


def test_each_channel_gets_mean_0_and_variance_1_over_rows_and_pixels() -> None:
    x = 3 + 5 * torch.randn(8, 2, 4, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    norm = batch_norm(2, dims=2).double()
    out = norm(x)
    mean, variance = x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3), unbiased=False)
    expected = (x - mean.view(-1, 1, 1)) / (variance.view(-1, 1, 1) + 1e-5).sqrt()
    torch.testing.assert_close(out, expected)
    m = 8 * 4 * 4
    torch.testing.assert_close(norm.running_var, 0.9 + 0.1 * variance * m / (m - 1))


def test_a_lone_row_is_refused_by_layer() -> None:
    network = nn.Sequential(nn.Linear(3, 4), batch_norm(4, dims=1))
    assert batch_norms(network) == ["1"]
    refuse_lone_row(network, 2)
    refuse_lone_row(nn.Linear(3, 4), 1)
    with pytest.raises(InputError, match=r"layer 1\) cannot train on a batch of one row"):
        refuse_lone_row(network, 1)
