"""What a source is."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import Detected, detect

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def look(source: Any, **options: Any) -> Detected:
    return detect(source, DataConfig.model_validate(options))


def refused(source: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as error:
        look(source, **options)
    return error.value


def kinds(source: Any, **options: Any) -> tuple[str, str]:
    found = look(source, **options)
    return found.kind, found.form


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for part in ("cat", "dog"):
        (tmp_path / "pets" / part).mkdir(parents=True)
        Image.new("L", (4, 4)).save(tmp_path / "pets" / part / "1.png")
    return tmp_path / "pets"


def test_in_memory() -> None:
    x, images = np.zeros((5, 2)), np.zeros((5, 8, 8))
    assert (
        kinds(pd.DataFrame({"a": [1]}))
        == kinds(pl.DataFrame({"a": [1]}))
        == kinds(pl.LazyFrame({"a": [1]}))
        == ("table", "frame")
    )
    assert kinds(x) == kinds(torch.zeros(5, 2)) == ("table", "array")
    assert kinds(images) == kinds(torch.zeros(5, 1, 8, 8)) == ("images", "array")
    assert (
        kinds((x, np.zeros(5)))
        == kinds((pd.DataFrame(x), [0] * 5))
        == kinds(([[1, 2], [3, 4]], [0, 1]))
        == ("table", "pair")
    )
    assert kinds((images, np.zeros(5))) == kinds([torch.zeros(5, 8, 8), [0] * 5]) == ("images", "pair")
    assert kinds({"a": [1], "b": np.ones(1)}) == ("table", "columns")
    assert kinds([{"a": 1}]) == ("table", "records")
    assert kinds([[1, 2], [3, 4]]) == ("table", "rows")
    assert kinds([("a.png", "cat"), ("b.JPG", "dog")]) == kinds(["a.png", Path("b.png")]) == ("images", "list")
    assert kinds((["a.png", "b.png"], ["cat", "dog"])) == ("images", "list")
    assert (
        kinds([np.zeros((8, 8)), np.zeros((9, 8)), np.zeros((8, 8))])
        == kinds([Image.new("L", (2, 2))])
        == ("images", "array")
    )


def test_built_in_sets() -> None:
    assert look("iris") == Detected("table", "builtin", "iris")
    assert look("digits") == Detected("images", "builtin", "digits")
    assert kinds("digits", kind="table") == ("table", "builtin")
    assert refused("iris", kind="images").code == "table.not_that_kind"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "table.no_data"),
        (42, "table.unknown_source"),
        (None, "table.unknown_source"),
        ([], "table.empty_source"),
        ({}, "table.empty_source"),
        ({"a": []}, "table.empty_source"),
        ({"a": 3}, "table.not_a_column"),
        ([1, "a"], "table.unknown_source"),
        ([[1], [1, 2]], "table.unknown_source"),
        (np.zeros(()), "table.array_shape"),
        (np.zeros((0, 3)), "table.array_shape"),
        (np.zeros((1, 2, 3, 4, 5)), "table.array_shape"),
        (b"a,b", "table.unknown_source"),
        ((np.zeros((3, 2)), None), "table.unknown_source"),
        ("https://example.org/data.csv", "table.no_download"),
    ],
)
def test_refused(source: Any, code: str) -> None:
    assert refused(source).code == code


def test_files_by_their_names(tmp_path: Path) -> None:
    for name in ("a.csv", "a.tsv", "a.txt", "a.data", "noend", "a.csv.gz"):
        content = b"a,b\n1,2\n"
        if name.endswith(".gz"):
            import gzip

            content = gzip.compress(content)
        (tmp_path / name).write_bytes(content)
        assert look(tmp_path / name).form == "csv" and look(str(tmp_path / name)).kind == "table"
    assert look(tmp_path / "a.csv.gz").name == "a" and look(tmp_path / "noend").name == "noend"
    for name, form in (("a.parquet", "parquet"), ("a.xlsx", "excel"), ("a.XLSX", "excel")):
        (tmp_path / name).write_bytes(b"x")
        assert look(tmp_path / name).form == form
    np.savez(tmp_path / "t.npz", X=np.zeros((3, 2)), y=np.zeros(3))
    np.savez(tmp_path / "i.npz", images=np.zeros((3, 8, 8)), labels=np.zeros(3))
    np.save(tmp_path / "i.npy", np.zeros((3, 8, 8)))
    assert kinds(tmp_path / "t.npz") == ("table", "npz")
    assert kinds(tmp_path / "i.npz") == kinds(tmp_path / "i.npy") == ("images", "npz")
    np.savez(tmp_path / "n.npz", apples=np.zeros((3, 2)), pears=np.zeros(3))
    assert refused(tmp_path / "n.npz").parameters["names"] == ["apples", "pears"]
    (tmp_path / "broken.npz").write_bytes(b"PK rubbish")
    assert refused(tmp_path / "broken.npz").code == "table.cannot_read"


def test_missing_empty_and_unknown_files(tmp_path: Path) -> None:
    (tmp_path / "titanic.csv").write_bytes(b"")
    error = refused(tmp_path / "titanik.csv")
    assert error.code == "table.no_file" and error.parameters["nearest"] == str(tmp_path / "titanic.csv")
    assert "Did you mean" in str(error)
    assert refused(tmp_path / "nowhere" / "a.csv").parameters["folder_exists"] is False
    assert refused(tmp_path / "titanic.csv").code == "table.empty_file"
    (tmp_path / "a.pkl").write_bytes(b"x")
    assert refused(tmp_path / "a.pkl").parameters["suffix"] == ".pkl"
    (tmp_path / "a.png").write_bytes(b"x")
    assert refused(tmp_path / "a.png").code == "table.one_image"


def test_folders(tmp_path: Path, pictures: Path) -> None:
    assert look(pictures) == Detected("images", "folder", "pets", (pictures,))
    shutil.copytree(pictures, tmp_path / "parts" / "train")
    shutil.copytree(pictures, tmp_path / "parts" / "val")
    assert kinds(tmp_path / "parts") == ("images", "folder")
    assert refused(pictures, kind="table").code == "table.not_that_kind"
    assert refused(pictures / "cat").code == "table.images_without_classes"
    (tmp_path / "none").mkdir()
    assert refused(tmp_path / "none").code == "table.empty_folder"
    (tmp_path / "none" / "notes.bin").write_text("x", encoding="utf-8")
    assert refused(tmp_path / "none").parameters["entries"] == ["notes.bin"]
    (tmp_path / "none" / "a.csv").write_text("x", encoding="utf-8")
    assert refused(tmp_path / "none").parameters["tables"] == [str(tmp_path / "none" / "a.csv")]
    (tmp_path / "idx").mkdir()
    (tmp_path / "idx" / "train-images-idx3-ubyte").write_bytes(b"x")
    assert kinds(tmp_path / "idx") == ("images", "idx")
    assert kinds(tmp_path / "idx" / "train-images-idx3-ubyte") == ("images", "idx")


def test_tables_that_name_images(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = pictures / "labels.csv"
    listing.write_text("label,file\ncat,cat/1.png\ndog,dog/1.png\n", encoding="utf-8")
    assert look(listing) == Detected("images", "list", "labels", (listing,), "file")
    assert kinds(listing, kind="table") == ("table", "csv")
    listing.write_text("label,file\ncat,cat/7.png\ndog,dog/7.png\n", encoding="utf-8")
    assert kinds(listing) == ("table", "csv")  # no such images: only words
    assert kinds(listing, kind="images") == ("images", "list")
    monkeypatch.chdir(pictures)
    columns = {"file": ["cat/1.png", "dog/1.png"], "label": ["cat", "dog"]}
    for source in (columns, pd.DataFrame(columns), pl.DataFrame(columns)):
        assert look(source).path_column == "file" and look(source).kind == "images"
    assert kinds(columns, kind="table") == ("table", "columns")
    assert kinds(pl.DataFrame(columns), kind="table") == ("table", "frame")


@pytest.mark.parametrize(
    ("place", "kind", "form"),
    [
        ("mnist", "images", "idx"),
        ("flowers", "images", "folder"),
        ("flowers/train", "images", "folder"),
        ("tabular/adult-train.csv", "table", "csv"),
        ("tabular/titanic.csv", "table", "csv"),
    ],
)
def test_real_sources(place: str, kind: str, form: str) -> None:
    if not (SHARED / place).exists():
        pytest.skip(f"{SHARED / place} is not there")
    assert kinds(SHARED / place) == (kind, form)


def test_a_folder_of_tables_names_them() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    error = refused(SHARED / "tabular")
    assert error.code == "table.nothing_usable" and len(error.parameters["tables"]) == 5


def test_paths_that_cannot_be_opened(tmp_path: Path) -> None:
    assert refused("a\0b.csv").code == "table.cannot_read"
    assert refused("x" * 5000).code == "table.cannot_read"
    assert refused(tmp_path / "a.csv" / "b.csv").code == "table.no_file"


def test_a_file_of_tokens_may_be_asked_for_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "x.conll").write_text("Anna B\nruns O\n\nBert B\nsits O\n")
    assert detect(tmp_path / "x.conll", DataConfig()).kind == "text"
    assert (detect(tmp_path / "x.conll", DataConfig(kind="table")).kind) == "table"
