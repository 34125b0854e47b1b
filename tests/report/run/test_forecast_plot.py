"""The picture of forecasts is drawn for one and several targets, with dates and without, unsorted rows too."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lamina.core.records import Evaluation, Score
from lamina.core.spec import DataSpec, SeriesSpec, TargetSpec
from lamina.report.run.forecast_plot import draw_forecast

HORIZON = 3


def case(targets: tuple[str, ...], time: str) -> tuple[pl.DataFrame, Evaluation, DataSpec, pl.DataFrame]:
    series = SeriesSpec(variables=targets, targets=targets, window=4, horizon=HORIZON, time_column=time)
    names = [f"{name} +{step}" for name in targets for step in range(1, HORIZON + 1)]
    spec = DataSpec(kind="series", task="forecast", series=series, targets=tuple(TargetSpec(name=n) for n in names))
    values = np.sin(np.arange(40.0))
    days = np.datetime64("2024-01-01") + np.arange(40)
    rows = pl.DataFrame({"row_id": range(40), **({time: days.astype("datetime64[us]")} if time else {})})
    rows = rows.with_columns(pl.Series(name, values) for name in targets)
    found: dict[str, object] = {"row_id": list(range(30, 38)), "split": ["test"] * 8}
    for name in targets:
        for step in range(HORIZON):
            found[f"target_{name} +{step + 1}"] = values[30 + step : 38 + step]
            found[f"answer_{name} +{step + 1}"] = values[30 + step : 38 + step] + 0.1
    scores = {"rmse": Score(value=0.1), "mase": Score(value=0.2)}
    evaluation = Evaluation(part="test", rows=8, task="forecast", headline="rmse", scores=scores)
    return pl.DataFrame(found), evaluation, spec, rows


@pytest.mark.parametrize(("targets", "time"), [(("a",), "day"), (("a", "b"), "day"), (("a",), "")])
def test_a_row_of_panels_for_each_target(tmp_path: Path, targets: tuple[str, ...], time: str) -> None:
    predictions, evaluation, spec, rows = case(targets, time)
    path = draw_forecast(tmp_path / "forecast.png", predictions.reverse(), evaluation, spec, rows.reverse())
    assert path is not None
    with Image.open(path) as picture:
        width, height = picture.size
    assert width > 350 and height >= 140 * len(targets)


def test_nothing_to_draw(tmp_path: Path) -> None:
    predictions, evaluation, spec, rows = case(("a",), "day")
    assert draw_forecast(tmp_path / "x.png", predictions.clear(), evaluation, spec, rows) is None
