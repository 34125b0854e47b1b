"""Pairs of any source: files, folder, tables, lists, the built-in set; which column is which side."""

from pathlib import Path

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.pairs.reading import read_pairs

DE, EN = ["ein Haus", "zwei Häuser", "drei"], ["a house", "two houses", "three"]
ASKED = DataConfig(kind="pairs")


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_two_files_and_their_given_parts(tmp_path: Path) -> None:
    train, into = write(tmp_path / "train.de", DE), write(tmp_path / "train.en", EN)
    val = write(tmp_path / "val.de", ["vier"])
    write(tmp_path / "val.en", ["four"])
    pairs = read_pairs(train, DataConfig(into=str(into), validation_data=str(val)))
    assert pairs.columns == ("de", "en") and pairs.in_files
    assert pairs.side(0) == [*DE, "vier"] and pairs.side(1) == [*EN, "four"]
    assert pairs.table.given_part is not None and pairs.table.given_part.tolist() == ["train"] * 3 + ["validation"]
    assert pairs.table.names.rows() == [("train.de", 1), ("train.de", 2), ("train.de", 3), ("val.de", 1)]


def test_files_that_are_no_utf8_are_told(tmp_path: Path) -> None:
    into = write(tmp_path / "train.en", EN)
    (tmp_path / "train.zh").write_bytes("我是一条狗\n他是一只鸡\n你好吗\n".encode("gb18030"))
    pairs = read_pairs(tmp_path / "train.zh", DataConfig(into=str(into)))
    told = {note.code: note.parameters for note in pairs.table.notes}
    assert pairs.side(0)[0] == "我是一条狗"
    assert told["text.encodings"] == {"files": {"train.zh": "gb18030"}, "count": 1}


def test_into_may_lie_beside_the_data(tmp_path: Path) -> None:
    write(tmp_path / "train.en", EN)
    assert read_pairs(write(tmp_path / "train.de", DE), DataConfig(into="train.en")).side(1) == EN


def test_one_file_alone_is_refused_with_what_lies_beside(tmp_path: Path) -> None:
    write(tmp_path / "train.en", EN)
    with pytest.raises(InputError, match=r"--into FILE.*train\.en"):
        read_pairs(write(tmp_path / "train.de", DE), DataConfig())


def test_a_missing_translation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file or folder .*train\.fr"):
        read_pairs(write(tmp_path / "train.de", DE), DataConfig(into=str(tmp_path / "train.fr")))


def test_a_folder_and_its_direction(tmp_path: Path) -> None:
    write(tmp_path / "train.de", DE)
    write(tmp_path / "train.en", EN)
    guessed = read_pairs(tmp_path, DataConfig())
    assert guessed.columns == ("de", "en") and "pairs.direction" in {note.code for note in guessed.table.notes}
    assert read_pairs(tmp_path, DataConfig(into="de")).columns == ("en", "de")
    with pytest.raises(InputError, match='no "fr"'):
        read_pairs(tmp_path, DataConfig(into="fr"))


@pytest.mark.parametrize("form", ["frame", "columns", "list", "tsv"])
def test_tables_and_lists(tmp_path: Path, form: str) -> None:
    columns = {"german": DE, "english": EN}
    path = write(tmp_path / "p.tsv", ["german\tenglish", *(f"{a}\t{b}" for a, b in zip(DE, EN, strict=True))])
    source = {"frame": pl.DataFrame(columns), "columns": columns, "list": list(zip(DE, EN, strict=True)), "tsv": path}
    pairs = read_pairs(source[form], ASKED)
    assert (pairs.side(0), pairs.side(1)) == (DE, EN)


def test_columns_are_taken_as_asked() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "english": EN, "german": DE})
    assert read_pairs(frame, DataConfig(text_column=("german",), into="english")).side(0) == DE
    assert read_pairs(frame, DataConfig(kind="pairs", target=("german",), ignore=("id",))).columns == (
        "english",
        "german",
    )
    with pytest.raises(InputError, match=r'no column "englsh"\. Did you mean "english"'):
        read_pairs(frame, DataConfig(into="englsh"))
    with pytest.raises(InputError, match="Pairs need two columns"):
        read_pairs(frame.select("german"), ASKED)


def test_numbers_may_be_a_side_and_empty_cells_are_empty_texts() -> None:
    pairs = read_pairs(pl.DataFrame({"word": ["one", None, "two"], "number": [1, 2, None]}), ASKED)
    assert pairs.side(0) == ["one", "", "two"] and pairs.side(1) == ["1", "2", ""]


def test_the_built_in_dates() -> None:
    pairs = read_pairs("dates", DataConfig())
    assert pairs.columns == ("date", "iso") and len(pairs.table) == 10_000


def test_numbers_are_taken_last() -> None:
    frame = pl.DataFrame({
        "text": ["a b c d e", "f g h i j", "k l m n o"], "id": ["1", "2", "3"], "label": ["x", "y", "x"],
    })  # fmt: skip
    assert read_pairs(frame, DataConfig(kind="pairs")).columns == ("text", "label")
