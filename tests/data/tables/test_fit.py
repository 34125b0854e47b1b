"""Fitting a whole table: which columns are left out, and what is refused."""

import numpy as np
import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.fit import Column, check_rules, fit_table, read_column, stack_numbers

TRAIN = np.array([0, 1, 2])


def numeric(name: str, *values: float) -> Column:
    return Column(name, "number", np.array(values, dtype=np.float64))


def textual(name: str, *values: str | None) -> Column:
    return Column(name, "category", pl.Series(name, values, dtype=pl.String))


def test_numbers_then_categories_in_file_order() -> None:
    columns = [textual("k", "a", "b", "a", "c"), numeric("x", 1, 2, 3, 4), numeric("y", 1, 0, 1, 1)]
    fitted = fit_table(columns, TRAIN, DataConfig())
    assert [column.name for column in fitted.numbers] == ["x", "y"] and fitted.categories[0].categories == ("a", "b")
    assert fitted.prepare.num_features == 4 and not fitted.notes


@pytest.mark.parametrize(("column", "code", "elsewhere"), [
    (numeric("x", np.nan, np.nan, np.nan, 1), "data.all_missing", True),
    (numeric("x", np.nan, np.nan, np.nan, np.nan), "data.all_missing", False),
    (textual("x", None, None, None, "a"), "data.all_missing", True),
    (numeric("x", 2, 2, 2, 3), "data.constant", True), (textual("x", "a", "a", "a", "a"), "data.constant", False),
])  # fmt: skip
def test_columns_that_say_nothing_are_left_out_and_told(column: Column, code: str, elsewhere: bool) -> None:
    fitted = fit_table([numeric("other", 1, 2, 3, 4), column], TRAIN, DataConfig())
    assert [note.code for note in fitted.notes] == [code] and fitted.notes[0].parameters["elsewhere"] is elsewhere
    assert [item.name for item in fitted.numbers] == ["other"] and not fitted.categories
    with pytest.raises(InputError) as caught:
        fit_table([column], TRAIN, DataConfig())
    assert caught.value.code == "data.no_inputs"


def test_constant_with_missing_values_still_says_something() -> None:
    fitted = fit_table([numeric("x", 1, np.nan, 1, 1)], TRAIN, DataConfig())
    assert fitted.prepare.num_features == 2


def test_a_single_training_row_is_no_reason_to_leave_columns_out() -> None:
    fitted = fit_table([numeric("x", 5, 6)], np.array([0]), DataConfig())
    assert fitted.prepare.scale.mean.tolist() == [5.0] and fitted.prepare.scale.scale.tolist() == [1.0]


def test_columns_are_read_by_their_type() -> None:
    assert read_column(pl.Series("b", [True, None]), "boolean").source == "boolean"
    column = read_column(pl.Series("k", [1.0, None]), "category")
    assert isinstance(column.cells, pl.Series) and column.cells.to_list() == ["1", None]
    assert column.missing().tolist() == [False, True]


def test_rule_for_no_input_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        check_rules([numeric("age", 1)], DataConfig(missing_columns={"agee": "mean"}))
    assert caught.value.parameters == {"column": "agee", "nearest": "age"}


def test_no_numbers_stack_to_no_columns() -> None:
    assert stack_numbers([], 3).shape == (3, 0)
