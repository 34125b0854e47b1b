"""New texts for a model of pairs: from a text, a list, lines of a file, a table; with their translations where asked."""

from pathlib import Path

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.pairs.encode import encode_sources, read_new
from lamina.data.pairs.fit import fit_pairs

FITTED = fit_pairs(["ein Haus", "zwei"] * 3, ["a house", "two"] * 3, DataConfig(max_length=4), ("de", "en"))
SPEC = DataSpec(
    kind="pairs", task="translate", text=FITTED.text, into=FITTED.into, targets=(TargetSpec(name="en"),)
)  # fmt: skip
PLAIN = DataConfig()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_a_list_and_lines(tmp_path: Path) -> None:
    assert read_new("ein Haus.", SPEC, PLAIN).texts == ["ein Haus."]
    assert read_new(["a", "b"], SPEC, PLAIN).names["row"].to_list() == [0, 1]
    for name in ("x.de", "x.txt"):
        new = read_new(write(tmp_path / name, "eins\n\nzwei\n"), SPEC, PLAIN)
        assert new.texts == ["eins", "", "zwei"] and new.names["line"].to_list() == [1, 2, 3] and new.written is None


def test_a_table_by_its_column(tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": ["1", "2"], "de": ["ein", None]})
    assert read_new(frame, SPEC, PLAIN).texts == ["ein", ""]
    path = write(tmp_path / "x.csv", "de,en\nein Haus,a house\n")
    new = read_new(path, SPEC, PLAIN, both=True)
    assert (new.texts, new.written) == (["ein Haus"], ["a house"]) and new.names["line"].to_list() == [2]
    assert read_new(write(tmp_path / "one.csv", "satz\nein Haus\n"), SPEC, PLAIN).texts == ["ein Haus"]
    with pytest.raises(InputError, match='no column "de"'):
        read_new(pl.DataFrame({"a": ["x"], "b": ["y"]}), SPEC, PLAIN)
    with pytest.raises(InputError, match='no column "en"'):
        read_new(frame, SPEC, PLAIN, both=True)


def test_both_sides_from_the_file_beside_the_named_one_or_a_folder(tmp_path: Path) -> None:
    de, en = write(tmp_path / "test.de", "eins\nzwei\n"), write(tmp_path / "test.en", "one\ntwo\n")
    other = write(tmp_path / "other.en", "uno\ndos\n")
    assert read_new(de, SPEC, PLAIN, both=True).written == ["one", "two"]
    trained = DataConfig(data=str(de), into=str(other))
    assert read_new(de, SPEC, trained, both=True).written == ["uno", "dos"]
    assert read_new(de, SPEC, DataConfig(data=str(en), into=str(other)), both=True).written == ["one", "two"]  # another
    write(tmp_path / "train.de", "x\n")
    write(tmp_path / "train.en", "y\n")
    assert read_new(tmp_path, SPEC, PLAIN, both=True).texts == ["eins", "zwei"]
    en.write_text("one\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"2 lines and .* 1;"):
        read_new(de, SPEC, PLAIN, both=True)


def test_a_list_of_pairs_and_a_missing_file() -> None:
    assert read_new([("ein", "a"), ("zwei", "two")], SPEC, PLAIN, both=True).written == ["a", "two"]
    with pytest.raises(InputError, match="no file or folder"):
        read_new("nowhere.de", SPEC, PLAIN)


def test_unusual_texts_are_flagged() -> None:
    found = encode_sources(["", "zwei " * 9, "Ω", "zwei"], SPEC)
    assert found.empty == [True, False, False, False] and 3 not in found.flags
    assert [found.flags[row][0].code for row in range(3)] == ["text.empty", "text.was_cut", "text.unknown"]
    assert found.tokens.shape[1] == 4
