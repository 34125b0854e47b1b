"""Colours: fitted axes, and the maps of jitter and PCA colour against the arithmetic written out by the pixel."""

import numpy as np
import pytest
import torch

from lamina.data.images import augment_colour
from lamina.data.images.augment_colour import ColourMap, Colours, fit_colours, jitter_map, pca_shift
from lamina.data.images.augment_cut import Cuts


def images_of(channels: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    base = torch.randint(0, 200, (20, 6, 5, 1), generator=generator)
    return (base + torch.randint(0, 56, (20, 6, 5, channels), generator=generator)).to(torch.uint8)


def jittered(images: torch.Tensor, draws: torch.Tensor) -> torch.Tensor:
    """images (B, H, W, C) uint8 -> (B, C, H, W) float32, jittered."""
    matrix, pull = jitter_map(draws, images.shape[3])
    return ColourMap(matrix, torch.zeros(len(images), images.shape[3]), pull[:, None]).apply(as_they_are(images))


def as_they_are(images: torch.Tensor) -> Cuts:
    return Cuts(images, {}, torch.zeros(images.shape[3]))


@pytest.mark.parametrize("channels", [1, 3])
def test_axes_are_those_of_the_covariance(channels: int) -> None:
    images = images_of(channels)
    colours = fit_colours(images)
    pixels = images.reshape(-1, channels).double().numpy()
    covariance = np.atleast_2d(np.cov(pixels, rowvar=False, bias=True))
    assert np.allclose(colours.mean.numpy(), pixels.mean(axis=0), rtol=1e-6)
    axes = colours.axes.double().numpy()
    assert np.allclose(axes @ axes.T, covariance, rtol=1e-4)
    gram = axes.T @ axes
    assert np.allclose(gram, np.diag(np.diag(gram)), atol=1e-2)


def test_images_of_one_colour_have_axes_of_length_zero() -> None:
    assert fit_colours(torch.full((2, 3, 3, 3), 9, dtype=torch.uint8)).axes.abs().max() < 1e-3


def test_jitter_by_pixel() -> None:
    images = images_of(3)
    draws = torch.rand(20, 3, generator=torch.Generator().manual_seed(3))
    result = jittered(images, draws)
    luma = np.array([0.299, 0.587, 0.114])
    for row, factors in enumerate(0.6 + 0.8 * draws.double().numpy()):
        image = images[row].double().numpy() * factors[0]
        image = factors[1] * image + (1 - factors[1]) * (image @ luma).mean()
        image = factors[2] * image + (1 - factors[2]) * (image @ luma)[..., None]
        assert np.allclose(result[row].permute(1, 2, 0).numpy(), image, atol=0.01)


def test_jitter_of_grey_images_has_no_saturation() -> None:
    images = images_of(1)
    draws = torch.tensor([[0.5, 0.5, 0.0]]).repeat(20, 1)
    assert torch.allclose(jittered(images, draws), images.permute(0, 3, 1, 2).float(), atol=0.01)


def test_the_middle_draw_changes_nothing() -> None:
    images = images_of(3)
    assert torch.allclose(jittered(images, torch.full((20, 3), 0.5)), images.permute(0, 3, 1, 2).float(), atol=0.01)


def test_pca_shift_is_a_tenth_of_the_axes() -> None:
    axes = torch.tensor([[3.0, 0.0, 1.0], [0.0, 2.0, 0.0], [1.0, 0.0, 5.0]])
    colours = Colours(torch.zeros(3), axes)
    assert torch.allclose(pca_shift(colours, torch.eye(3)), 0.1 * axes.T)


@pytest.mark.parametrize("piece", [1, 200, 10_000])
def test_limits_of_each_channel_whatever_the_piece(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment_colour, "PIECE_VALUES", piece)
    images, limits = images_of(3), ((-1.0, 100.0), (50.0, 60.0), (0.0, 1e9))
    matrix, shift = torch.randn(20, 3, 3), torch.randn(20, 3) * 30
    result = ColourMap(matrix, shift, limits=limits).apply(as_they_are(images))
    mapped = torch.einsum("bij,bhwj->bihw", matrix.double(), images.double()) + shift[:, :, None, None]
    for channel, (low, high) in enumerate(limits):
        expected = mapped[:, channel].clamp(low, high).float()
        assert torch.allclose(result[:, channel], expected, atol=1e-3)
