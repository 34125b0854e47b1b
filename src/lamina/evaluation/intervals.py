"""95 % intervals: how far a score may be from the truth because the part has only so many rows."""

from collections.abc import Callable
from math import sqrt

import numpy as np

from lamina.core.seed import derive

Z = 1.959963984540054  # two-sided 95 % of the normal distribution
SMALLEST_PART = 10  # rows below which resampling tells nothing
_CELLS_AT_ONCE = 150_000  # rows x outputs of one resample
_CELLS_IN_ALL = 30_000_000

Measure = Callable[[np.ndarray], dict[str, float]]  # weight (m,): how often each row was drawn -> scores


def wilson(right: int, rows: int) -> tuple[float, float] | None:
    """Wilson's score interval of a share (Wilson 1927; Brown, Cai, DasGupta 2001); None without rows."""
    if rows == 0:
        return None
    share, extra = right / rows, Z * Z / rows
    middle = (share + extra / 2) / (1 + extra)
    half = Z / (1 + extra) * sqrt(share * (1 - share) / rows + extra / (4 * rows))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    measure_of: Callable[[np.ndarray], Measure], num_rows: int, num_outputs: int, seed: int
) -> dict[str, tuple[float, float]]:
    """Percentile bootstrap of every score (Efron 1979), seeded, at a bounded cost.

    `measure_of(rows)` gives the measure of a part's rows (m,). Parts with more than 150,000 rows x outputs are
    resampled m out of n, distances from the centre shrunk by sqrt(m / n) (Bickel, Goetze, van Zwet 1997).
    A score that hardly ever exists, or that never moves, gets no interval.
    """
    if num_rows < SMALLEST_PART:
        return {}
    random = np.random.default_rng(derive(seed, "bootstrap"))
    size = min(num_rows, max(2000, _CELLS_AT_ONCE // num_outputs))
    whole = np.arange(num_rows)
    rows = whole if size == num_rows else np.sort(random.choice(num_rows, size, replace=False))
    measure = measure_of(rows)
    centre = measure(np.ones(size))
    value = centre if size == num_rows else measure_of(whole)(np.ones(num_rows))
    resamples = int(np.clip(_CELLS_IN_ALL // (size * num_outputs), 200, 1000))
    drawn: dict[str, list[float]] = {name: [] for name in centre}
    for _ in range(resamples):
        weight = np.bincount(random.integers(0, size, size), minlength=size).astype(np.float64)
        for name, drawn_value in measure(weight).items():
            if name in drawn:
                drawn[name].append(drawn_value)
    return {
        name: interval
        for name, values in drawn.items()
        if (interval := _percentiles(values, centre[name], value[name], sqrt(size / num_rows), resamples))
    }


def _percentiles(
    values: list[float], centre: float, value: float, shrink: float, resamples: int
) -> tuple[float, float] | None:
    """The middle 95 % of the drawn values, moved to `value`; None for too few or all the same."""
    finite = np.array([each for each in values if np.isfinite(each)])
    if len(finite) < 0.9 * resamples or finite.max() == finite.min():
        return None
    low, high = np.percentile(finite, [2.5, 97.5]) - centre
    return float(value + shrink * low), float(value + shrink * high)
