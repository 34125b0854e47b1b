"""Figures of what a layer gives, of batch norms and tables of vectors."""

import pytest
import torch
from torch import nn

from lamina.lens.layer_figures import embedding_health, norm_health, output_figures, weight_figures
from lamina.lens.moments import FUNCTIONS, NO_ACTIVATION


def test_dead_channels_of_maps_are_those_that_are_zero_everywhere() -> None:
    maps = torch.ones(4, 5, 3, 3)
    maps[:, 1] = 0.0
    maps[:, 2] = 0.0
    maps[3, 2, 1, 1] = 0.5  # lives in one place of one row
    figures = output_figures(maps, FUNCTIONS["relu"], True, None, 4)
    assert (figures["units"], figures["dead_units"], figures["dead_share"]) == (5, 1, 0.2)
    assert figures["zeros"] == pytest.approx((36 + 35) / 180) and "low" not in figures
    flat = output_figures(torch.ones(4, 5), NO_ACTIVATION, False, torch.ones(4, 2), 4)
    assert flat["row_std"] == 0.0 and "dead_units" not in flat and flat["input"].mean == 1.0


def test_a_batch_norm_that_saw_other_numbers() -> None:
    norm = nn.BatchNorm1d(3)
    taken = torch.randn(1000, 3, generator=torch.Generator().manual_seed(0)) * 2 + 10
    found = norm_health(norm, taken, batch_size=2000, rows=1000)
    assert found is not None and (found.values, found.batch_size, found.batches_tracked) == (2000, 2000, 0)
    assert found.mean_gap == pytest.approx(5.0, rel=0.05) and found.variance_gap == pytest.approx(1.386, rel=0.1)
    assert found.smallest_std == pytest.approx(2.0, rel=0.1)
    plain = norm_health(nn.BatchNorm1d(3, track_running_stats=False), taken, 1000, 1000)
    assert plain is not None and plain.mean_gap == 0.0 and plain.batches_tracked is None


def test_a_table_of_vectors_and_what_is_looked_up() -> None:
    table = nn.Embedding(10, 4, padding_idx=0)
    found = embedding_health(table, torch.tensor([[1, 2, 0, 0], [2, 2, 2, 0]]))
    assert found is not None and (found.rows, found.touched, found.padding_share) == (10, 3, 3 / 8)
    assert abs(found.likeness) < 0.9


def test_weights_biases_and_their_gradients_apart() -> None:
    linear = nn.Linear(4, 2)
    nn.init.constant_(linear.weight, 0.5)
    gradients = {id(linear.weight): 8**0.5, id(linear.bias): 5.0}
    figures = weight_figures(linear, list(linear.named_parameters()), gradients)
    assert figures["weight_norm"] == pytest.approx(8**0.5 / 2) and figures["weight_rms"] == pytest.approx(0.5)
    assert figures["weight_gradient_norm"] == pytest.approx(8**0.5) and figures["bias_gradient_norm"] == 5.0
    assert figures["gain"] == 0.0 and figures["weight_likeness"] == pytest.approx(1.0) and not figures["frozen"]
    turned = nn.ConvTranspose2d(2, 6, 3)
    assert weight_figures(turned, list(turned.named_parameters()), {})["fan_in"] == 2 * 9
