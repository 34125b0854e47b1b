"""The cache of decoded images: nothing is decoded twice, nothing stale or half written is believed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from lamina.core.config import RunConfig
from lamina.core.spec import ImageSpec
from lamina.data.images import cache as image_cache
from lamina.data.images import load as image_load
from lamina.data.images.cache import cache_folder, evict, read_cache, sweep
from lamina.data.images.reading import read_images
from lamina.data.images.store import PixelStore

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


def only(pattern: str) -> Path:
    (path,) = cache_folder().glob(f"*/{pattern}")
    return path


@pytest.mark.parametrize("damage", ["cut", "no pixels", "bad record", "no record", "leads out"])
def test_a_damaged_cache_is_made_anew(folder: Path, damage: str) -> None:
    first = read_images(folder, CONFIG).images.clone()
    pixels, record = only("pixels-*"), only("record.json")
    if damage == "cut":
        pixels.write_bytes(pixels.read_bytes()[:-1])
    elif damage == "bad record":
        record.write_text('{"shape": [1, 2')
    elif damage == "leads out":
        (folder.parent / "other").write_bytes(bytes(first.numel()))
        record.write_text(json.dumps({**json.loads(record.read_text()), "file": str(folder.parent / "other")}))
    else:
        (pixels if damage == "no pixels" else record).unlink()
    assert torch.equal(read_images(folder, CONFIG).images, first)
    assert read_cache(record.parent.name) is not None


def test_a_moved_folder_is_known_by_its_contents(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_images(folder, CONFIG)
    moved = folder.rename(folder.with_name("moved"))
    for path in moved.rglob("*.png"):
        os.utime(path, (1, 1))
    monkeypatch.setattr(image_load, "decode_files", refuse)
    assert torch.equal(read_images(moved, CONFIG).images, first.images)


def test_new_contents_of_the_same_size_and_time_are_seen(folder: Path) -> None:
    path = folder / "bee" / "0.bmp"
    Image.new("RGB", (12, 10), (1, 2, 3)).save(path)
    state, first = path.stat(), read_images(folder, CONFIG).images
    Image.new("RGB", (12, 10), (9, 9, 9)).save(path)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size and not torch.equal(read_images(folder, CONFIG).images, first)


def test_beyond_what_is_hashed_the_times_of_change_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "HASHED", 100)
    read_images(folder, CONFIG)
    os.utime(folder / "bee" / "0.png", (1, 1))
    read_images(folder, CONFIG)
    assert len(list(cache_folder().glob("*/record.json"))) == 2


READERS = """
import os, sys, time
from lamina.core.config import RunConfig
from lamina.data.images import cache as image_cache, load as image_load, store as image_store
from lamina.data.images.reading import read_images

image_cache.FEWEST, image_store.BLOCK = 4, 360
folder, together, *programs = sys.argv[1:]
children = []
for program in programs:
    children.append(os.fork())
    if not children[-1]:
        exec(program)
        images = read_images(folder, RunConfig().data)
        os.write(1, f"{len(images)} {int(images.images.sum())}\\n".encode())  # whole, beside the other's
        os._exit(0)
    if not int(together):
        os.waitpid(children[-1], 0)
for child in children * int(together):
    os.waitpid(child, 0)
"""
KILLS = {
    "while decoding": "fill = image_store.PixelStore.keep; count = []; "
    "image_store.PixelStore.keep = lambda self, which: (fill(self, which), count.append(1), "
    "len(count) == 3 and os.kill(os.getpid(), 9))",
    "when all is decoded": "os.fsync = lambda _: os.kill(os.getpid(), 9)",
    "before the record": "image_store.write_atomically = lambda *_: os.kill(os.getpid(), 9)",
    "in the middle of the record": "os.replace = lambda *_: os.kill(os.getpid(), 9)",
}


def read_in_processes(folder: Path, *programs: str, together: bool = False) -> list[str]:
    """What processes say that read the folder after a program each: a line of each that was not killed."""
    command = [sys.executable, "-c", READERS, str(folder), str(int(together)), *programs]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def test_a_killed_run_leaves_no_cache_and_is_swept_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_in_processes(folder, *KILLS.values()) == []
    assert not list(cache_folder().glob("*/record.json"))
    assert len(list(cache_folder().glob("*/pixels-*"))) == len(KILLS)
    monkeypatch.setattr(image_cache, "_YOUNG", 0.0)
    images = read_images(folder, CONFIG)
    assert len(images) == 8 and {path.name for path in only("record.json").parent.iterdir()} == {
        "record.json", only("pixels-*").name
    }  # fmt: skip


def test_a_file_that_is_being_written_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "_YOUNG", 0.0)
    store = PixelStore("key", 1, ImageSpec(channels=1, height=2, width=2))
    sweep(cache_folder())
    assert only("pixels-*").exists()
    store.discard()
    assert not list(cache_folder().glob("*/pixels-*"))


def test_what_no_run_used_for_a_month_is_removed_when_another_is_written(folder: Path) -> None:
    read_images(folder, CONFIG)
    record = only("record.json")
    os.utime(record, (0, 0))
    assert read_images(folder, CONFIG).images.shape[0] == 8 and record.stat().st_mtime > 0  # used: young again
    os.utime(record, (0, 0))
    read_images(folder, CONFIG, size=(6, 6))
    assert not record.exists() and not list(record.parent.glob("pixels-*"))
    assert len(list(cache_folder().glob("*/record.json"))) == 1


def test_a_full_disk_loses_what_was_used_longest_ago(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size, used in ((5, 3), (6, 1), (7, 2)):
        images = read_images(folder, CONFIG, size=(size, size)).images
        newest = max(cache_folder().glob("*/record.json"), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (time.time() - 1000 + used, time.time() - 1000 + used))
    free = iter([0, 10, 10])
    monkeypatch.setattr(image_cache.shutil, "disk_usage", lambda _: SimpleNamespace(free=next(free)))
    evict(cache_folder(), 5)
    left = {json.loads(path.read_text())["shape"][1] for path in cache_folder().glob("*/record.json")}
    assert left == {5, 7} and images.shape[1] == 7


def test_two_processes_build_the_same_cache_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = (
        "keep = image_store.PixelStore.keep; "
        "image_store.PixelStore.keep = lambda self, which: (keep(self, which), time.sleep(0.2))"
    )
    said = read_in_processes(folder, slow, slow, together=True)
    monkeypatch.setattr(image_load, "decode_files", refuse)
    images = read_images(folder, CONFIG).images
    assert said == [f"{len(images)} {int(images.sum())}"] * 2
    monkeypatch.setattr(image_cache, "_YOUNG", 0.0)
    sweep(cache_folder())  # what the slower one wrote, where its record came second
    assert only("pixels-*").exists() and read_images(folder, CONFIG).images.equal(images)


def test_few_files_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_cache, "FEWEST", 100)
    read_images(folder, CONFIG)
    assert not cache_folder().exists()
