"""Features added up to columns."""

import torch

from lamina.data.prepare import TablePreparation
from lamina.verbs.views.column_rows import columns_of, rows_in_columns

from . import looks


def test_indicators_and_categories_belong_to_their_columns() -> None:
    prepare = TablePreparation(2, 2, 1, 5)
    prepare.indicate.columns.fill_(1)
    prepare.onehot.column.copy_(torch.tensor([0, 0, 1, 1, 1]))
    found = columns_of(torch.tensor([1.0, 2, 10, 100, 200, 1000, 2000, 3000]), prepare, 2)
    assert found.tolist() == [1, 12, 300, 6000]


def test_the_numbers_of_a_row_add_up() -> None:
    seen = looks.table("regress")
    (told, picture), *_ = rows_in_columns(seen, None)
    assert "add up to" in told and "age = " in told and "sex = " in told and picture.stem == "columns-row-1"
    assert rows_in_columns(looks.series(), None) == []


def test_a_missing_value_is_called_so() -> None:
    seen = looks.table()
    seen.raw["numbers"][0, 1] = torch.nan
    assert any("noise = missing" in told for told, _ in rows_in_columns(seen, None)[:1])
