"""Draws per row: functions of their place, and random enough."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lamina.data.images.augment_draws import betas, between, normals, uniforms, whole


@given(
    st.integers(0, 2**32 - 1), st.integers(0, 10_000), st.lists(st.integers(0, 2**62), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_row_draws_the_same_in_any_batch_and_order(seed, epoch, rows, random) -> None:
    whole_batch = uniforms(seed, epoch, "flip", torch.tensor(rows), 3)
    order = random.sample(range(len(rows)), len(rows))
    assert torch.equal(uniforms(seed, epoch, "flip", torch.tensor([rows[i] for i in order]), 3), whole_batch[order])
    assert torch.equal(uniforms(seed, epoch, "flip", torch.tensor(rows[-1:]), 3), whole_batch[-1:])
    assert (whole_batch >= 0).all() and (whole_batch < 1).all()


def test_seed_epoch_purpose_and_column_each_change_the_draws() -> None:
    rows = torch.arange(1000)
    places = [(0, 0, "flip"), (1, 0, "flip"), (0, 1, "flip"), (0, 0, "crop")]
    columns = [column for place in places for column in uniforms(*place, rows, 2).unbind(dim=1)]
    correlation = torch.corrcoef(torch.stack(columns)) - torch.eye(len(columns))
    assert correlation.abs().max() < 0.12


def test_uniforms_are_uniform_over_neighbouring_rows() -> None:
    draws = uniforms(0, 0, "flip", torch.arange(100_000), 2).double()
    counts = torch.histc(draws, 20, 0, 1)
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 60  # chi square, 19 degrees of freedom: 1 in 10^6
    assert abs(torch.corrcoef(draws.T)[0, 1]) < 0.02
    assert abs(torch.corrcoef(torch.stack((draws[:-1, 0], draws[1:, 0])))[0, 1]) < 0.02


def test_normals_have_mean_variance_and_kurtosis_of_a_normal() -> None:
    draws = normals(3, 1, "pca", torch.arange(50_000), 3).double()
    assert torch.isfinite(draws).all()
    assert draws.mean().abs() < 0.02 and (draws.var() - 1).abs() < 0.02 and (draws**4).mean().sub(3).abs() < 0.15


def test_ranges() -> None:
    draws = torch.tensor([0.0, 0.5, 1 - 2**-24])
    assert whole(draws, 9).tolist() == [0, 4, 8]
    assert between(draws, -1.0, 3.0).tolist()[:2] == [-1.0, 1.0]


@pytest.mark.parametrize("alpha", [0.2, 0.35, 0.5])
def test_betas_are_those_of_the_beta_distribution(alpha: float) -> None:
    draws = betas(5, 2, "mixup", torch.arange(40_000), alpha)
    assert draws.isfinite().all() and draws.min() >= 0 and draws.max() <= 1
    points = torch.linspace(0.001, 0.999, 500)  # nearer to 1 a float32 is rounded to it
    below = (draws[:, None] <= points).double().mean(dim=0)
    far = (below - torch.from_numpy(stats.beta(alpha, alpha).cdf(points.numpy()))).abs().max()
    assert far < 0.0098  # Kolmogorov: 1.95 / sqrt(n), passed by one seed in a thousand
    assert torch.equal(betas(5, 2, "mixup", torch.tensor([7, 3, 7]), alpha), draws[[7, 3, 7]])
