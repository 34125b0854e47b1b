import math

import polars as pl
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.bundle.golden import draw_rows
from lamina.bundle.rows import code, decode_rows, encode_rows, number, unseen_name, written
from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, DataSpec, NumberColumn, TargetSpec
from lamina.data.tables.encode import encode_table

SPEC = DataSpec(
    kind="table",
    task="classify",
    numbers=(
        NumberColumn(name="age", quantiles=(0.5, 20.25, 80.0)),
        NumberColumn(name="born", source="date", quantiles=(-1e9, 0.0, 1.5e9)),
        NumberColumn(name="joined", source="date", quantiles=(0.0, 86400.0 * 3, 86400.0 * 20_000)),
        NumberColumn(name="paid", source="boolean", quantiles=(0, 0, 1)),
        NumberColumn(name="rooms", integer=True, quantiles=(1, 3, 9)),
    ),
    categories=(
        CategoryColumn(name="city", categories=("北京", "never seen")),
        CategoryColumn(name="grade", categories=("1", "2")),
    ),
    targets=(TargetSpec(name="y", classes=("a", "b")),),
)


def test_a_row_as_a_person_writes_it() -> None:
    rows = [
        {
            "age": 20.5,
            "born": "1970-01-02T00:00:00",
            "joined": "1970-01-02",
            "paid": True,
            "rooms": 3,
            "city": "北京",
            "grade": "2",
        }
    ]
    inputs = encode_rows(rows, SPEC)
    assert inputs["numbers"].tolist() == [[20.5, 86400.0, 86400.0, 1.0, 3.0]]
    assert inputs["codes"].tolist() == [[0, 1]]
    assert decode_rows(inputs, SPEC) == rows


def test_missing_and_unseen() -> None:
    inputs = encode_rows([{"city": "Paris", "grade": None}], SPEC)
    assert torch.isnan(inputs["numbers"]).all()
    assert inputs["codes"].tolist() == [[3, 2]]
    assert decode_rows(inputs, SPEC)[0]["city"] == "never seen?"


@pytest.mark.parametrize(
    ("cell", "expected"), [(2.0, 1), (2, 1), ("2", 1), (2.5, 3), ("", 2), (None, 2), (math.nan, 2), (True, 3)]
)
def test_categories_that_look_like_numbers(cell: object, expected: int) -> None:
    assert code(cell, SPEC.categories[1]) == expected  # type: ignore[arg-type]


def test_a_text_in_a_numeric_column_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="age"):
        number("twelve", SPEC.numbers[0])


def test_dates_outside_the_calendar_stay_seconds() -> None:
    column = SPEC.numbers[1]
    assert written(1e18, column) == 1e18
    assert number("2020-01-01T00:00:00+02:00", column) == 1577829600.0


@given(st.lists(st.text(min_size=1), max_size=4, unique=True))
def test_the_unseen_name_is_none_of_the_categories(names: list[str]) -> None:
    assert unseen_name(CategoryColumn(name="c", categories=tuple(names))) not in names


@given(st.floats(-6e10, 2e11, allow_nan=False).map(round))
def test_whole_seconds_survive_as_dates(seconds: int) -> None:
    column = SPEC.numbers[1]
    assert number(written(float(seconds), column), column) == seconds


def test_golden_rows_mean_the_same_when_a_table_is_read() -> None:
    inputs = draw_rows(SPEC)
    rows = decode_rows(inputs, SPEC)
    frame = pl.DataFrame(rows, infer_schema_length=None)
    read = encode_table(frame, SPEC).inputs
    assert torch.equal(read["codes"], inputs["codes"])
    assert torch.allclose(read["numbers"], inputs["numbers"], rtol=0, atol=0, equal_nan=True)
