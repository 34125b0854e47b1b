"""Attributions beside Captum's (Kokhlikyan et al. 2020), an implementation of the same methods by others."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from lamina.lens.attribution import grad_cam, gradient, integrated_gradients, occlusion
from lamina.lens.token_attribution import embedding_of, token_gradients
from lamina.networks.encoder import encoder
from lamina.networks.lenet5 import lenet5
from lamina.networks.mlp import mlp
from lamina.networks.recurrent import gru
from lamina.networks.recurrent_text import bigru

attr = pytest.importorskip("captum.attr", reason="Captum is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:captum")
CLASS, STEPS = 1, 16
SINGLE = {"rtol": 1e-5, "atol": 1e-6, "check_dtype": False}  # Captum takes the weights of its sums as float32


def drawn(make: Callable[[], nn.Module], *shape: int) -> tuple[nn.Module, torch.Tensor]:
    """A network in float64 and a row for it."""
    torch.manual_seed(0)
    return make().double().eval(), torch.randn(1, *shape, dtype=torch.float64)


def small_net() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.Tanh(),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(80, 3),
    )  # fmt: skip


NETWORKS = {
    "cnn": (small_net, (2, 12, 12)), "lenet5": (lenet5, (1, 32, 32)), "mlp": (lambda: mlp(6, 3), (6,)),
    "gru": (lambda: gru(in_features=3, num_classes=3, hidden_dim=5), (7, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_gradient_is_saliency(name: str) -> None:
    network, x = drawn(NETWORKS[name][0], *NETWORKS[name][1])
    theirs = attr.Saliency(network).attribute(x.clone().requires_grad_(True), target=CLASS, abs=False)
    torch.testing.assert_close(gradient(network, (x,), CLASS).values, theirs[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("start", ["zeros", "noise"])
def test_integrated_gradients(name: str, start: str) -> None:
    network, x = drawn(NETWORKS[name][0], *NETWORKS[name][1])
    baseline = torch.zeros_like(x) if start == "zeros" else torch.randn_like(x)
    theirs, delta = attr.IntegratedGradients(network).attribute(
        x, baselines=baseline, target=CLASS, n_steps=STEPS, method="gausslegendre", return_convergence_delta=True
    )
    ours = integrated_gradients(network, (x,), CLASS, baseline=baseline, steps=STEPS)
    torch.testing.assert_close(ours.values, theirs[0], **SINGLE)
    assert ours.expected is not None and ours.total - ours.expected == pytest.approx(delta.item(), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "layer"), [("cnn", "0"), ("cnn", "4"), ("lenet5", "c3.convolution"), ("lenet5", "s2")]
)
def test_grad_cam(name: str, layer: str) -> None:
    network, x = drawn(NETWORKS[name][0], *NETWORKS[name][1])
    module = network.get_submodule(layer)
    theirs = attr.LayerGradCam(network, module).attribute(x, target=CLASS, relu_attributions=True)
    laid = attr.LayerAttribution.interpolate(theirs, tuple(x.shape[2:]), "bilinear")
    ours = grad_cam(network, (x,), CLASS, layer=layer)
    torch.testing.assert_close(ours.values, laid[0, 0].detach(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("name", "window", "stride"), [("cnn", 4, 4), ("cnn", 4, 2), ("lenet5", 8, 4)])
def test_occlusion(name: str, window: int, stride: int) -> None:
    network, x = drawn(NETWORKS[name][0], *NETWORKS[name][1])
    channels = x.shape[1]
    theirs = attr.Occlusion(network).attribute(
        x,
        target=CLASS,
        sliding_window_shapes=(channels, window, window),
        strides=(channels, stride, stride),
        baselines=0.3,
    )
    ours = occlusion(network, (x,), CLASS, window=window, stride=stride, fill=0.3)
    torch.testing.assert_close(ours.values, theirs[0, 0], **SINGLE)


@pytest.mark.parametrize("name", ["bigru", "encoder"])
def test_tokens_by_integrated_gradients_of_their_vectors(name: str) -> None:
    torch.manual_seed(0)
    made = bigru(9, 3) if name == "bigru" else encoder(9, 3, embed_dim=8, num_heads=2, num_layers=1, num_positions=8)
    network, tokens = made.double().eval(), torch.tensor([[3, 5, 8, 2]])
    layer = embedding_of(network, (tokens,))
    theirs = attr.LayerIntegratedGradients(network, layer).attribute(
        tokens, baselines=torch.zeros_like(tokens), target=CLASS, n_steps=STEPS
    )
    ours = token_gradients(network, (tokens,), CLASS, steps=STEPS)
    torch.testing.assert_close(ours.values, theirs.sum(dim=-1)[0].detach(), **SINGLE)
