"""Text tables: dialects come back as they were written; what is broken is refused with its line."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.text_table import RawTable, read_text


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_and_read(content: str | bytes, name: str = "t.csv", **options: Any) -> RawTable:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_text(path, DataConfig.model_validate(options))

    return write_and_read


def refused(write: Any, content: str | bytes, **options: Any) -> InputError:
    with pytest.raises(InputError) as error:
        write(content, **options)
    return error.value


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
ROWS = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=6))


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.booleans(),
)
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]], separator: str, encoding: str, newline: str, quoting: int, end: bool,
) -> None:  # fmt: skip
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    content = text.getvalue() if end else text.getvalue().removesuffix(newline)
    path = tmp_path_factory.mktemp("round") / "t.csv"
    path.write_bytes(content.encode(encoding))
    options = {"separator": separator, "header": "no", "encoding": encoding}
    read = read_text(path, DataConfig.model_validate(options))
    assert [list(row) for row in read.frame.rows()] == rows
    assert read.lines is not None and read.lines.tolist() == list(range(1, len(rows) + 1))


NUMBERS = st.lists(
    st.tuples(st.floats(-1e6, 1e6, allow_nan=False), st.integers(-1000, 1000), st.sampled_from(["red", "dark blue"])),
    min_size=3, max_size=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(NUMBERS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from([".", ","]), st.booleans(), st.booleans())
def test_the_dialect_is_found(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[float, int, str]], separator: str, decimal: str, header: bool, blank: bool,
) -> None:  # fmt: skip
    if separator == decimal:
        separator = ";"
    lines = ["size;count;colour".replace(";", separator)] if header else []
    for size, count, colour in rows:
        cells = [f"{size:.5f}".replace(".", decimal), str(count), colour]
        lines.append((separator + (" " if blank and separator != "\t" else "")).join(cells))
    path = tmp_path_factory.mktemp("found") / "t.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_text(path, DataConfig())
    told = read.notes[0].parameters
    assert (told["separator"], told["decimal"], told["header"]) == (separator, decimal, header)
    assert (told["rows"], told["columns"]) == (len(rows), 3)


def test_header_names_lines_and_blank_lines(write: Any) -> None:
    read = write("\n\n a , b\n1,2\n\n3,4\n   \n5,6\n\n")
    assert read.frame.columns == ["a", "b"]
    assert read.frame.rows() == [("1", "2"), ("3", "4"), ("5", "6")]
    assert read.lines.tolist() == [4, 6, 8]


def test_lines_after_a_cell_of_two_lines(write: Any) -> None:
    read = write('a,b\n"x\ny",1\nz,2\n')
    assert read.frame.rows() == [("x\ny", "1"), ("z", "2")]
    assert read.lines.tolist() == [2, 4]


def test_quotes_after_a_blank_and_quotes_that_are_text(write: Any) -> None:
    assert write('a, b\n1, "x, ""y"""\n2, z\n').frame["b"].str.strip_chars().to_list() == ['x, "y"', "z"]
    read = write('label\ttext\nham\the said "ok\nspam\t"free" prize\nham\tbye\n')
    assert read.frame["text"].to_list() == ['he said "ok', '"free" prize', "bye"]
    assert read.notes[0].parameters["quoted"] is False


def test_columns_of_blanks(write: Any) -> None:
    read = write(" 0.00632  18.00   2.310  0\n 0.02731   0.00   7.070  1\n10.5   1   2 0  \n", "housing.data")
    assert read.frame.rows()[2] == ("10.5", "1", "2", "0")
    assert read.frame.columns == ["column1", "column2", "column3", "column4"]


def test_row_names_of_r_and_separator_at_the_end(write: Any) -> None:
    read = write("mpg,cyl\nMazda,21.0,6\nDatsun,22.8,4\n")
    assert read.frame.columns == ["row", "mpg", "cyl"] and read.frame.rows()[0] == ("Mazda", "21.0", "6")
    read = write("a,b\n1,2,\n3,4,\n")
    assert read.frame.columns == ["a", "b", "column3"] and read.frame["b"].to_list() == ["2", "4"]


def test_old_mac_lines_and_gzip(write: Any) -> None:
    assert write("a,b\r1,2\r3,4\r").frame.rows() == [("1", "2"), ("3", "4")]
    assert write(gzip.compress(b"a,b\n1,2\n"), "t.csv.gz").frame.rows() == [("1", "2")]
    assert refused(write, gzip.compress(b"a,b\n1,2\n")[:-4], name="t.csv.gz").code == "table.cannot_read"


def test_names_twice_and_names_missing(write: Any) -> None:
    read = write("a,,a,a_2\n1,2,3,4\n", header="yes")
    assert read.frame.columns == ["a", "column2", "a_3", "a_2"]
    assert [note.code for note in read.notes] == ["table.dialect", "table.unnamed_columns", "table.doubled_columns"]


@pytest.mark.parametrize(
    ("content", "line", "fields", "text"),
    [
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", 3, 2, "4,5"),
        ("a,b,c\n1,2,3\n4,5,6,7\n6,7,8\n", 3, 4, "4,5,6,7"),
        ("1,2,3\n\n4,5,6\n7\n", 4, 1, "7"),
        ('a,b\n"x\ny",1\nz\nw,2\n', 4, 1, "z"),
        ("title of the file\na,b,c\n1,2,3\n4,5,6\n", 1, 1, "title of the file"),
    ],
)
def test_ragged_rows_are_refused_with_their_line(write: Any, content: str, line: int, fields: int, text: str) -> None:
    error = refused(write, content)
    assert error.code == "table.ragged"
    assert (error.parameters["line"], error.parameters["fields"], error.parameters["text"]) == (line, fields, text)
    assert f"Line {line}" in str(error) and text in str(error)


def test_the_last_row_without_newline_is_checked_too(write: Any) -> None:
    assert refused(write, "a,b,c\n1,2,3\n1,2,3\n4,5").parameters["line"] == 4


def test_other_refusals(write: Any) -> None:
    assert refused(write, "").code == "table.empty_file"
    assert refused(write, " \n\r\n ").code == "table.empty_file"
    assert refused(write, "a,b,c\n").code == "table.header_only"
    assert write("1,2,3\n", header="no").frame.rows() == [("1", "2", "3")]
    error = refused(write, 'a,b\n1,"x, y"\n3,"4\n5,6\n7,8\n')
    assert error.code == "table.open_quote" and error.parameters["line"] == 3
    error = refused(write, 'a;b\n1;"x;y"\n2;5\'11" or 12;"z"\n')
    assert error.code == "table.stray_quote" and error.parameters["line"] == 3


def test_the_file_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a, b\r\n1, 2\r\n")
    path.chmod(0o400)
    before = path.stat()
    read_text(path, DataConfig())
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"a, b\r\n1, 2\r\n", before.st_mtime_ns)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "pdf"), (b"PK\x03\x04\x14\x00", "zip"), (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<p>", "html"), (b'[\n {"a": 1}, {"a": 2}]', "json"), (b"\x1f\x8b\x08", "gzip"),
    ],
)  # fmt: skip
def test_other_formats_are_named(write: Any, content: bytes, kind: str) -> None:
    error = refused(write, content)
    assert error.code == "table.other_format" and error.parameters["kind"] == kind and "t.csv" in str(error)


def test_names_that_only_look_like_another_format(write: Any) -> None:
    for name in ("[bold]n[/bold]", "{n}", "PK", "<5"):
        assert write(f"{name},b\n1,x\n2,y\n").frame.columns == [name, "b"]
