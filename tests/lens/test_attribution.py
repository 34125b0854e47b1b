"""Why this answer: closed forms where there are any, and what each method promises."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import Attribution
from lamina.lens.attribution import grad_cam, gradient, integrated_gradients, occlusion
from lamina.networks.googlenet import googlenet
from lamina.networks.lenet5 import lenet5

METHODS: list[Callable[..., Attribution]] = [gradient, integrated_gradients, grad_cam, occlusion]


def small_net(inplace: bool = False) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(inplace), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3),
        nn.ReLU(inplace), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(4, 3),
    )  # fmt: skip


def test_of_a_linear_network_the_weights_count() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(12, 3)).double()
    x, base = torch.randn(1, 1, 3, 4, dtype=torch.float64), torch.randn(1, 1, 3, 4, dtype=torch.float64)
    weight = dict(network.named_parameters())["1.weight"].detach()[2].reshape(1, 3, 4)
    torch.testing.assert_close(gradient(network, (x,), 2).values, weight)
    found = integrated_gradients(network, (x,), 2, baseline=base)
    torch.testing.assert_close(found.values, weight * (x - base)[0])
    covered = occlusion(network, (x,), 2, window=1, stride=1)
    torch.testing.assert_close(covered.values, (weight * x[0])[0])


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 50), name=st.sampled_from([nn.Tanh, nn.Sigmoid, nn.GELU, nn.Softplus]))
def test_integrated_gradients_add_up(seed: int, name: type[nn.Module]) -> None:
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(5, 8), name(), nn.Linear(8, 3)).double()
    found = integrated_gradients(network, (torch.randn(1, 5, dtype=torch.float64),))
    assert found.expected is not None and abs(found.total - found.expected) < 1e-6


def test_the_residual_is_told_where_the_integral_is_rough() -> None:
    found = integrated_gradients(small_net(), (torch.randn(1, 1, 12, 12),), steps=2)
    assert found.expected is not None
    assert found.residual == abs(found.total - found.expected) / abs(found.expected)
    assert gradient(small_net(), (torch.randn(1, 1, 12, 12),)).residual is None


def test_grad_cam_of_a_net_with_a_global_average_is_the_class_activation_map() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(2, 3, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2))
    x = torch.randn(1, 2, 4, 4)
    found = grad_cam(network, (x,), 1)
    maps, weight = network[0](x)[0], dict(network.named_parameters())["3.weight"][1]
    expected = torch.relu(torch.einsum("k,khw->hw", weight, maps) / 16)
    torch.testing.assert_close(found.values, expected.detach())
    assert found.layer == "0"


def test_the_layer_is_the_last_with_maps_and_can_be_chosen() -> None:
    x = torch.randn(1, 1, 12, 12)
    assert grad_cam(small_net(), (x,)).layer == "5"  # the activation of the last convolution
    pooled = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(75, 2))
    assert grad_cam(pooled, (x,)).layer == "1" and grad_cam(pooled, (x,), layer="2").layer == "2"
    assert grad_cam(small_net(), (x,), layer="0").layer == "0"
    with pytest.raises(InputError, match="0, 1, 2"):
        grad_cam(small_net(), (x,), layer="conv")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("inplace", [False, True])
def test_the_network_is_left_as_it_is(method: Callable[..., Attribution], inplace: bool) -> None:
    network = small_net(inplace).train()
    for value in network.parameters():
        value.requires_grad_(False)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    random = torch.get_rng_state()
    x = torch.randn(1, 1, 12, 12, generator=torch.Generator().manual_seed(1))
    first, again = method(network, (x,)), method(network, (x,))
    assert torch.equal(first.values, again.values) and not first.values.requires_grad
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert network.training and not any(value.requires_grad for value in network.parameters())
    assert torch.equal(random, torch.get_rng_state())
    assert sum(len(one._forward_hooks) for one in network.modules()) == 0
    assert first.values.shape[-2:] == (12, 12)


@pytest.mark.parametrize("method", METHODS)
def test_networks_of_the_catalogue(method: Callable[..., Attribution]) -> None:
    torch.manual_seed(0)
    assert torch.isfinite(method(lenet5(num_classes=10), (torch.rand(1, 1, 32, 32),)).values).all()


def test_an_answer_among_others_is_taken() -> None:
    torch.manual_seed(0)
    network = googlenet(num_classes=3, image_size=79).train()
    assert torch.isfinite(gradient(network, (torch.rand(1, 3, 79, 79),), 1).values).all()


@pytest.mark.parametrize(
    ("method", "network", "x", "code"),
    [
        (gradient, nn.Linear(2, 3), torch.zeros(1, 2), "lens.no_such_output"),
        (occlusion, nn.Linear(2, 8), torch.zeros(1, 2), "lens.no_image"),
        (grad_cam, nn.Linear(2, 8), torch.zeros(1, 2), "lens.no_maps"),
        (gradient, nn.Embedding(2, 8), torch.zeros(1, 2, dtype=torch.int64), "lens.no_gradient"),
    ],
)
def test_what_cannot_be_explained(method: Callable[..., Attribution], network: nn.Module, x: Tensor, code: str) -> None:
    with pytest.raises(InputError) as caught:
        method(network, (x,), 7)
    assert caught.value.code == code
