"""Images on their way to disk: in blocks, without broken ones, and into memory where the disk fails."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from lamina.core.errors import InputError
from lamina.core.spec import ImageSpec
from lamina.data.images import store as image_store
from lamina.data.images.cache import cache_folder, read_cache
from lamina.data.images.store import PixelStore

SPEC = ImageSpec(channels=3, height=4, width=5)
IMAGES = np.random.default_rng(0).integers(0, 256, (10, 4, 5, 3), dtype=np.uint8)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAMINA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(image_store, "BLOCK", 3 * 60)
    return tmp_path / "cache" / "images"


def fill(store: PixelStore, bad: tuple[int, ...] = ()) -> torch.Tensor:
    """Puts IMAGES into the store in its blocks, some of them broken."""
    for first in range(0, len(IMAGES), store.rows_at_once):
        block = IMAGES[first : first + store.rows_at_once]
        store.room(len(block))[:] = block
        store.keep([row not in bad for row in range(first, first + len(block))])
    return torch.from_numpy(np.delete(IMAGES, bad, axis=0))


@pytest.mark.parametrize("key", ["", "key"])
@pytest.mark.parametrize("bad", [(), (0,), (1, 2, 9), (3, 4, 5)])
def test_blocks_without_broken_images(key: str, bad: tuple[int, ...], cache: Path) -> None:
    store = PixelStore(key, len(IMAGES), SPEC)
    expected = fill(store, bad)
    images = store.finish({"known": 1})
    assert torch.equal(images, expected) and store.reason == ""
    assert cache.exists() is bool(key)
    if key:
        read = read_cache(key)
        assert read is not None and torch.equal(read[0], expected) and read[1] == {"known": 1}


@pytest.mark.parametrize("key", ["", "key"])
def test_one_channel(key: str) -> None:
    store = PixelStore(key, len(IMAGES), SPEC)
    expected = fill(store, (2,))[..., :1]
    store.one_channel()
    assert torch.equal(store.finish({}), expected)
    if key:
        (path,) = cache_folder().glob("key/pixels-*")
        assert path.stat().st_size == expected.numel()


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_disk_that_fills_up_costs_nothing_but_memory(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write, calls = image_store._write, []

    def full(file: object, pixels: np.ndarray) -> None:
        calls.append(1)
        if len(calls) > after:
            write(file, pixels[:1])  # type: ignore[arg-type]
            raise OSError(28, "No space left on device")
        write(file, pixels)  # type: ignore[arg-type]

    monkeypatch.setattr(image_store, "_write", full)
    store = PixelStore("key", len(IMAGES), SPEC)
    expected = fill(store, (1,))
    assert torch.equal(store.finish({}), expected) and store.reason == "No space left on device"
    assert [path for path in cache_folder().rglob("*") if path.is_file()] == []


def test_a_disk_that_fails_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    store = PixelStore("key", len(IMAGES), SPEC)
    expected = fill(store)
    monkeypatch.setattr(os, "fsync", full)
    assert torch.equal(store.finish({}), expected) and "No space" in store.reason
    assert read_cache("key") is None and not list(cache_folder().glob("*/pixels-*"))


def test_too_little_room_is_seen_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 1, 99))  # type: ignore[attr-defined]
    store = PixelStore("key", len(IMAGES), SPEC)
    assert torch.equal(fill(store), store.finish({})) and store.reason
    assert not list(cache_folder().glob("*/pixels-*"))


def test_neither_disk_nor_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    huge = ImageSpec(channels=3, height=2**22, width=2**22)
    with pytest.raises(InputError, match=r"GiB of memory.*LAMINA_CACHE"):
        PixelStore("key", 4, huge)
    with pytest.raises(InputError, match="fewer images"):
        PixelStore("", 4, huge)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LAMINA_CACHE", str(tmp_path / "file"))
    store = PixelStore("key", len(IMAGES), SPEC)
    assert torch.equal(fill(store), store.finish({})) and store.reason == "Not a directory"
