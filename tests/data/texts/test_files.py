"""Texts in folders and archives."""

import tarfile
from pathlib import Path

import pytest
from PIL import Image

from lamina.core.errors import InputError
from lamina.data.texts.files import decode, holds_texts, read_files


def folder(root: Path, names: dict[str, str]) -> Path:
    for name, text in names.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


CLASSES = {"pos/2.txt": "good", "pos/10.txt": "fine", "neg/1.txt": "bad"}
PARTS = {"set/train/pos/1.txt": "good", "set/test/neg/1.txt": "bad", "set/README.txt": "about"}


def test_a_folder_per_class(tmp_path: Path) -> None:
    files, notes = read_files(folder(tmp_path, {**CLASSES, "readme.txt": "about", ".hidden/x.txt": "no"}))
    assert [(file.name, file.label, file.part) for file in files] == [
        ("neg/1.txt", "neg", ""), ("pos/2.txt", "pos", ""), ("pos/10.txt", "pos", ""),
    ]  # fmt: skip
    assert [note.parameters for note in notes] == [{"count": 1, "examples": ["readme.txt"]}]
    assert holds_texts(tmp_path)


@pytest.mark.parametrize("packed", [False, True])
def test_given_parts_above_the_classes(tmp_path: Path, packed: bool) -> None:
    path = folder(tmp_path / "data", PARTS)
    if packed:
        with tarfile.open(tmp_path / "data.tar.gz", "w:gz") as archive:
            archive.add(path / "set", "./set")
        path = tmp_path / "data.tar.gz"
    files, notes = read_files(path)
    assert [(file.label, file.part, file.content) for file in files] == [
        ("neg", "test", b"bad"),
        ("pos", "train", b"good"),
    ]
    assert notes[0].parameters["examples"] == ["set/README.txt"] and holds_texts(path)
    assert len(read_files(path, need_labels=False)[0]) == 3


def test_what_holds_no_texts(tmp_path: Path) -> None:
    assert not holds_texts(folder(tmp_path / "flat", {"a.txt": "x"}))
    images = folder(tmp_path / "images", {"cats/readme.txt": "x"})
    Image.new("L", (2, 2)).save(images / "cats" / "a.png")
    assert not holds_texts(images)
    (tmp_path / "broken.tar.gz").write_bytes(b"\x1f\x8bnothing")
    assert not holds_texts(tmp_path / "broken.tar.gz")
    with pytest.raises(InputError, match="has no text in a folder of its class"):
        read_files(tmp_path / "flat")


def test_decode_names_the_bad_line() -> None:
    assert decode("一二\r\n".encode("gb18030"), "auto", "a.txt") == ("一二", "gb18030")
    assert decode(b"\xef\xbb\xbfone\n", "auto", "a.txt")[0] == "one"
    assert decode(b" \n", "auto", "a.txt") == ("", "utf-8")
    with pytest.raises(InputError, match="line 2"):
        decode(b"fine\n\xff\xfe\xff", "utf-8", "a.txt")


def test_a_stray_image_among_texts_is_told(tmp_path: Path) -> None:
    folder(tmp_path, {f"{name}/{number}.txt": "words" for name in "ab" for number in range(12)})
    Image.new("RGB", (2, 2)).save(tmp_path / "b" / "logo.png")
    assert holds_texts(tmp_path)
    files, notes = read_files(tmp_path)
    assert len(files) == 24
    assert [(note.code, note.parameters["examples"]) for note in notes] == [("text.other_files", ["b/logo.png"])]
    for number in range(12):  # a text beside each image: images and their captions
        Image.new("RGB", (2, 2)).save(tmp_path / "a" / f"{number}.png")
    assert not holds_texts(tmp_path)
