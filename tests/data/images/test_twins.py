import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from lamina.core.batch import Part
from lamina.data.images.twins import image_keys, near_twins, thumbnails

FLOWERS = Path(__file__).parents[4] / "shared" / "data" / "flowers"


def part(name: str, images: torch.Tensor, first: int = 0) -> Part:
    rows = torch.arange(first, first + len(images))
    return Part(name, {"images": images}, torch.zeros(len(images), dtype=torch.int64), None, rows)


def blobs(n: int, seed: int, side: int = 32) -> torch.Tensor:
    """Smooth random images (n, side, side, 3)."""
    small = np.random.default_rng(seed).integers(0, 256, (n, 6, 6, 3), dtype=np.uint8)
    return torch.from_numpy(np.stack([np.asarray(Image.fromarray(one).resize((side, side))) for one in small]))


def test_thumbnails_are_area_means() -> None:
    images = torch.randint(0, 256, (5, 32, 48, 3), dtype=torch.uint8)
    reference = images.double().mean(dim=3).view(5, 16, 2, 16, 3).mean(dim=(2, 4)) / 255
    torch.testing.assert_close(thumbnails(images).double(), reference.flatten(1), atol=3e-4, rtol=0)


def test_equal_pixels_have_equal_keys() -> None:
    images = blobs(4, 0)
    images[2] = images[0]
    keys = image_keys(images).tolist()
    assert (
        keys[0] == keys[2]
        and len(set(keys)) == 3
        and keys == image_keys(images.transpose(1, 2).clone().transpose(1, 2)).tolist()
    )


def test_slightly_changed_copies_are_found_and_others_are_not() -> None:
    train, other = blobs(300, 0), blobs(100, 1)
    noise = torch.randint(-3, 4, train[:20].shape)
    changed = (train[:20].int() + noise).clamp(0, 255).to(torch.uint8)
    twins = near_twins({"train": part("train", train), "test": part("test", torch.cat([other, changed]), 300)})["test"]
    assert twins.near >= 19 and twins.looked_at == 120 and len(twins.pairs) == 5
    assert all(second - 400 == first for first, second in twins.pairs)


def test_exact_copies_are_not_counted_here() -> None:
    train = blobs(50, 0)
    assert (
        near_twins({"train": part("train", train), "validation": part("validation", train[:10])})["validation"].near
        == 0
    )


def test_flat_images_are_not_each_others_twins() -> None:
    flat = torch.arange(100, 160, dtype=torch.uint8).view(60, 1, 1, 1).expand(60, 8, 8, 1)
    found = near_twins({"train": part("train", flat[:30] + 0), "test": part("test", flat[30:] + 0)})
    assert found["test"].near <= 30  # finite, and no error for thumbnails without contrast


def test_padding_changes_nothing() -> None:
    train = blobs(300, 0, side=28)
    test = (train[:40].int() + torch.randint(-4, 5, train[:40].shape)).clamp(0, 255).to(torch.uint8)
    plain = near_twins({"train": part("train", train), "test": part("test", test)})
    padded = {"train": functional.pad(train, (0, 0, 2, 2, 2, 2)), "test": functional.pad(test, (0, 0, 2, 2, 2, 2))}
    assert near_twins({name: part(name, images) for name, images in padded.items()}, (28, 28)) == plain
    assert plain["test"].near > 30


def test_large_parts_are_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lamina.data.images.twins.MOST", 40)
    train = blobs(100, 0)
    found = near_twins({"train": part("train", train), "test": part("test", train ^ 1, 100)})["test"]
    assert (found.looked_at, found.images, found.compared_with, found.train_images) == (34, 100, 34, 100)
    assert found.near >= 30
    assert all((second - 100) == first and first % 3 == 0 for first, second in found.pairs)


@pytest.mark.skipif(not FLOWERS.is_dir(), reason="the shared data is not here")
def test_recoded_photos_are_found() -> None:
    def small(image: Image.Image) -> torch.Tensor:
        return torch.from_numpy(np.array(image.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR)))

    def recoded(image: Image.Image) -> Image.Image:
        buffer = io.BytesIO()
        image.resize((image.width * 2 // 3, image.height * 2 // 3)).save(buffer, "JPEG", quality=50)
        return Image.open(buffer)

    paths = sorted((FLOWERS / "train" / "roses").glob("*.jpg"))[:60]
    train = torch.stack([small(Image.open(path)) for path in paths])
    test = torch.stack([small(recoded(Image.open(path))) for path in paths[:30]])
    others = torch.stack([small(Image.open(path)) for path in sorted((FLOWERS / "val" / "roses").glob("*.jpg"))])
    parts = {"train": part("train", train), "validation": part("validation", others), "test": part("test", test)}
    found = near_twins(parts)
    assert found["test"].near >= 28 and found["validation"].near == 0
