"""Aligned files: names, parts and languages of folders, line by line, unequal counts, what lies beside."""

import gzip
from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.pairs.files import (
    Aligned,
    aligned_lines,
    in_folder,
    languages_of,
    lines_of,
    partner,
    stem_and_language,
)

MULTI30K = Path(__file__).parents[4] / "shared" / "data" / "multi30k"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("train.de", ("train", "de")), ("val.en.gz", ("val", "en")), ("test_2016_flickr.de", ("test_2016_flickr", "de")),
        ("a.pt-BR", ("a", "pt-BR")), ("table.csv", ("table.csv", "")), ("notes.txt.gz", ("notes.txt", "")), ("de", ("de", "")),
    ],
)  # fmt: skip
def test_name_and_language(name: str, expected: tuple[str, str]) -> None:
    assert stem_and_language(Path(name)) == expected


def folder_of(folder: Path, **files: list[str]) -> Path:
    for name, lines in files.items():
        (folder / name.replace("__", ".")).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_a_folder_by_part_and_language(tmp_path: Path) -> None:
    folder_of(
        tmp_path, train__de=["a"], train__en=["b"], val__de=["c"], val__en=["d"], test_b__de=[""], test_b__en=[""]
    )
    folder_of(tmp_path, test_a__de=["e"], test_a__en=["f"], README__md=["x"])
    assert languages_of(tmp_path) == ("de", "en")
    files, notes = in_folder(tmp_path, "de", "en")
    assert {pair.part: pair.into.name for pair in files} == {
        "train": "train.en", "validation": "val.en", "test": "test_a.en",
    }  # fmt: skip
    assert notes[0].parameters == {"names": ["test_b"], "count": 1}


def test_a_folder_of_one_language_is_none_of_pairs(tmp_path: Path) -> None:
    assert languages_of(folder_of(tmp_path, train__de=["a"], train__csv=["b"])) == ()


def test_lines_are_cut_by_the_line_feed_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.de"
    path.write_bytes("\ufeffeins\u2028zwei\x0b\r\n\r\ndrei".encode())
    assert lines_of(path, DataConfig()) == ["eins\u2028zwei\x0b", "", "drei"]
    (tmp_path / "y.de.gz").write_bytes(gzip.compress("ä\nö\n".encode("latin-1")))
    assert lines_of(tmp_path / "y.de.gz", DataConfig(encoding="latin-1")) == ["ä", "ö"]


def test_unequal_counts_are_refused_with_both(tmp_path: Path) -> None:
    folder_of(tmp_path, train__de=["a", "b", "c"], train__en=["x", "y"])
    with pytest.raises(InputError, match=r"train\.de has 3 lines and .*train\.en has 2"):
        aligned_lines(Aligned("train", tmp_path / "train.de", tmp_path / "train.en"), DataConfig())


def test_the_translation_beside(tmp_path: Path) -> None:
    folder_of(tmp_path, val__de=["a"], val__en=["b"])
    assert partner(tmp_path / "val.de", Path("train.en.gz")) == tmp_path / "val.en"
    with pytest.raises(InputError, match=r"expected: val\.fr|val\.fr was expected"):
        partner(tmp_path / "val.de", Path("train.fr"))


@pytest.mark.skipif(not MULTI30K.is_dir(), reason="../shared/data/multi30k is not here")
def test_multi30k_as_it_lies() -> None:
    assert languages_of(MULTI30K) == ("de", "en")
    files, notes = in_folder(MULTI30K, "de", "en")
    counts = {pair.part: len(aligned_lines(pair, DataConfig())[0]) for pair in files}
    assert counts == {"train": 29_000, "validation": 1_014, "test": 1_000} and notes[0].parameters["count"] == 3


def test_a_file_is_no_translation_of_itself(tmp_path: Path) -> None:
    (tmp_path / "a.de").write_text("eins\nzwei\n")
    with pytest.raises(InputError) as error:
        detect(tmp_path / "a.de", DataConfig(into=str(tmp_path / "a.de")))
    assert error.value.code == "pairs.into_itself"
