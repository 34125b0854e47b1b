"""What the naive forecasts err within the training span: by hand, of one and of several targets and series."""

import numpy as np
import polars as pl
import pytest
import torch

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.data.series.naive import better_season
from lamina.data.series.prepared import prepare_series
from lamina.data.tables.table import read_table


def part_of(values: np.ndarray, window: int, horizon: int) -> Part:
    steps = torch.from_numpy(values)
    origins = range(len(values) - window - horizon + 1)
    windows = torch.stack([steps[at : at + window] for at in origins])
    targets = torch.stack([steps[at + window : at + window + horizon].T.flatten() for at in origins])
    return Part("train", {"window": windows}, targets, None, torch.arange(len(windows)))


def test_a_regular_season_is_taken_and_a_slow_walk_is_not() -> None:
    at = np.arange(60.0)
    season, walk = np.sin(at * 2 * np.pi / 6), np.sqrt(at)
    assert better_season(part_of(season[:, None], 12, 6), 6, 12, 6, [0]) == 6
    assert better_season(part_of(walk[:, None], 12, 6), 6, 12, 6, [0]) == 1


@pytest.mark.parametrize(("season", "window"), [(1, 12), (13, 12)])
def test_without_a_season_in_the_window_there_is_nothing_to_choose(season: int, window: int) -> None:
    assert better_season(part_of(np.ones((40, 1)), window, 2), season, window, 2, [0]) == 1


def test_a_target_in_large_units_does_not_decide_for_all() -> None:
    at = np.arange(80.0)
    seasons = [np.sin(at * 2 * np.pi / 6), np.cos(at * 2 * np.pi / 6), 1e6 * np.sqrt(at)]
    assert better_season(part_of(np.stack(seasons, axis=1), 12, 6), 6, 12, 6, [0, 1, 2]) == 6
    assert better_season(part_of(seasons[2][:, None], 12, 6), 6, 12, 6, [0]) == 1


def test_it_is_in_the_contract_that_the_network_is_built_from() -> None:
    days = [str(np.datetime64("2024-01-01") + day) for day in range(140)]
    frame = pl.DataFrame({"day": days, "x": np.cumsum(np.random.default_rng(0).normal(size=140))})
    found = prepare_series(read_table(frame, RunConfig().data), RunConfig().replace(season=7, frequency="1d"))
    assert found.spec.series is not None
    assert (found.spec.series.season, found.spec.series.naive_season) == (7, 1)
