"""Files and folders by name and first lines."""

import gzip
from pathlib import Path

import pytest
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.images.folder import find_folder
from lamina.data.paths import detect_folder, detect_path, holds_images, image_column


def test_image_column(tmp_path: Path) -> None:
    Image.new("L", (2, 2)).save(tmp_path / "a.png")
    config = DataConfig()
    for name, text, column in (
        ("a.csv", "file;label\na.png;x\nb.png;y\n", "file"),
        ("b.csv", "a.png,x\nb.png,y\na.png,x\n", "column1"),
        ("c.csv", "file,label\nb.png,x\n", ""),  # no such file
        ("d.csv", "file,label\na.csv,x\n", ""),
    ):
        (tmp_path / name).write_text(text, encoding="utf-16")
        assert image_column(tmp_path / name, config) == column
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(b"label,file\nx,a.png\ny,a.png\n"))
    assert detect_path(tmp_path / "e.csv.gz", config) == ("images", "list", "file")
    for encoding in ("utf-8", "utf-16", "utf-16-be"):  # longer than what is looked at
        (tmp_path / "f.csv").write_text("ö,file\n" + "ü,a.png\n" * 20_000, encoding=encoding)
        assert image_column(tmp_path / "f.csv", config) == "file"
    assert not holds_images([], tmp_path) and not holds_images(["a.png", "x", "y"], tmp_path)


def test_a_column_of_words_that_end_like_images(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("site,n\nexample.png,1\n" + "x" * 300 + ".png,2\n", encoding="utf-8")
    assert detect_path(tmp_path / "a.csv", DataConfig()) == ("table", "csv", "")


def test_a_broken_gzip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError) as error:
        detect_path(tmp_path / "a.csv.gz", DataConfig())
    assert error.value.code == "table.cannot_read"


@pytest.mark.parametrize(
    "names",
    [
        ("rose/1.png", "tulip/1.jfif"),
        ("flowers/rose/1.png", "flowers/tulip/1.png"),  # one folder around the classes
        ("rose/close/1.png", "tulip/far/away/1.png"),  # deeper
        ("train/rose/close/1.png", "test/rose/1.png"),
        ("a/1.png", "loose.png"),
        ("empty/x.txt", ".hidden/1.png"),
        ("__MACOSX/a/1.png", "x.txt"),
        ("a/._1.png",),
        ("1.png",),
    ],
)
def test_folders_are_taken_where_their_reader_takes_them(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    try:
        readable = len(find_folder(tmp_path)) > 0
    except InputError:
        readable = False
    try:
        assert detect_folder(tmp_path) == "folder" and readable
    except InputError:
        assert not readable
