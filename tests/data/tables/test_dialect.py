"""Separators, decimal marks and headers, guessed from the first lines."""

from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import TableForm
from lamina.data.tables.dialect import Dialect, guess_dialect, looks_like_header, split_line

SHARED = Path(__file__).parents[4] / "shared" / "data"


def guess(text: str, **options: str) -> Dialect:
    return guess_dialect(text.encode(), DataConfig.model_validate(options), "t.csv")


@pytest.mark.parametrize(
    ("text", "separator", "decimal"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", ",", "."),
        ("a;b;c\n1,5;2,25;x\n4,0;5;y\n", ";", ","),
        ("1,5;2,5\n3,5;4,5\n", ";", ","),  # a comma cuts every line into three, but leaves 5;2 in one cell
        ("a\tb\n1.5\tred, or blue\n2.5\tgreen\n", "\t", "."),
        ("a|b\n1|2\n", "|", "."),
        ("1.0  2.0   3\n 4.0 5.0   6\n", " ", "."),
        ('name,text\nx,"one, two"\ny,"three, four, five"\n', ",", "."),
        ("a;b\n1.234,5;2\n3.456,7;4\n", ";", ","),
        ("a;b\n1,234;2\n3,456;4\n", ";", ","),  # where semicolons separate, commas are decimal marks
        ("a\tb\n1,234\t2\n3,456\t4\n", "\t", "."),  # else they group thousands
        ("a;b\n1,234;2.5\n3,456;4.5\n", ";", "."),
        ("just one column\nof words, some with commas\nand some without\n", ",", "."),
    ],
)
def test_separator_and_decimal_mark(text: str, separator: str, decimal: str) -> None:
    found = guess(text)
    assert (found.separator, found.decimal) == (separator, decimal)


def test_settings_overrule_the_guess() -> None:
    found = guess("a,b\n1,2\n", separator="tab", decimal=",", header="no")
    assert found == Dialect("\t", False, ",", False)
    assert guess("a;b\n1;2\n", separator=",").separator == ","
    for wrong in ("ab", '"', "，"):
        with pytest.raises(InputError) as error:
            guess("a,b\n1,2\n", separator=wrong)
        assert error.value.code == "table.bad_separator"


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["age", "job"], ["39", "clerk"], ["50", "boss"]], True),
        ([["39", "clerk"], ["50", "boss"]], False),
        ([["ham", "hello"], ["spam", "win"], ["ham", "bye"]], False),  # a word of the first row comes again below
        ([["city", "mayor"], ["Rome", "A"], ["Bonn", "B"]], True),
        ([["", "a", "b"], ["0", "1", "2"], ["1", "3", "4"]], True),  # an index without a name
        ([["0", "1", "2"], ["5.5", "3.5", "x"], ["4.5", "2.5", "y"]], True),  # numbered columns of a data frame
        ([["country", "2019", "2020"], ["FR", "1", "2"], ["DE", "3", "4"]], True),  # years
        ([["a", "a"], ["1", "2"]], True),  # doubled names over numbers are told apart later
        ([["a", "a"], ["b", "c"]], False),
        ([["x", "?", "y"], ["1", "2", "3"]], True),
        ([["a", "?"], ["b", "c"]], False),
        ([["only", "row"]], True),
    ],
)
def test_header(rows: list[list[str]], header: bool) -> None:
    assert looks_like_header(rows) is header


def test_split_line_strips_and_honours_quotes() -> None:
    assert split_line('1, "a, b" ,c', ",", True) == ["1", "a, b", "c"]
    assert split_line("5'11\", x", ",", False) == ["5'11\"", "x"]
    assert split_line("  1   2 ", " ", False) == ["1", "2"]


REAL = {
    "adult-train.csv": (",", False),
    "horse-colic.csv": (",", False),
    "auto_imports.csv": (",", False),
    "winequality-red.csv": (";", True),
    "winequality-white.csv": (";", True),
    "penguins_raw.csv": (",", True),
    "titanic.csv": (",", True),
    "california-housing.csv": (",", True),
    "diamonds.csv": (",", True),
    "iris.csv": (",", True),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(name: str) -> None:
    path = SHARED / "tabular" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    found = guess_dialect(path.read_bytes(), DataConfig(), name)
    assert (found.separator, found.header, found.decimal) == (*REAL[name], ".")


FORM = TableForm(columns=("a", "b", "2001"), named=True, decimal=",", separator="^", encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "separator", "decimal", "header"),
    [
        ("a;b;2001\n1;2;3\n", ";", ",", True),
        ("a^b^2001\n1^2^3\n", "^", ",", True),  # a separator that is not among those tried
        ("2001,b\n1,x\n", ",", ".", True),  # between commas no comma is a decimal mark
        ("a;b\n1.5;2\n", ";", ".", True),  # the file itself is plain
        ("1;x;3\n2;y;4\n", ";", ",", False),
    ],
)
def test_doubt_is_settled_by_the_table_seen_before(text: str, separator: str, decimal: str, header: bool) -> None:
    found = guess_dialect(text.encode(), DataConfig(), "f", FORM)
    assert (found.separator, found.decimal, found.header) == (separator, decimal, header)


def test_rows_like_those_of_a_file_without_header_have_none_either() -> None:
    bare = FORM.model_copy(update={"columns": ("column1", "column2"), "named": False})
    words = [["red", "small"], ["blue", "large"]]
    assert looks_like_header(words) and looks_like_header(words, FORM) and not looks_like_header(words, bare)
    assert looks_like_header([["red", "1"]], FORM) and not looks_like_header([["red", "1"]], bare)
    assert looks_like_header([["column1", "column2"], ["red", "x"]], bare)
