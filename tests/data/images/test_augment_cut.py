"""Crops and flips in one pass give the bytes of the functions that do one thing each."""

from itertools import chain, combinations

import pytest
import torch

from lamina.data.images.augment_cut import Cuts
from lamina.data.images.augment_geometry import flip, padded_crop, resized_crop, window_crop

WAYS = {"padded-crop": 2, "resized-crop": 4, "crop": 2, "flip": 1}
EVERY = list(chain.from_iterable(combinations(WAYS, count) for count in range(len(WAYS) + 1)))


def one_by_one(images: torch.Tensor, drawn: dict[str, torch.Tensor], fill: torch.Tensor) -> torch.Tensor:
    planes = images.permute(0, 3, 1, 2)
    if "padded-crop" in drawn:
        planes = padded_crop(planes, drawn["padded-crop"], fill)
    if "resized-crop" in drawn:
        planes = resized_crop(planes, drawn["resized-crop"])
    if "crop" in drawn:
        planes = window_crop(planes, drawn["crop"])
    return flip(planes, drawn["flip"]) if "flip" in drawn else planes


@pytest.mark.parametrize("shape", [(40, 16, 16, 3), (30, 9, 14, 1), (5, 2, 2, 3), (1, 33, 20, 3)])
@pytest.mark.parametrize("names", EVERY)
def test_all_ways_together(names: tuple[str, ...], shape: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(len(names))
    images = torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)
    before = images.clone()
    drawn = {name: torch.rand(shape[0], WAYS[name], generator=generator) for name in names}
    fill = torch.arange(1.0, shape[3] + 1)
    expected, cuts = one_by_one(images, drawn, fill), Cuts(images, drawn, fill)
    assert torch.equal(cuts.whole(), expected) and cuts.shape == expected.shape
    some = torch.empty(expected[1:4].shape)
    cuts.write(1, some)
    assert torch.equal(some, expected[1:4].float()) and torch.equal(images, before)
