"""Rows left out on request, counted and listed."""

import math

import numpy as np
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.drops import missing_note, outlier_notes, with_missing
from lamina.data.tables.fit import Column
from lamina.data.tables.table import Table, read_table

NAN = math.nan


def make(**columns: list[float]) -> tuple[list[Column], Table]:
    table = read_table(columns, DataConfig())
    return [Column(name, "number", np.array(values, dtype=np.float64)) for name, values in columns.items()], table


def test_rows_with_missing_values_by_column_or_for_all() -> None:
    columns, table = make(a=[1, NAN, 3, 4], b=[NAN, 2, 3, 4])
    assert with_missing(columns, DataConfig(), table)[0].tolist() == []
    rows, notes = with_missing(columns, DataConfig(missing_columns={"a": "drop"}), table)
    assert (
        rows.tolist() == [1] and notes[0].parameters["columns"] == {"a": 1} and notes[0].parameters["places"] == ["1"]
    )
    rows, notes = with_missing(columns, DataConfig(missing="drop", missing_columns={"b": "mean"}), table)
    assert rows.tolist() == [1]
    assert with_missing(columns, DataConfig(missing="drop"), table)[0].tolist() == [0, 1]


def test_dropping_every_row_is_refused() -> None:
    columns, table = make(a=[1, NAN], b=[NAN, 2])
    with pytest.raises(InputError) as caught:
        with_missing(columns, DataConfig(missing="drop"), table)
    assert caught.value.code == "data.all_rows_dropped"


def test_outliers_are_counted_and_only_training_rows_dropped() -> None:
    columns, table = make(a=[1, 2, 3, 4, 100, 200], b=[1, 2, 3, 4, 5, 6])
    train = np.array([0, 1, 2, 3, 4])
    kept, notes = outlier_notes(columns, train, DataConfig(), table)
    assert len(kept) == 0 and notes[0].parameters["columns"] == {"a": 1} and notes[0].parameters["action"] == "report"
    rows, notes = outlier_notes(columns, train, DataConfig(outliers="drop"), table)
    assert rows.tolist() == [4] and notes[0].parameters["places"] == ["4"]


def test_no_outliers_no_note() -> None:
    columns, table = make(a=[1, 2, 3, 4])
    assert outlier_notes(columns, np.arange(4), DataConfig(), table)[1] == ()


def test_missing_training_values_are_counted_with_their_rule() -> None:
    columns, _ = make(a=[1, NAN, 3], b=[1, 2, 3])
    (note,) = missing_note(columns, np.array([0, 1]), DataConfig(missing_columns={"a": "mean"}))
    assert note.parameters == {"columns": {"a": [1, "mean"]}, "rows": 2}
    assert missing_note(columns, np.array([0, 2]), DataConfig()) == ()
