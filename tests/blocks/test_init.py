"""Initial weights: measured variances, the choice that fits the activation, and the same seed twice."""

import math

import pytest
import torch
from torch import nn

from lamina.blocks.activations import activation
from lamina.blocks.init import fill_normal, initialise
from lamina.core.errors import InputError


def seeded(network: nn.Module, scheme: str, seed: int = 0, **options: str) -> nn.Module:
    return initialise(network, scheme, generator=torch.Generator().manual_seed(seed), **options)


@pytest.mark.parametrize(
    ("scheme", "variance"), [("lecun", 1 / 400), ("xavier", 2 / 1000), ("he", 2 / 400), ("normal", 1e-4)]
)
def test_variance_of_a_dense_layer(scheme: str, variance: float) -> None:
    layer = nn.Linear(400, 600)
    seeded(layer, scheme)
    assert layer.weight.var().item() == pytest.approx(variance, rel=0.02)
    assert layer.weight.mean().item() == pytest.approx(0, abs=4 * math.sqrt(variance / layer.weight.numel()))
    assert layer.bias.abs().max() == 0


def test_fans_of_a_convolution_count_the_kernel_and_the_groups() -> None:
    whole, grouped = nn.Conv2d(64, 128, 5), nn.Conv2d(64, 128, 5, groups=2)
    seeded(whole, "he")
    seeded(grouped, "he")
    assert whole.weight.var().item() == pytest.approx(2 / (64 * 25), rel=0.02)
    assert grouped.weight.var().item() == pytest.approx(2 / (32 * 25), rel=0.02)


@pytest.mark.parametrize(("name", "gain"), [("relu", 2.0), ("tanh", 1.0), ("selu", 1.0), ("sigmoid", 1.0)])
def test_auto_fits_the_activation_that_follows(name: str, gain: float) -> None:
    network = nn.Sequential(nn.Linear(300, 300), nn.BatchNorm1d(300), activation(name), nn.Linear(300, 300))
    seeded(network, "auto")
    assert network[0].weight.var().item() == pytest.approx(gain / 300, rel=0.03)
    assert network[3].weight.var().item() == pytest.approx(1 / 300, rel=0.03)  # nothing follows: lecun


def test_auto_takes_a_named_activation_where_the_network_shows_none() -> None:
    layer = nn.Linear(300, 300)
    seeded(layer, "auto", activation="relu")
    assert layer.weight.var().item() == pytest.approx(2 / 300, rel=0.03)


def test_he_keeps_the_signal_through_twenty_relu_layers() -> None:
    network = nn.Sequential(*(layer for _ in range(20) for layer in (nn.Linear(256, 256), nn.ReLU())))
    x = torch.randn(64, 256, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        kept = seeded(network, "auto")(x).square().mean().item()
        lost = seeded(network, "lecun")(x).square().mean().item()
    assert 0.2 < kept < 5
    assert lost < 1e-4


def test_the_generator_decides_and_the_global_state_is_left_alone() -> None:
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(2))
    network(torch.zeros(1, 1, 5, 5))
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    first = [p.clone() for p in seeded(network, "auto", seed=5).parameters()]
    assert torch.equal(torch.rand(1), expected)
    assert all(torch.equal(a, b) for a, b in zip(first, seeded(network, "auto", seed=5).parameters(), strict=True))
    assert not torch.equal(first[0], next(seeded(network, "auto", seed=6).parameters()))


def test_norms_start_as_the_identity() -> None:
    norm = nn.BatchNorm2d(3)
    nn.init.constant_(norm.weight, 7)
    norm.running_mean.fill_(5)
    seeded(norm, "auto")
    assert norm.weight.tolist() == [1, 1, 1] and norm.bias.tolist() == [0, 0, 0]
    assert norm.running_mean.tolist() == [0, 0, 0]


def test_a_wrong_scheme_names_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "xavier"'):
        initialise(nn.Linear(2, 2), "xavir")


@pytest.mark.parametrize("truncated", [False, True])
def test_one_normal_distribution_for_all_matrices(truncated: bool) -> None:
    network = nn.Sequential(nn.Embedding(300, 100), nn.LayerNorm(100), nn.Linear(100, 300))
    nn.init.constant_(network[1].weight, 7)
    fill_normal(network, 0.02, truncated=truncated)
    for weight in (network[0].weight, network[2].weight):
        found = weight.std().item() / 0.02  # of a normal distribution cut at two deviations: 0.8796
        assert found == pytest.approx(0.8796 if truncated else 1.0, rel=0.02)
        assert (weight.abs().max().item() <= 0.04) == truncated
    assert not network[2].bias.any() and network[1].weight.tolist() == [1.0] * 100
