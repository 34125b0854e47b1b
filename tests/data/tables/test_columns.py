"""What each column is, and why some are left out."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.data.tables.columns import Column, describe_columns, infinite_rows
from lamina.data.tables.table import read_table

SHARED = Path(__file__).parents[4] / "shared" / "data" / "tabular"
RNG = np.random.default_rng(0)
N = 200


def describe(values: Any, **options: Any) -> Column:
    config = DataConfig.model_validate(options)
    return describe_columns(read_table(pl.DataFrame({"c": values, "other": [0.5] * len(values)}), config), config)["c"]


@pytest.mark.parametrize(
    ("values", "kind", "reason"),
    [
        (RNG.normal(size=N).tolist(), "number", None),
        ([i % 7 for i in range(N)], "number", None),
        (["a", "b"] * (N // 2), "category", None),
        ([True, None] * (N // 2), "boolean", None),
        (["2020-01-01", "2020-01-02"] * (N // 2), "date", None),
        (list(range(1, N + 1)), "id", "table.left_out_running"),
        (RNG.permutation(N).tolist(), "id", "table.left_out_running"),
        ([i for i in range(N + 9) if i % 23], "id", "table.left_out_running"),  # rows were taken out
        ([None, *range(1, N)], "id", "table.left_out_running"),
        ([i + i // 150 for i in range(N)], "id", "table.left_out_running"),
        ([min(i, N - 2) for i in range(N)], "id", "table.left_out_running"),  # a row stands twice
        (list(range(100, 10 * N + 100, 10)), "id", "table.left_out_running"),
        ([i * i for i in range(N)], "number", None),
        (RNG.choice(5 * N, N, replace=False).tolist(), "number", None),
        (np.sort(RNG.choice(5 * N, N, replace=False)).tolist(), "number", None),
        ([f"user-{i}" for i in range(N)], "id", "table.left_out_id"),
        ([f"ticket-{i * 2 // 3}" for i in range(N)], "many", "table.left_out_many"),
        ([f"t{i % 90}" for i in range(200)], "category", None),
        ([f"the {i} quick brown fox number {i}" for i in range(N)], "text", "table.left_out_text"),
        (["same"] * N, "constant", "table.left_out_constant"),
        (["same", None] * (N // 2), "category", None),  # missing or not is worth knowing
        ([3.0, None] * (N // 2), "constant", "table.left_out_constant"),
        ([None] * N, "missing", "table.left_out_missing"),
        ([1, 2, 3], "number", None),  # too few rows for a verdict
        (["p", "q", "r"], "category", None),
    ],
)
def test_kinds(values: list[Any], kind: str, reason: str | None) -> None:
    column = describe(values)
    assert (column.kind, column.reason and column.reason.code) == (kind, reason)


def test_many_categories_that_cover_few_rows() -> None:
    values = [f"c{i % 300}" for i in range(900)]
    assert describe(values).kind == "many"
    assert describe(values, max_categories=200).kind == "category"
    common = ["x"] * 600 + [f"c{i}" for i in range(300)]
    assert describe(common).kind == "category"


def test_settings_overrule() -> None:
    running = list(range(N))
    assert describe(running, types={"c": "number"}).reason is None
    assert describe([f"u{i}" for i in range(N)], types={"c": "category"}).reason is None
    assert describe([1.5, 2.5] * 10, types={"c": "category"}).kind == "category"
    for options in ({"types": {"c": "drop"}}, {"ignore": ("c",)}):
        reason = describe([1.5, 2.5], **options).reason
        assert reason is not None and reason.code == "table.left_out_asked"


def test_counts() -> None:
    column = describe([1.0, 2.0, 2.0, None])
    assert (column.unique, column.missing, column.integer) == (2, 1, True)
    assert describe([1.0, 2.5]).integer is False


def test_infinite_rows() -> None:
    assert infinite_rows(pl.Series([1.0, float("inf"), None, -float("inf")])).tolist() == [1, 3]
    assert infinite_rows(pl.Series(["inf"])).tolist() == []


def test_titanic_and_penguins() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    config = DataConfig()
    columns = describe_columns(read_table(SHARED / "titanic.csv", config), config)
    left_out = {name: column.kind for name, column in columns.items() if column.reason is not None}
    assert left_out == {"PassengerId": "id", "Name": "text", "Ticket": "many", "Cabin": "many"}
    columns = describe_columns(read_table(SHARED / "penguins_raw.csv", config), config)
    left_out = {name: column.kind for name, column in columns.items() if column.reason is not None}
    assert left_out == {"Region": "constant", "Stage": "constant", "Individual ID": "many"}
    assert columns["Date Egg"].kind == "date" and columns["Culmen Length (mm)"].kind == "number"
