"""Norms against their written sums, what each depends on, and the refusal of a lone row."""

import pytest
import torch
from torch import nn

from lamina.blocks.norm import LocalResponseNorm, batch_norm, batch_norms, layer_norm, refuse_lone_row
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


def test_local_response_is_the_written_sum_with_alpha_undivided() -> None:
    a = 30 * torch.randn(2, 7, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    k, n, alpha, beta, channels = 2, 5, 1e-4, 0.75, 7
    expected = torch.empty_like(a)
    for i in range(channels):
        total = sum(a[:, j] ** 2 for j in range(max(0, i - n // 2), min(channels - 1, i + n // 2) + 1))
        expected[:, i] = a[:, i] / (k + alpha * total) ** beta
    torch.testing.assert_close(LocalResponseNorm()(a), expected, rtol=1e-12, atol=0)
    divided = nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)
    torch.testing.assert_close(divided(a), expected, rtol=1e-12, atol=0)
    assert not torch.allclose(nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0)(a), expected, rtol=1e-3)


def test_local_response_takes_other_constants_and_few_channels() -> None:
    a = torch.full((1, 1, 2, 2), 3.0)
    torch.testing.assert_close(LocalResponseNorm(n=3, k=1.0, alpha=1.0, beta=0.5)(a), a / 10**0.5)


def test_a_row_under_layer_norm_does_not_see_batch_rows_or_padding_and_under_batch_norm_it_does() -> None:
    rows = torch.randn(6, 5, 8, generator=torch.Generator().manual_seed(0))  # (B, steps, features)
    layer = layer_norm(8)
    alone = layer(rows[:1])
    torch.testing.assert_close(layer(rows)[:1], alone)
    torch.testing.assert_close(layer(torch.cat((rows[:1], 100 * rows[1:3])))[:1], alone)
    padded = torch.cat((rows[:1], torch.zeros(1, 4, 8)), dim=1)
    torch.testing.assert_close(layer(padded)[:, :5], alone)
    torch.testing.assert_close(layer.train()(rows), layer.eval()(rows))
    norm = nn.BatchNorm1d(8)  # over the rows and steps of (B, features, steps)
    turned = rows.transpose(1, 2)
    alone = norm(turned[:1])
    assert not torch.allclose(norm(turned)[:1], alone, atol=0.05)
    assert not torch.allclose(norm(padded.transpose(1, 2))[:, :, :5], alone, atol=0.05)


def test_layer_norm_takes_mean_and_variance_over_the_features() -> None:
    x = torch.randn(4, 9, dtype=torch.float64)
    expected = (x - x.mean(1, keepdim=True)) / (x.var(1, unbiased=False, keepdim=True) + 1e-5).sqrt()
    torch.testing.assert_close(layer_norm(9).double()(x), expected)
