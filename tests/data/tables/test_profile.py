"""The profile of a table."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lamina.core.config import RunConfig
from lamina.core.records import Profile
from lamina.data.tables.profile import profile_table
from lamina.data.tables.table import read_table

TABLES = Path(__file__).parents[4] / "shared" / "data" / "tabular"
N = 100


def profile(source: Any, **options: Any) -> Profile:
    config = RunConfig().replace(**options)
    return profile_table(read_table(source, config.data), config)


def frame() -> pl.DataFrame:
    random = np.random.default_rng(0)
    return pl.DataFrame({
        "id": np.arange(N), "x": random.normal(size=N), "same": [1.0] * N, "k": random.choice(["a", "b"], N),
        "w": random.random(N), "y": random.choice(["no", "yes"], N),
    })  # fmt: skip


def test_types_and_roles_of_the_columns() -> None:
    found = profile(frame(), weight_column="w")
    assert {column.name: (column.type, column.role) for column in found.columns} == {
        "id": ("id", "ignored"), "x": ("number", "input"), "same": ("constant", "ignored"), "k": ("category", "input"),
        "w": ("number", "weight"), "y": ("category", "target"),
    }  # fmt: skip
    assert (found.rows, found.task, found.target, found.repeated_rows) == (N, "classify", "y", 0)
    assert [part.name for part in found.parts] == ["train", "validation", "test"]
    drifts = {column.name: column.drift for column in found.columns}
    assert drifts["id"] is None and 0 <= (drifts["x"] or 0) <= 1 and drifts["k"] is not None


def test_repeated_rows_are_seen_past_the_numbering() -> None:
    found = profile(pl.concat([frame()] * 2).with_columns(id=pl.Series(np.arange(2 * N))))
    assert found.repeated_rows == N and "data.repeated_rows" in {note.code for note in found.notes}


def test_drift_of_a_given_split_is_told() -> None:
    source = frame().with_columns(part=pl.Series(["train"] * 60 + ["test"] * 40), t=pl.Series(np.arange(N) / 7))
    notes = {note.code: note.parameters for note in profile(source, split_column="part", target=("y",)).notes}
    assert notes["data.drift"]["columns"] == {"t": 1.0}


def test_near_rows_are_told() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(N, 3))
    source = np.hstack((np.vstack((x, x + 1e-4)), np.tile(random.normal(size=(N, 1)), (2, 1))))
    assert "data.near_rows" in {note.code for note in profile(source).notes}


def test_data_that_cannot_be_trained_on_is_still_described() -> None:
    found = profile(frame().with_columns(y=pl.lit("no")), target=("y",))
    assert "table.single_class" in {note.code for note in found.notes} and len(found.columns) == 6
    assert found.parts == () and found.target == "y" and found.task == ""


@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_wine_has_its_240_repeats() -> None:
    assert profile(TABLES / "winequality-red.csv").repeated_rows == 240


@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_fifty_thousand_rows() -> None:
    found = profile(TABLES / "diamonds.csv", target=("price",))
    assert found.rows == 53940 and found.repeated_rows == 146
