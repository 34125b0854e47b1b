"""The cache of decoded images: nothing is decoded twice, nothing stale or half written is believed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lamina.core.config import RunConfig
from lamina.data import image_cache, image_load
from lamina.data.image_cache import cache_folder, write_cache
from lamina.data.images import read_images

CONFIG = RunConfig().data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAMINA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(image_cache, "FEWEST", 4)
    generator = np.random.default_rng(0)
    for name in ("ant", "bee"):
        (tmp_path / "set" / name).mkdir(parents=True)
        for number in range(4):
            pixels = generator.integers(0, 256, (10, 12, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "set" / name / f"{number}.png")
    (tmp_path / "set" / "ant" / "broken.png").write_bytes(b"no image")
    return tmp_path / "set"


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("decoded again")


def test_the_second_reading_decodes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_images(folder, CONFIG)
    monkeypatch.setattr(image_load, "decode_files", refuse)
    monkeypatch.setattr(image_load, "read_headers", refuse)
    second = read_images(folder, CONFIG)
    assert torch.equal(first.images, second.images) and first.quarantined == second.quarantined
    assert first.notes == second.notes and first.image == second.image and first.sizes == second.sizes
    assert first.fingerprint == second.fingerprint and first.row_names == second.row_names


def test_a_changed_file_or_setting_is_decoded_anew(folder: Path) -> None:
    first = read_images(folder, CONFIG)
    assert read_images(folder, CONFIG, size=(6, 6)).images.shape[1:3] == (6, 6)
    Image.new("RGB", (12, 10), (1, 2, 3)).save(folder / "bee" / "0.png")
    assert not torch.equal(read_images(folder, CONFIG).images, first.images)
    (folder / "bee" / "1.png").unlink()
    assert len(read_images(folder, CONFIG)) == len(first) - 1


def test_writing_to_cached_images_leaves_the_cache_alone(folder: Path) -> None:
    first = read_images(folder, CONFIG).images.clone()
    read_images(folder, CONFIG).images.zero_()
    assert torch.equal(read_images(folder, CONFIG).images, first)


@pytest.mark.parametrize("damage", ["cut", "no pixels", "bad record", "no record"])
def test_a_damaged_cache_is_made_anew(folder: Path, damage: str) -> None:
    first = read_images(folder, CONFIG)
    pixels, record = (next(cache_folder().glob(f"*/{name}")) for name in ("pixels.bin", "record.json"))
    if damage == "cut":
        pixels.write_bytes(pixels.read_bytes()[:-1])
    elif damage == "bad record":
        record.write_text('{"shape": [1, 2')
    else:
        (pixels if damage == "no pixels" else record).unlink()
    assert torch.equal(read_images(folder, CONFIG).images, first.images)
    assert record.is_file() and pixels.stat().st_size == first.images.numel()


def test_a_run_killed_while_writing_is_recovered(folder: Path) -> None:
    code = (
        "import os, sys; from lamina.data import image_cache; image_cache.FEWEST = 4; "
        "os.fsync = lambda _: os._exit(9); from lamina.core.config import RunConfig; "
        f"from lamina.data.images import read_images; read_images({str(folder)!r}, RunConfig().data)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    (left,) = cache_folder().glob("*/.pixels.bin.*")
    os.utime(left, (time.time() - 7200,) * 2)
    images = read_images(folder, CONFIG)
    assert len(images) == 8 and not left.exists() and next(cache_folder().glob("*/record.json")).is_file()


def test_a_folder_that_cannot_be_written_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.parent / "file").write_text("")
    monkeypatch.setenv("LAMINA_CACHE", str(folder.parent / "file"))
    images = read_images(folder, CONFIG)
    assert len(images) == 8 and any(note.code == "images.no_cache" for note in images.notes)


def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space" in write_cache("key", torch.zeros(1, 2, 2, 1, dtype=torch.uint8), {})
    assert [path for path in cache_folder().rglob("*") if path.is_file()] == []


def test_few_files_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "FEWEST", 100)
    read_images(folder, CONFIG)
    assert not cache_folder().exists()
