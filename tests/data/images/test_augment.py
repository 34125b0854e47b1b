"""Augmentation of batches: the same row is varied alike whatever the batch, and differently in each epoch."""

import pytest
import torch

from lamina.core.batch import Part
from lamina.data.batches import MemoryBatches
from lamina.data.images import augment_colour
from lamina.data.images.augment import Augmentation, AugmentedBatches
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.pixels import fit_pixels

NAMES = ("flip", "crop", "padded-crop", "resized-crop", "colour", "pca-colour", "erase")
IMAGES = torch.randint(0, 256, (50, 12, 10, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def augmentation(*names: str, seed: int = 0) -> Augmentation:
    return Augmentation(names, fit_colours(IMAGES), seed)


def source(names: tuple[str, ...], batch_size: int, *, shuffle: bool = True) -> AugmentedBatches:
    rows = torch.arange(len(IMAGES))
    part = Part("train", {"images": IMAGES}, rows % 2, None, rows)
    raw = MemoryBatches(part, batch_size=batch_size, seed=0, shuffle=shuffle)
    return AugmentedBatches(raw, augmentation(*names), fit_pixels(IMAGES))


def by_row(batches) -> torch.Tensor:
    batches = list(batches)
    images = torch.cat([batch.inputs["images"] for batch in batches])
    return images[torch.cat([batch.row_ids for batch in batches]).argsort()]


@pytest.mark.parametrize("names", [(name,) for name in NAMES] + [NAMES])
def test_a_row_is_varied_alike_in_any_batch(names: tuple[str, ...]) -> None:
    whole = by_row(source(names, 50, shuffle=False).epoch(3))
    assert torch.allclose(by_row(source(names, 7).epoch(3)), whole, atol=1e-5)
    assert not torch.allclose(by_row(source(names, 50, shuffle=False).epoch(4)), whole, atol=1e-2)
    assert not torch.allclose(whole, fit_pixels(IMAGES)(IMAGES)[0], atol=1e-2)


@pytest.mark.parametrize("names", [(name,) for name in NAMES] + [NAMES])
def test_an_epoch_begun_in_the_middle_is_the_same_to_the_bit(names: tuple[str, ...]) -> None:
    batches, later = list(source(names, 8).epoch(2)), list(source(names, 8).epoch(2, start=4))
    assert len(later) == len(batches) - 4
    for one, other in zip(batches[4:], later, strict=True):
        assert torch.equal(one.inputs["images"], other.inputs["images"])
        assert torch.equal(one.target, other.target) and torch.equal(one.row_ids, other.row_ids)


def test_the_seed_changes_what_is_done() -> None:
    rows = torch.arange(50)
    first = augmentation("flip")(IMAGES, rows, 0)
    assert torch.equal(first, augmentation("flip")(IMAGES, rows, 0))
    assert not torch.equal(first, augmentation("flip", seed=1)(IMAGES, rows, 0))


def test_half_of_the_rows_are_flipped() -> None:
    rows = torch.arange(4000)
    images = torch.tensor([[0, 255]], dtype=torch.uint8).view(1, 1, 2, 1).expand(4000, 1, 2, 1)
    flipped = Augmentation(("flip",), fit_colours(IMAGES), 0)(images, rows, 0)[:, 0, 0, 0] == 255
    assert 1850 < int(flipped.sum()) < 2150


def test_no_names_change_nothing_and_the_raw_images_are_never_written_to() -> None:
    rows, before = torch.arange(50), IMAGES.clone()
    assert torch.equal(augmentation()(IMAGES, rows, 0), IMAGES)
    list(source(NAMES, 16).epoch(0))
    assert torch.equal(IMAGES, before)


def test_jittered_values_stay_pixels() -> None:
    varied = augmentation("colour", "pca-colour")(IMAGES, torch.arange(50), 0)
    assert varied.dtype == torch.float32 and varied.min() >= 0 and varied.max() <= 255


@pytest.mark.parametrize("side", [12, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("names", [(name,) for name in NAMES] + [("flip", "padded-crop", "colour"), NAMES])
def test_a_row_has_the_same_bits_whatever_the_batch_and_the_piece(
    names: tuple[str, ...], channels: int, side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = torch.randint(0, 256, (11, side, side, channels), dtype=torch.uint8)
    vary = Augmentation(names, fit_colours(images), 0).vary
    rows, prepare = torch.arange(11), fit_pixels(images)
    whole = vary(images, rows, 4, prepare)
    for some in (torch.tensor([7]), torch.tensor([2, 9, 4]), rows.flip(0)):
        assert torch.equal(vary(images[some], rows[some], 4, prepare), whole[some])
    monkeypatch.setattr(augment_colour, "PIECE_VALUES", 2 * side * side * channels)
    assert torch.equal(vary(images, rows, 4, prepare), whole)


@pytest.mark.parametrize("names", [(), ("flip",), ("colour",), ("pca-colour", "erase"), NAMES])
def test_preparing_in_one_map_or_after_it_is_the_same(names: tuple[str, ...]) -> None:
    prepare, rows = fit_pixels(IMAGES), torch.arange(50)
    (after,) = prepare(augmentation(*names)(IMAGES, rows, 1))
    assert torch.allclose(augmentation(*names).vary(IMAGES, rows, 1, prepare), after, atol=1e-5)
