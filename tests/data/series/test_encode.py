"""New rows for a model of a series: the future beyond a file's end, and all windows to be scored."""

import polars as pl
import pytest
import torch

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec
from lamina.data.samples import AIRLINE
from lamina.data.series.encode import as_rows, encode_future, encode_series
from lamina.data.series.prepared import prepare_series
from lamina.data.tables.table import read_table


@pytest.fixture(scope="module")
def spec() -> DataSpec:
    return prepare_series(read_table("airline", RunConfig().data), RunConfig()).spec


def months(first: int, count: int) -> pl.DataFrame:
    at = range(first, first + count)
    return pl.DataFrame(
        {
            "passengers": [float(AIRLINE[i % 144]) for i in at],
            "month": [f"{1949 + i // 12}-{1 + i % 12:02}" for i in at],
        }
    )


def test_the_future_begins_after_the_last_row(spec: DataSpec) -> None:
    future = encode_future(months(100, 24), spec)
    assert future.window[0, :, 0].tolist() == list(AIRLINE[100:124])
    assert future.stamps[0][0] == "1959-05-01" and future.stamps[0][-1] == "1960-04-01"
    assert spec.series is not None
    rows = as_rows(future, torch.arange(12.0)[None], spec.series)
    assert list(rows) == ["month", "passengers"] and rows["passengers"] == list(range(12))


def test_all_windows_with_their_targets(spec: DataSpec) -> None:
    encoded = encode_series(months(0, 40), spec)
    assert len(encoded) == 40 - 24 - 12 + 1 and encoded.row_names[0] == "1951-01-01"
    assert encoded.target is not None and encoded.target[0].tolist() == list(AIRLINE[24:36])


def test_values_beyond_training_are_told(spec: DataSpec) -> None:
    assert "series.outside" in [note.code for note in encode_future(months(120, 24), spec).notes]
    assert "series.outside" not in [note.code for note in encode_future(months(0, 24), spec).notes]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (months(0, 23), "series.short_to_forecast"), (months(0, 30).drop("month"), "data.columns_missing"),
        (months(0, 30).rename({"passengers": "people"}), "data.columns_missing"),
        (pl.DataFrame({"month": [f"2024-01-{day:02}" for day in range(1, 31)], "passengers": [1.0] * 30}), "series.irregular"),
    ],
)  # fmt: skip
def test_refusals(spec: DataSpec, frame: pl.DataFrame, code: str) -> None:
    with pytest.raises(InputError) as error:
        encode_future(frame, spec)
    assert error.value.code == code


def test_too_short_to_score(spec: DataSpec) -> None:
    with pytest.raises(InputError) as error:
        encode_series(months(0, 30), spec)
    assert error.value.code == "series.short_to_score"
