"""Data in memory: the same table whatever library holds it, and nothing written to the user's buffers."""

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import torch

from lamina.core.errors import InputError
from lamina.data.tables.frames import (
    array_to_polars,
    dict_to_polars,
    frame_to_polars,
    pair_to_polars,
    records_to_polars,
    to_series,
)  # fmt: skip

COLUMNS: dict[str, list[Any]] = {
    "size": [1.5, None, 3.0],
    "count": [1, 2, 3],
    "word": ["a", None, "c"],
    "yes": [True, False, True],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_frames_of_all_libraries(make: Any) -> None:
    frame, notes = frame_to_polars(make(COLUMNS))
    assert frame.columns == list(COLUMNS) and notes == ()
    assert frame["size"].fill_nan(None).to_list() == COLUMNS["size"]
    assert frame["count"].to_list() == COLUMNS["count"]
    assert frame["word"].to_list() == COLUMNS["word"]
    assert frame["yes"].to_list() == COLUMNS["yes"]


def test_kinds_of_pandas() -> None:
    source = pd.DataFrame({
        "when": pd.to_datetime(["2020-01-01", None]),
        "kind": pd.Categorical(["x", "y"]),
        "nullable": pd.array([1, None], dtype="Int64"),
        "mixed": ["a", 1.5],
    })  # fmt: skip
    frame = frame_to_polars(source)[0]
    assert frame["when"].dtype == pl.Datetime and frame["when"].null_count() == 1
    assert frame["kind"].to_list() == ["x", "y"]
    assert frame["nullable"].to_list() == [1.0, None]
    assert frame["mixed"].to_list() == ["a", "1.5"]


def test_names_that_are_no_text() -> None:
    numbers = pd.DataFrame([[1, 2.5], [3, 4.5]])
    assert frame_to_polars(numbers)[0].columns == ["0", "1"]
    pairs = pd.DataFrame([[1, 2.5]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]))
    assert frame_to_polars(pairs)[0].columns == ["a_b", "a_c"]


def test_values_that_polars_does_not_know_become_text() -> None:
    source = pd.DataFrame({"p": pd.period_range("2020-01", periods=2, freq="M"), "c": [1j, 2j]})
    assert frame_to_polars(source)[0].rows() == [("2020-01", "1j"), ("2020-02", "2j")]


def test_a_named_index_is_told() -> None:
    source = pd.DataFrame({"a": [1, 2]}, index=pd.Index([5, 6], name="day"))
    frame, notes = frame_to_polars(source)
    assert frame.columns == ["a"] and [note.code for note in notes] == ["table.index_left_out"]


def test_doubled_columns_are_refused() -> None:
    with pytest.raises(InputError) as error:
        frame_to_polars(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    assert error.value.code == "table.duplicate_columns"


def test_arrays_and_tensors() -> None:
    for make in (np.array, torch.tensor):
        frame = array_to_polars(make([[1.0, 2.0], [3.0, float("nan")]]))
        assert frame.columns == ["x1", "x2"] and frame["x1"].to_list() == [1.0, 3.0]
    assert array_to_polars(torch.ones(2, 1, dtype=torch.bfloat16, requires_grad=True))["x1"].to_list() == [1.0, 1.0]
    assert array_to_polars(torch.eye(2).to_sparse())["x1"].to_list() == [1.0, 0.0]
    words = array_to_polars(np.array([["a", 1], ["b", None]], dtype=object))
    assert words.rows() == [("a", 1.0), ("b", None)]
    for wrong in (np.zeros((2, 2, 2)), np.zeros((2, 2), complex), np.zeros(2, dtype=[("a", float)])):
        with pytest.raises(InputError):
            array_to_polars(wrong)


def test_shared_buffers_are_not_written_to() -> None:
    array = np.array([[1.0, np.nan], [np.inf, 4.0]])
    before = array.copy()
    array.flags.writeable = False
    frame = array_to_polars(array)
    frame = frame.with_columns(x1=frame["x1"] * 2)
    np.testing.assert_array_equal(array, before)
    tensor = torch.tensor([[1.0, 2.0]])
    kept = array_to_polars(tensor)
    tensor.mul_(100)
    assert kept.rows() == [(1.0, 2.0)]  # and what the user does later does not reach the table


def test_pairs() -> None:
    features = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert pair_to_polars(features, [0, 1])[0].columns == ["x1", "x2", "target"]
    assert pair_to_polars(features, np.zeros((2, 3)))[0].columns == ["x1", "x2", "target1", "target2", "target3"]
    assert pair_to_polars(features, np.zeros((2, 1)))[0].columns == ["x1", "x2", "target"]
    named = pair_to_polars(pd.DataFrame({"a": [1, 2]}), pd.Series(["u", "v"], name="answer"))[0]
    assert named.rows(named=True) == [{"a": 1, "answer": "u"}, {"a": 2, "answer": "v"}]
    with pytest.raises(InputError) as error:
        pair_to_polars(features, [0, 1, 2])
    assert error.value.parameters == {"rows": 2, "targets": 3}
    with pytest.raises(InputError):
        pair_to_polars(pd.DataFrame({"a": [1]}), pd.Series([1], name="a"))


def test_dicts_and_records() -> None:
    frame = dict_to_polars({"a": [1, None], "b": np.array([1.5, 2.5]), "c": pd.Series(["x", "y"])})
    assert frame.rows() == [(1.0, 1.5, "x"), (None, 2.5, "y")]
    frame = records_to_polars([{"a": 1, "b": "x"}, {"b": "y", "c": 2.5}])
    assert frame.rows() == [(1.0, "x", None), (None, "y", 2.5)]
    with pytest.raises(InputError) as error:
        dict_to_polars({"a": [1], "b": [1, 2]})
    assert error.value.parameters["lengths"] == {"a": 1, "b": 2}


def test_python_values() -> None:
    assert to_series("x", [1, 2.5, float("nan"), None, np.float32(0.5), pd.NA]).to_list() == [
        1.0,
        2.5,
        None,
        None,
        0.5,
        None,
    ]
    assert to_series("x", [True, None]).dtype == pl.Boolean
    assert to_series("x", [True, 2]).to_list() == ["True", "2"]
    assert nw.from_native(to_series("x", ["a"]), series_only=True).name == "x"
