"""Cells as float64, as texts, as codes."""

import math

import numpy as np
import polars as pl
import pytest

from lamina.core.errors import InputError
from lamina.data.tables.values import code_cells, number_cells, text_cells


def test_numbers_with_missing_and_infinite_as_nan() -> None:
    values = number_cells(pl.Series([1.0, None, math.inf, -math.inf, math.nan, 2.0]))
    np.testing.assert_array_equal(values, [1.0, math.nan, math.nan, math.nan, math.nan, 2.0])


def test_booleans_dates_and_empty_columns() -> None:
    assert number_cells(pl.Series([True, False])).tolist() == [1.0, 0.0]
    dates = pl.Series(["1970-01-02", "2000-01-01"]).str.to_date()
    assert number_cells(dates).tolist() == [86_400.0, 946_684_800.0]
    assert number_cells(pl.Series(["1970-01-01 00:00:01.5"]).str.to_datetime()).tolist() == [1.5]
    assert np.isnan(number_cells(pl.Series([None, None]))).all()


def test_texts_are_read_as_their_column_was() -> None:
    assert number_cells(pl.Series([" 3.5 ", "1e3"])).tolist() == [3.5, 1000.0]
    np.testing.assert_array_equal(number_cells(pl.Series(["Yes", "FALSE", ""]), "boolean"), [1.0, 0.0, math.nan])
    assert number_cells(pl.Series(["1970-01-01 00:01:00"]), "date").tolist() == [60.0]


@pytest.mark.parametrize(("text", "source"), [("abc", "number"), ("perhaps", "boolean"), ("not a day", "date")])
def test_text_of_another_kind_is_refused_with_its_place(text: str, source: str) -> None:
    with pytest.raises(InputError) as caught:
        number_cells(pl.Series("age", ["1", None, text] if source != "date" else ["1970-01-01", None, text]), source)
    assert caught.value.code == "data.not_a_number"
    assert caught.value.parameters == {"column": "age", "row": 2, "value": text, "expected": source, "count": 1}


def test_texts_of_numbers_have_no_needless_point() -> None:
    assert text_cells(pl.Series([3.0, 2.5, None, math.nan, 1e20])).to_list()[:4] == ["3", "2.5", None, None]
    assert text_cells(pl.Series([True, None])).to_list() == ["true", None]
    assert text_cells(pl.Series(["007"])).to_list() == ["007"]


def test_codes_of_known_missing_and_unseen() -> None:
    texts = pl.Series(["b", None, "x", "a"])
    assert code_cells(texts, ("a", "b")).tolist() == [1, 2, 3, 0]
    assert code_cells(texts, ()).tolist() == [1, 0, 1, 1]
