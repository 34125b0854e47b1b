"""The head of a table."""

import gzip
from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.data.tables.peek import HEAD, first_cells, read_head


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_cells_by_column(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text('文本,类\n"我喜欢, 真的",好\n"不\n好",坏\n', encoding=encoding, newline="")
    assert first_cells(path, DataConfig()) == {"文本": ["我喜欢, 真的", "不\n好"], "类": ["好", "坏"]}


def test_without_header_and_rows_of_another_width(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("ham\tso it goes\nspam\twin now\nham\tok\tthen\nham\tyes, do\n", encoding="utf-8")
    assert first_cells(path, DataConfig()) == {
        "column1": ["ham", "spam", "ham"],
        "column2": ["so it goes", "win now", "yes, do"],
    }


def test_a_long_file_gives_whole_rows_and_a_bad_one_nothing(tmp_path: Path) -> None:
    long = tmp_path / "long.csv.gz"
    long.write_bytes(gzip.compress(b"text,y\n" + b"some words here,1\n" * 20_000))
    assert len(read_head(long)) <= HEAD and set(first_cells(long, DataConfig())["text"]) == {"some words here"}
    for content in (b"\0\1\2\0", b"\n\n"):
        (tmp_path / "bad").write_bytes(content)
        assert first_cells(tmp_path / "bad", DataConfig()) == {}


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_the_head_of_one_long_line_ends_with_a_whole_character(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(b"a" * (3 - cut) + "\U0001f642".encode() * HEAD)
    head = read_head(path)
    assert HEAD - 4 <= len(head) <= HEAD and set(head.decode("utf-8")) <= {"a", "\U0001f642"}


@pytest.mark.parametrize("rows", [3, 20_000])
def test_a_row_of_a_megabyte_hides_none_behind_it(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text,y\nfirst of all,0\n" + "word " * 210_000 + ",1\n" + "some words here,1\n" * rows)
    cells = first_cells(path, DataConfig())["text"]
    assert cells[0] == "first of all" and cells[1:4] == ["some words here"] * 3 and len(read_head(path)) <= HEAD
