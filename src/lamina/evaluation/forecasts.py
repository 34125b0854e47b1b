"""Scores of a forecast in raw units, pooled over the steps ahead, and what scales them: MASE.

A row is an origin; answers and truth (n, Y * H) hold the H steps ahead of the first target, then those of the next.
With several targets a score is the mean of theirs.
"""

import numpy as np

from lamina.core.seed import derive
from lamina.core.spec import SeriesSpec
from lamina.evaluation.intervals import Measure
from lamina.evaluation.metrics import NAN, measure_numbers

FEWEST_BLOCKS = 5  # stretches of the part without common steps, below which resampling tells nothing
RESAMPLES = 200
MOST_CELLS = 2_000_000  # rows x outputs up to which all rows are resampled


def measure_forecast(answers: np.ndarray, target: np.ndarray, series: SeriesSpec) -> Measure:
    """Scores over origins with weights (n,): rmse, mae, r2, mape, smape over all steps of each target, and mase.

    mase: mae / mean absolute error of the seasonal naive inside the training span (Hyndman, Koehler 2006, eq. 2);
    below 1 is better than that. NaN where that never erred.
    """
    pooled = [_target(answers, index, series) for index in range(len(series.targets))]
    truths = [_target(target, index, series) for index in range(len(series.targets))]
    measures = [measure_numbers(given, truth) for given, truth in zip(pooled, truths, strict=True)]

    def scores(weight: np.ndarray) -> dict[str, float]:
        cells = np.repeat(weight, series.horizon)
        each = [measure(cells) for measure in measures]
        units = series.naive_errors or (0.0,) * len(each)
        scaled = [one["mae"] / unit if unit > 0 else NAN for one, unit in zip(each, units, strict=True)]
        values = {name: _mean([one[name] for one in each]) for name in ("rmse", "mae", "r2", "mape", "smape")}
        return {"rmse": values.pop("rmse"), "mase": _mean(scaled), **values}

    return scores


def forecast_extras(answers: np.ndarray, target: np.ndarray, series: SeriesSpec) -> dict[str, float]:
    """How many values MAPE counts, and of several targets the errors of each."""
    found = {"mape_rows": float((target != 0).sum())}
    if len(series.targets) > 1:
        for index, name in enumerate(series.targets):
            given, truth = _target(answers, index, series), _target(target, index, series)
            one = measure_numbers(given, truth)(np.ones(len(truth)))
            found |= {f"{metric}_{name}": one[metric] for metric in ("rmse", "mae", "r2")}
    return found


def forecast_intervals(
    answers: np.ndarray, target: np.ndarray, series: SeriesSpec, seed: int
) -> dict[str, tuple[float, float]]:
    """95 % intervals by a bootstrap of blocks of origins (Kuensch 1989), seeded.

    Origins beside one another forecast the same steps, so whole blocks of `horizon` origins are drawn; there are none
    for parts that hold fewer than five such blocks.
    """
    rows, length = len(target), series.horizon
    if rows < FEWEST_BLOCKS * length:
        return {}
    random = np.random.default_rng(derive(seed, "bootstrap"))
    measure, drawn = measure_forecast(answers, target, series), {}
    resamples = int(np.clip(RESAMPLES * MOST_CELLS // answers.size, 50, RESAMPLES))
    blocks, ahead = -(-rows // length), np.arange(length)
    for _ in range(resamples):
        starts = random.integers(0, rows - length + 1, blocks)
        places = (starts[:, None] + ahead).ravel()[:rows]
        for name, value in measure(np.bincount(places, minlength=rows).astype(np.float64)).items():
            drawn.setdefault(name, []).append(value)
    centre = measure(np.ones(rows))
    return {
        name: (float(low), float(high))
        for name, values in drawn.items()
        if np.isfinite(values).all() and max(values) > min(values)
        for low, high in [np.percentile(values, [2.5, 97.5])]
        if np.isfinite(centre[name])
    }


def step_errors(answers: np.ndarray, target: np.ndarray, series: SeriesSpec) -> np.ndarray:
    """(H,) RMSE of each step ahead, of several targets the mean."""
    errors = np.sqrt(((answers - target) ** 2).mean(axis=0))
    return errors.reshape(len(series.targets), series.horizon).mean(axis=0)


def _target(values: np.ndarray, index: int, series: SeriesSpec) -> np.ndarray:
    """(n * H, 1) the steps ahead of a target, origin after origin."""
    return values[:, index * series.horizon : (index + 1) * series.horizon].reshape(-1, 1).astype(np.float64)


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if np.isfinite(values).all() else NAN
