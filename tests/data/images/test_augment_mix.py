"""mixup and cutmix: known pixels, labels of the same share, draws per row, the loss of the mixture."""

import pytest
import torch
from torch.nn import functional as F

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.data.batches import MemoryBatches
from lamina.data.images.augment import Augmentation, AugmentedBatches
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.augment_mix import find_mixing
from lamina.data.images.pixels import fit_pixels

WAYS = [("mixup",), ("cutmix",), ("mixup", "cutmix")]
ROWS = torch.arange(400)
# Row i is an image of the number i everywhere, and of class i modulo 5.
IMAGES = ROWS.float().view(-1, 1, 1, 1).expand(-1, 3, 16, 12)
TARGET = ROWS % 5


def mixing(names: tuple[str, ...], seed: int = 0):
    found = find_mixing(names, 5, seed)
    assert found is not None
    return found


@pytest.mark.parametrize("names", WAYS)
def test_labels_have_the_share_that_the_pixels_have(names) -> None:
    images, target = mixing(names)(IMAGES, TARGET, ROWS, 2)
    partner = ROWS.roll(1)
    share = (images.mean(dim=(1, 2, 3)) - partner) / (ROWS - partner)
    expected = share[:, None] * F.one_hot(TARGET, 5) + (1 - share[:, None]) * F.one_hot(TARGET.roll(1), 5)
    torch.testing.assert_close(target, expected, atol=1e-3, rtol=0)
    torch.testing.assert_close(target.sum(dim=1), torch.ones(400))
    assert share.min() >= 0 and share.max() <= 1 and share.std() > 0.15


def test_mixup_is_one_share_in_every_pixel_and_cutmix_takes_each_pixel_whole() -> None:
    blended, _ = mixing(("mixup",))(IMAGES, TARGET, ROWS, 0)
    assert torch.equal(blended, blended[:, :1, :1, :1].expand_as(blended))
    cut, target = mixing(("cutmix",))(IMAGES, TARGET, ROWS, 0)
    own = cut == IMAGES
    assert (own | (cut == IMAGES.roll(1, 0))).all()
    torch.testing.assert_close(own.float().mean(dim=(1, 2, 3)), target.gather(1, TARGET[:, None])[:, 0])
    for mask in ~own[:50, 0]:  # what was taken is one rectangle
        rows, columns = mask.any(dim=1), mask.any(dim=0)
        assert torch.equal(mask, rows[:, None] & columns)
        assert int(rows.int().diff().abs().sum()) <= 2 and int(columns.int().diff().abs().sum()) <= 2


def test_both_ways_are_each_taken_by_about_half_of_the_rows() -> None:
    own = mixing(("mixup", "cutmix")).own_share(IMAGES, ROWS, 0)
    partly = ((own > 0) & (own < 1)).flatten(1).any(dim=1)  # only mixup leaves shares between 0 and 1
    assert 150 < int(partly.sum()) < 250


@pytest.mark.parametrize("names", WAYS)
def test_the_share_is_a_function_of_seed_epoch_and_row(names) -> None:
    def shares(rows, epoch=1, seed=0):
        return mixing(names, seed).own_share(IMAGES[: len(rows)], rows, epoch)

    whole, order = shares(ROWS), torch.randperm(400, generator=torch.Generator().manual_seed(0))
    assert torch.equal(shares(ROWS[order]), whole[order])
    assert torch.equal(shares(ROWS[90:97]), whole[90:97])
    assert not torch.equal(shares(ROWS, epoch=2), whole) and not torch.equal(shares(ROWS, seed=1), whole)


@pytest.mark.parametrize("names", WAYS)
def test_a_lone_row_is_mixed_with_itself(names) -> None:
    images, target = mixing(names)(IMAGES[3:4], TARGET[3:4], ROWS[3:4], 0)
    torch.testing.assert_close(images, IMAGES[3:4])
    torch.testing.assert_close(target, F.one_hot(TARGET[3:4], 5).float())


def test_the_cross_entropy_of_the_mixture_is_the_mixture_of_the_cross_entropies() -> None:
    """Zhang et al. 2018: q loss(y_a) + (1 - q) loss(y_b), also with smoothed labels."""
    logits = torch.randn(400, 5, dtype=torch.float64)
    _, target = mixing(("mixup",))(IMAGES, TARGET, ROWS, 0)
    share = mixing(("mixup",)).own_share(IMAGES, ROWS, 0).view(-1).double()
    for smoothing in (0.0, 0.1):
        first, second = (
            F.cross_entropy(logits, y, reduction="none", label_smoothing=smoothing) for y in (TARGET, TARGET.roll(1))
        )
        found = F.cross_entropy(logits, target.double(), reduction="none", label_smoothing=smoothing)
        torch.testing.assert_close(found, share * first + (1 - share) * second, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("names", WAYS)
def test_an_epoch_begun_in_the_middle_is_the_same_to_the_bit(names) -> None:
    images = torch.randint(0, 256, (50, 12, 10, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    part = Part("train", {"images": images}, torch.arange(50) % 5, None, torch.arange(50))
    raw = MemoryBatches(part, batch_size=8, seed=0, shuffle=True)
    source = AugmentedBatches(raw, Augmentation(("flip",), fit_colours(images), 0), fit_pixels(images), mixing(names))
    batches, later = list(source.epoch(2)), list(source.epoch(2, start=4))
    assert all(batch.target.shape == (len(batch.row_ids), 5) for batch in batches)
    for one, other in zip(batches[4:], later, strict=True):
        assert torch.equal(one.inputs["images"], other.inputs["images"]) and torch.equal(one.target, other.target)


def test_numbers_are_not_mixed_and_nothing_is_where_nothing_was_asked() -> None:
    assert find_mixing(("flip", "erase"), 0, 0) is None
    with pytest.raises(InputError) as refused:
        find_mixing(("flip", "mixup"), 0, 0)
    assert refused.value.code == "images.mix_numbers"
