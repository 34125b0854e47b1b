from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.images.source import find_images, source_name

AUTO = DataConfig()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("L", (4, 4), 9).save(tmp_path / name)
    return tmp_path


def labels(source: Any, config: DataConfig = AUTO) -> list[Any]:
    return [label for block in find_images(source, config, need_labels=True) for label in block.labels or []]


def test_every_form_with_labels(folder: Path) -> None:
    paths = [str(folder / "a/1.png"), folder / "b/2.png"]
    (folder / "list.csv").write_text("file,label\na/1.png,a\nb/2.png,b\n")
    images = np.zeros((2, 4, 4), dtype=np.uint8)
    np.savez(folder / "set.npz", images=images, labels=np.array(["a", "b"]))
    for source in (
        folder, str(folder), folder / "list.csv", list(zip(paths, "ab", strict=True)), (paths, ["a", "b"]), [paths, ("a", "b")],
        pl.DataFrame({"path": list(map(str, paths)), "label": ["a", "b"]}), {"path": paths, "label": ["a", "b"]},
        (images, ["a", "b"]), (torch.from_numpy(images), np.array(["a", "b"])), folder / "set.npz",
    ):  # fmt: skip
        assert labels(source) == ["a", "b"], source


def test_built_in_digits() -> None:
    (found,) = find_images("digits", DataConfig(layout="nchw", pixel_range="1"), need_labels=True)
    assert isinstance(found.pixels, np.ndarray) and found.pixels.shape == (1797, 8, 8, 1) and found.pixels.max() == 255
    assert found.labels is not None and found.labels[:3] == ["0", "1", "2"] and found.named


def test_without_labels(folder: Path) -> None:
    image = np.zeros((4, 4), dtype=np.uint8)
    for source, names in (
        (folder / "a", ["1.png"]),
        (folder / "a" / "1.png", [str(folder / "a" / "1.png")]),
        ([folder / "a" / "1.png"], [str(folder / "a" / "1.png")]),
        (np.stack([image, image]), ["0", "1"]),
        ([image, image], ["0", "1"]),
        (Image.new("L", (3, 3)), ["image 0"]),
    ):
        (found,) = find_images(source, AUTO, need_labels=False)
        assert (found.names, found.labels) == (names, None)


def test_given_parts_in_other_places(folder: Path) -> None:
    (folder.parent / "held").mkdir(exist_ok=True)
    config = DataConfig(test_data=str(folder), validation_data=str(folder))
    found = find_images(folder, config, need_labels=True)
    assert [block.part for block in found] == [["train"] * 2, ["validation"] * 2, ["test"] * 2]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (42, "images.unknown_source"),
        ([], "images.unknown_source"),
        ([1, 2, 3], "images.unknown_source"),
        (np.zeros((2, 4, 4), dtype=np.uint8), "images.no_labels"),
        (["a.png", "b.png"], "images.no_labels"),
        ("no/such/folder", "table.no_file"),
    ],
)
def test_refused(source: Any, code: str) -> None:
    with pytest.raises(InputError) as caught:
        find_images(source, AUTO, need_labels=True)
    assert caught.value.code == code


def test_one_image_cannot_be_trained_on(folder: Path) -> None:
    with pytest.raises(InputError, match="single image"):
        find_images(folder / "a" / "1.png", AUTO, need_labels=True)


def test_source_name() -> None:
    assert source_name(Path("a/b")) == "a/b" and source_name(np.zeros(1)) == "ndarray"
