from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lamina.core.config import RunConfig
from lamina.data.images.profile import profile_images
from lamina.data.images.reading import read_images

CONFIG = RunConfig()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    for label, count in (("cat", 12), ("dog", 8)):
        (tmp_path / label).mkdir()
        for row in range(count):
            size = (20, 30, 3) if row % 2 else (20, 20, 3)
            Image.fromarray(random.integers(0, 256, size, dtype=np.uint8)).save(tmp_path / label / f"{row}.png")
    (tmp_path / "dog" / "7.png").write_bytes((tmp_path / "cat" / "0.png").read_bytes())
    (tmp_path / "dog" / "bad.png").write_bytes(b"")
    return tmp_path


def test_profile(folder: Path) -> None:
    profile = profile_images(read_images(folder, CONFIG.data), CONFIG)
    columns = {column.name: column for column in profile.columns}
    assert (profile.kind, profile.rows, profile.task, profile.target) == ("images", 20, "classify", "label")
    assert columns["size"].top == {"20x20": 11, "30x20": 9} and columns["mode"].top == {"RGB": 20}
    assert columns["label"].role == "target" and columns["label"].top == {"cat": 12, "dog": 8}
    assert profile.repeated_rows == 1  # the same pixels under two labels
    assert sum(part.rows for part in profile.parts) == 20
    assert {"images.quarantined", "data.split_stratified"} <= {note.code for note in profile.notes}
    bright = columns["brightness, train"]
    assert len(bright.quantiles) == 9 and 0.4 < bright.quantiles[4] < 0.6 and sum(bright.histogram) == bright.rows
    assert len(bright.edges) == len(bright.histogram) + 1


def test_a_single_class_is_profiled_and_noted(folder: Path) -> None:
    paths = sorted((folder / "cat").glob("*.png"))
    profile = profile_images(read_images([(path, "cat") for path in paths], CONFIG.data), CONFIG)
    assert "images.single_class" in {note.code for note in profile.notes} and profile.rows == 12


def test_numbers(folder: Path) -> None:
    paths = sorted((folder / "cat").glob("*.png"))
    profile = profile_images(read_images([(path, row / 2) for row, path in enumerate(paths)], CONFIG.data), CONFIG)
    target = profile.columns[-1]
    assert profile.task == "regress" and target.role == "target" and target.mean == pytest.approx(2.75)
    assert target.quantiles[0] == 0 and target.quantiles[-1] == 5.5 and sum(target.histogram) == 12
