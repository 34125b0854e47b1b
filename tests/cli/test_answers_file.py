"""Answers never stand where something else stood."""

from pathlib import Path

import polars as pl
import pytest

from lamina.cli.answers_file import check_ending, columns_of, csv_text, write_answers
from lamina.core.errors import InputError

FRAME = pl.DataFrame({"line": [2, 3], "answer": ["yes", "no"], "outside": ["", "far"]})


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_answers_are_replaced_by_answers_alone(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_answers(FRAME, path)
    assert columns_of(path) == FRAME.columns
    write_answers(FRAME.head(1), path)
    other = FRAME.rename({"answer": "price"})
    with pytest.raises(InputError) as caught:
        write_answers(other, path)
    assert caught.value.code == "cli.answers_over_file" and columns_of(path) == FRAME.columns


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.csv", "my,notes\n1,2\n"), ("config.json", '{"data": 1}'), ("x.parquet", "text"), ("e.csv", ""), ("l.json", "[]"), ("n.json", "[1]")],
)  # fmt: skip
def test_a_file_of_the_users_is_left_as_it_is(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError):
        write_answers(FRAME, path)
    assert path.read_text() == content


def test_endings() -> None:
    check_ending("a.CSV")
    with pytest.raises(InputError):
        check_ending("a.xlsx")


def test_nothing_outside_is_nothing_in_csv(tmp_path: Path) -> None:
    assert csv_text(FRAME) == "line,answer,outside\n2,yes,\n3,no,far\n"
    assert csv_text(FRAME.select("line")) == "line\n2\n3\n"
    write_answers(FRAME, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == csv_text(FRAME)
