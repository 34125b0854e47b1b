"""Flips, crops and erasing of batches against the same done row by row with indices."""

import math

import pytest
import torch
from torch import Tensor

from lamina.data.images.augment_geometry import WINDOW, erase, flip, padded_crop, resized_crop, window_crop

SHAPES = [(7, 3, 16, 16), (5, 1, 9, 14), (1, 3, 2, 2), (3, 3, 33, 20)]


def images_of(shape: tuple[int, ...]) -> Tensor:
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(1))


def draws_of(rows: int, count: int) -> Tensor:
    return torch.rand(rows, count, generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
def test_flip_by_row(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    images, draws = images_of(shape).to(dtype), draws_of(shape[0], 1)
    flipped = flip(images, draws)
    for row in range(shape[0]):
        expected = images[row].flip(-1) if draws[row, 0] < 0.5 else images[row]
        assert torch.equal(flipped[row], expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_padded_crop_by_row(shape: tuple[int, ...]) -> None:
    images, draws = images_of(shape), draws_of(shape[0], 2)
    fill = torch.arange(1.0, shape[1] + 1)
    cropped = padded_crop(images, draws, fill)
    high, wide = max(1, shape[2] // 8), max(1, shape[3] // 8)
    for row in range(shape[0]):
        top, left = int(draws[row, 0] * (2 * high + 1)) - high, int(draws[row, 1] * (2 * wide + 1)) - wide
        for y in range(shape[2]):
            for x in range(shape[3]):
                inside = 0 <= y + top < shape[2] and 0 <= x + left < shape[3]
                expected = images[row, :, y + top, x + left] if inside else fill.to(torch.uint8)
                assert torch.equal(cropped[row, :, y, x], expected)


def test_padded_crop_reaches_both_ends() -> None:
    images = images_of((2, 1, 8, 8))
    draws = torch.tensor([[0.0, 0.0], [0.999, 0.999]])
    cropped = padded_crop(images, draws, torch.zeros(1))
    assert torch.equal(cropped[0, :, 1:, 1:], images[0, :, :-1, :-1])
    assert torch.equal(cropped[1, :, :-1, :-1], images[1, :, 1:, 1:])


def enlarged(window: Tensor, height: int, width: int, y: int, x: int) -> float:
    """Bilinear value of pixel (y, x) of a window (h, w) enlarged to (height, width), edges repeated, float64."""
    high, wide = window.shape
    place_y = min(max((y + 0.5) * high / height - 0.5, 0.0), high - 1.0)
    place_x = min(max((x + 0.5) * wide / width - 0.5, 0.0), wide - 1.0)
    y0, x0 = math.floor(place_y), math.floor(place_x)
    y1, x1 = min(y0 + 1, high - 1), min(x0 + 1, wide - 1)
    above = window[y0, x0] * (1 - (place_x - x0)) + window[y0, x1] * (place_x - x0)
    below = window[y1, x0] * (1 - (place_x - x0)) + window[y1, x1] * (place_x - x0)
    return float(above * (1 - (place_y - y0)) + below * (place_y - y0))


def check_windows(images: Tensor, result: Tensor, sides: list[tuple[float, float]], places: list[list[float]]) -> None:
    height, width = images.shape[2:]
    assert result.dtype == torch.uint8
    for row, ((high, wide), (y, x)) in enumerate(zip(sides, places, strict=True)):
        tall, broad = max(1, round(high * height)), max(1, round(wide * width))
        top, left = int(y * (height - tall + 1)), int(x * (width - broad + 1))
        window = images[row, :, top : top + tall, left : left + broad].double()
        for i in range(height):
            for j in range(width):
                for channel in range(images.shape[1]):
                    expected = enlarged(window[channel], height, width, i, j)
                    assert abs(float(result[row, channel, i, j]) - expected) <= 1.0


@pytest.mark.parametrize("channels", [1, 3])
def test_window_crop_by_row(channels: int) -> None:
    images, draws = images_of((4, channels, 12, 10)), draws_of(4, 2)
    check_windows(images, window_crop(images, draws), [(WINDOW, WINDOW)] * 4, draws.tolist())


@pytest.mark.parametrize("channels", [1, 3])
def test_resized_crop_by_row(channels: int) -> None:
    images, draws = images_of((6, channels, 12, 10)), draws_of(6, 4)
    sides = []
    for area, ratio, _, _ in draws.double().tolist():
        area, ratio = 0.08 + 0.92 * area, (3 / 4) ** (1 - 2 * ratio)
        sides.append((min(1.0, math.sqrt(area / ratio)), min(1.0, math.sqrt(area * ratio))))
    check_windows(images, resized_crop(images, draws), sides, draws[:, 2:].tolist())


def test_windows_reach_both_ends() -> None:
    images = torch.arange(16, dtype=torch.uint8).view(1, 1, 1, 16).expand(2, 1, 16, 16)
    ends = window_crop(images, torch.tensor([[0.0, 0.0], [0.9999, 0.9999]]))
    assert ends[0].min() == 0 and ends[1].max() == 15


def test_the_whole_image_as_window_is_the_image() -> None:
    images = images_of((2, 3, 8, 8))
    draws = torch.tensor([[1.0, 0.5, 0.3, 0.3]]).repeat(2, 1)
    assert torch.equal(resized_crop(images, draws), images)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float32])
def test_erase_by_row(dtype: torch.dtype) -> None:
    images, draws = images_of((40, 3, 16, 12)).to(dtype), draws_of(40, 5)
    fill = torch.tensor([7.0, 8.0, 9.0])
    erased = erase(images, draws, fill)
    for row, (whether, area, ratio, y, x) in enumerate(draws.double().tolist()):
        expected = images[row].clone()
        area, ratio = 0.02 + (1 / 3 - 0.02) * area, 0.3 ** (1 - 2 * ratio)
        high, wide = min(1.0, math.sqrt(area / ratio)), min(1.0, math.sqrt(area * ratio))
        top, left = y * (1 - high), x * (1 - wide)
        for i in range(16):
            for j in range(12):
                inside = top <= (i + 0.5) / 16 < top + high and left <= (j + 0.5) / 12 < left + wide
                if whether < 0.5 and inside:
                    expected[:, i, j] = fill.to(dtype)
        assert torch.equal(erased[row], expected)
