from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.errors import InputError
from lamina.data.images.folder import find_flat, find_folder, has_class_folders, natural


def touch(root: Path, *names: str) -> None:
    """Empty files: the folder's reader looks at names only."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def notes(found) -> dict[str, dict]:
    return {note.code: note.parameters for note in found.notes}


def test_natural_order() -> None:
    assert sorted(["10", "2", "1", "b", "a10", "a9", "B"], key=natural) == ["1", "2", "10", "a9", "a10", "B", "b"]


@given(st.lists(st.text(max_size=8), unique=True))
def test_natural_order_is_total(names: list[str]) -> None:
    assert len({natural(name) for name in names}) == len(names)
    assert sorted(names, key=natural) == sorted(reversed(names), key=natural)


def test_folder_per_class(tmp_path: Path) -> None:
    touch(tmp_path, "10/a.png", "2/b.jpg", "2/a10.jpg", "2/a9.jpg", "1/deep/c.PNG")
    found = find_folder(tmp_path)
    assert found.labels == ["1", "2", "2", "2", "10"] and found.part is None and found.named
    assert found.names == ["1/deep/c.PNG", "2/a9.jpg", "2/a10.jpg", "2/b.jpg", "10/a.png"]
    assert found.pixels == [tmp_path / name for name in found.names] and not found.notes


def test_parts_above_the_classes(tmp_path: Path) -> None:
    touch(tmp_path, "train/a/1.png", "train/b/1.png", "Valid/a/1.png", "test/c/1.png", "notes/x.png")
    found = find_folder(tmp_path)
    rows = sorted(zip(found.part or [], found.labels or [], strict=True))
    assert rows == [("test", "c"), ("train", "a"), ("train", "b"), ("validation", "a")]
    assert notes(found)["images.outside_parts"]["folders"] == ["notes"]


def test_a_class_may_be_called_test(tmp_path: Path) -> None:
    touch(tmp_path, "test/1.png", "train/1.png")
    found = find_folder(tmp_path)
    assert found.labels == ["test", "train"] and found.part is None


def test_one_folder_around_the_classes(tmp_path: Path) -> None:
    touch(tmp_path, "flowers/rose/1.png", "flowers/tulip/1.png", "__MACOSX/flowers/._1.png")
    found = find_folder(tmp_path)
    assert found.labels == ["rose", "tulip"] and notes(found)["images.inner_folder"] == {"folder": "flowers"}
    assert found.names[0] == "flowers/rose/1.png"


def test_what_is_no_image_is_counted(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "a/.DS_Store", "a/Thumbs.db", "b/2.png", "b/read me.txt", "b/._2.png", "loose.png")
    found = find_folder(tmp_path)
    assert len(found) == 2
    assert notes(found)["images.ignored_files"]["count"] == 4
    assert notes(found)["images.loose_images"]["examples"] == ["loose.png"]


def test_empty_class(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png", "empty/x.txt")
    found = find_folder(tmp_path)
    assert set(found.labels or []) == {"a", "b"} and notes(found)["images.empty_class"] == {"folder": "empty"}


def test_flat_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_folder(tmp_path)
    assert caught.value.code == "images.none_in_folder"
    touch(tmp_path, "1.png", "2.png")
    with pytest.raises(InputError) as caught:
        find_folder(tmp_path)
    assert caught.value.code == "images.flat_folder" and str(tmp_path) in str(caught.value)
    assert find_flat(tmp_path).names == ["1.png", "2.png"] and not has_class_folders(tmp_path)
    touch(tmp_path / "sub", "a/1.png")
    assert has_class_folders(tmp_path / "sub")
