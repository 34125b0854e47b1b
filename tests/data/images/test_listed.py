from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.images.listed import find_csv, find_frame, find_listed, path_column

AUTO = DataConfig()


def csv(folder: Path, text: str) -> Path:
    for name in ("a.png", "b.png", "c.png"):
        (folder / name).write_bytes(b"")
    (folder / "list.csv").write_text(text)
    return folder / "list.csv"


def codes(found) -> list[str]:
    return [note.code for note in found.notes]


def test_path_and_label_columns(tmp_path: Path) -> None:
    found = find_csv(csv(tmp_path, "id,image,kind\n1,a.png,x\n2,b.png,y\n3,c.png,x\n"), AUTO, need_labels=True)
    assert found.labels == ["x", "y", "x"] and found.names == ["a.png", "b.png", "c.png"]
    assert found.pixels == [tmp_path / name for name in found.names]  # relative to the table, not to where one works
    assert found.notes[0].parameters == {"path": "image", "label": "kind", "asked": False}


def test_a_column_called_label_wins_over_the_last(tmp_path: Path) -> None:
    found = find_csv(csv(tmp_path, "file;Label;camera\na.png;x;1\nb.png;y;2\n"), AUTO, need_labels=True)
    assert found.labels == ["x", "y"]


def test_target_as_asked(tmp_path: Path) -> None:
    path = csv(tmp_path, "file,label,age\na.png,x,10\nb.png,y,20\n")
    found = find_csv(path, DataConfig(target=("age",)), need_labels=True)
    assert found.labels == ["10", "20"] and found.notes[0].parameters["asked"]
    with pytest.raises(InputError, match='Did you mean "age"'):
        find_csv(path, DataConfig(target=("aeg",)), need_labels=True)
    with pytest.raises(InputError, match="one target"):
        find_csv(path, DataConfig(target=("age", "label")), need_labels=True)


def test_missing_labels_are_dropped_and_told(tmp_path: Path) -> None:
    path = csv(tmp_path, "file,label\na.png,x\nb.png,\nc.png,NA\n")
    found = find_csv(path, AUTO, need_labels=True)
    assert found.names == ["a.png"]
    assert {"count": 2, "rows": [3, 4], "column": "label", "lined": True} in [note.parameters for note in found.notes]
    assert find_csv(path, AUTO, need_labels=False).names == ["a.png", "b.png", "c.png"]


def test_split_column(tmp_path: Path) -> None:
    path = csv(tmp_path, "file,label,set\na.png,x,Train\nb.png,y,val\nc.png,x,test\n")
    assert find_csv(path, DataConfig(split_column="set"), need_labels=True).part == ["train", "validation", "test"]
    grouped = find_csv(path, DataConfig(split_column="set", split="group"), need_labels=True)
    assert grouped.part is None and grouped.group == ["Train", "val", "test"]
    with pytest.raises(InputError, match='Did you mean "set"'):
        find_csv(path, DataConfig(split_column="sets"), need_labels=True)


def test_no_path_or_no_label_column(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_csv(csv(tmp_path, "x,y\n1,2\n3,4\n"), AUTO, need_labels=True)
    assert caught.value.code == "images.no_path_column"
    with pytest.raises(InputError) as caught:
        find_csv(csv(tmp_path, "file\na.png\nb.png\n"), AUTO, need_labels=True)
    assert caught.value.code == "images.no_label_column"
    assert find_csv(tmp_path / "list.csv", AUTO, need_labels=False).labels is None


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, dict])
def test_frames(make: type, tmp_path: Path) -> None:
    columns = {"path": [str(tmp_path / "a.png"), str(tmp_path / "b.png")], "age": [1.5, float("nan")]}
    found = find_frame(make(columns), AUTO, need_labels=True)
    assert found.labels == [1.5] and "images.label_missing" in codes(found)


def test_lists() -> None:
    found = find_listed(["a.png", Path("b.png")], [3, "x"])
    assert found.names == ["a.png", "b.png"] and found.labels == [3, "x"]
    with pytest.raises(InputError, match="2 images but 1 label"):
        find_listed(["a.png", "b.png"], ["x"])
    with pytest.raises(InputError):
        find_listed([], [])


def test_backslashes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_bytes(b"")
    (tmp_path / "list.csv").write_text("file,label\nin\\a.png,x\n")
    assert find_csv(tmp_path / "list.csv", AUTO, need_labels=True).pixels == [tmp_path / "in" / "a.png"]


def test_path_column() -> None:
    assert path_column({"id": ["1", "2"], "f": ["x/a.JPG", None], "g": ["a.txt", "b"]}) == "f"
    assert path_column({"id": ["1"], "empty": []}) is None
