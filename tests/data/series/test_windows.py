"""Windows and parts: no target step in two parts, nothing of the future in a window, whatever the lengths."""

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.series.columns import choose_columns
from lamina.data.series.reading import Series, read_series
from lamina.data.series.windows import cut_parts, find_borders
from lamina.data.tables.table import read_table


def counted(steps: int, **more: Any) -> Series:
    """Each value is its own step, so that a window shows what it holds."""
    table = read_table(pl.DataFrame({"x": np.arange(float(steps)), **more}), RunConfig().data)
    return read_series(table, choose_columns(table, RunConfig().data))


@settings(max_examples=60, deadline=None)
@given(st.integers(40, 160), st.integers(1, 12), st.integers(1, 9), st.floats(0, 0.4), st.floats(0, 0.4))
def test_windows_end_where_their_targets_begin_and_parts_share_no_target(
    steps: int, window: int, horizon: int, validation: float, test: float
) -> None:
    config = RunConfig().replace(validation_fraction=validation, test_fraction=test).data
    series = counted(steps)
    borders = find_borders(series, config, horizon)
    parts, left = cut_parts(series, borders, window, horizon)
    assert left == 0
    seen: list[set[float]] = []
    for name, part in parts.items():
        windows = part.inputs["window"][:]
        assert windows.shape == (len(part), window, 1) and part.target.shape == (len(part), horizon)
        assert torch.equal(windows[:, -1, 0] + 1, part.target[:, 0])
        assert torch.equal(windows[:, 0, 0] + window - 1, windows[:, -1, 0])
        assert torch.equal(part.row_ids.double(), part.target[:, 0])
        seen.append(set(part.target.flatten().tolist()))
        first, end = borders.parts[name]
        assert min(seen[-1]) >= first and max(seen[-1]) < end
    for one, other in pairwise(seen):
        assert max(one) < min(other)


def test_folds_expand_and_test_on_the_next_block() -> None:
    series, config = counted(120), RunConfig().replace(folds=3).data
    borders = [find_borders(series, config, 4, fold).parts for fold in range(3)]
    assert [item["test"] for item in borders] == [(60, 80), (80, 100), (100, 120)]
    assert all(item["train"][0] == 0 and item["validation"][1] == item["test"][0] for item in borders)


def test_folds_too_short_for_a_horizon_are_refused() -> None:
    with pytest.raises(
        InputError, match="20 folds share the last half of 120 steps, and one holds less than a horizon"
    ):
        find_borders(counted(120), RunConfig().replace(folds=20).data, 4, 0)


def test_several_series_do_not_run_into_one_another() -> None:
    days = [f"2024-01-{day:02}" for day in range(1, 31)]
    series = counted(60, day=days * 2, shop=["a"] * 30 + ["b"] * 30)
    parts, _ = cut_parts(series, find_borders(series, RunConfig().data, 2), 4, 2)
    for part in parts.values():
        together = torch.cat([part.inputs["window"][:][:, :, 0], part.target], dim=1)
        assert bool(((together < 30).all(dim=1) | (together >= 30).all(dim=1)).all())
    assert sorted({int(value // 30) for value in parts["test"].target[:, 0].tolist()}) == [0, 1]


def test_a_filled_value_is_never_a_target() -> None:
    days = [f"2024-01-{day:02}" for day in range(1, 31) if day != 12]
    table = read_table(pl.DataFrame({"day": days, "x": np.arange(29.0)}), RunConfig().data)
    series = read_series(table, choose_columns(table, RunConfig().data))
    parts, left = cut_parts(series, find_borders(series, RunConfig().data, 2), 3, 2)
    assert left == 2
    ahead = torch.cat([part.row_ids for part in parts.values()])
    days_ahead = {int(days[row][-2:]) + step for row in ahead.tolist() for step in range(2)}
    assert 12 not in days_ahead and 13 in days_ahead
    assert bool((torch.cat([part.row_ids for part in parts.values()]) >= 0).all())


def test_nothing_left_to_train_on() -> None:
    with pytest.raises(InputError) as error:
        find_borders(counted(10), RunConfig().data, 5)
    assert error.value.code == "series.too_short"
    with pytest.raises(InputError):
        find_borders(counted(50), RunConfig().replace(test_fraction=0.6, validation_fraction=0.5).data, 2)
