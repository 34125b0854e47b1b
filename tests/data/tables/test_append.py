"""Given files under the columns of the data."""

import polars as pl
import pytest

from lamina.core.errors import InputError
from lamina.data.load import Loaded
from lamina.data.tables.append import append_given, without_trailing_dots


def blocks(train: dict[str, list[str | None]], test: dict[str, list[str | None]]) -> list[Loaded]:
    return [Loaded("train", pl.DataFrame(train)), Loaded("test", pl.DataFrame(test))]


def undotted(train: list[str | None], test: list[str | None]) -> list[str | None]:
    both = blocks({"y": train}, {"y": test})
    parts, notes = without_trailing_dots([block.frame["y"] for block in both], both)
    assert bool(notes) == (parts[1].to_list() != test)
    assert parts[0].to_list() == train
    return parts[1].to_list()


def test_columns_are_brought_into_order() -> None:
    same, notes = append_given(blocks({"a": ["1"], "b": ["2"]}, {"b": ["4"], "more": ["x"], "a": ["3"]}))
    assert same[1].frame.rows() == [("3", "4")]
    assert [note.code for note in notes] == ["table.given_adds", "table.given_part"]


def test_a_lacking_column_is_refused_with_the_nearest_of_the_free_ones() -> None:
    with pytest.raises(InputError) as error:
        append_given(blocks({"age": ["1"], "b": ["2"]}, {"b": ["4"], "Age ": ["3"]}))
    assert error.value.parameters["names"] == ["age"] and error.value.parameters["nearest"] == "Age "


def test_full_stops_go_only_where_it_is_plain_what_they_are() -> None:
    assert undotted(["<=50K", ">50K"], [" <=50K.", None, ">50K."]) == ["<=50K", None, ">50K"]
    assert undotted(["a", "b"], ["a.", "b"]) == ["a.", "b"]  # not all
    assert undotted(["a", "b."], ["a.", "b."]) == ["a.", "b."]  # training has some
    assert undotted(["a", "b"], ["a.", "c."]) == ["a.", "c."]  # not a class without it
    assert undotted(["1", "2"], ["1.", "2."]) == ["1.", "2."]  # a number
    assert undotted(["a"], ["?", "a."]) == ["?", "a"]
