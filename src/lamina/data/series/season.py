"""Season, horizon and window of a series: as asked, else from its frequency, its autocorrelation and its length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.series.reading import Series

Floats = NDArray[np.float64]
USUAL_HORIZON, USUAL_WINDOW = 12, 24
LONG_WINDOW, STEPS_FOR_EACH = 48, 20  # a long series has longer windows: a step for each 20 of its training span
CLEAR = 0.3  # autocorrelation from which a season counts
PARTS_OF_SERIES = 8  # a horizon that nobody asked for is at most this part of the longest series


@dataclass(frozen=True)
class Lengths:
    """Steps of season, window and horizon, and how they were found."""

    season: int
    window: int
    horizon: int
    notes: tuple[Note, ...] = ()


def find_lengths(series: Series, config: DataConfig, training_steps: int) -> Lengths:
    """What is asked for; else the season of the frequency or of the autocorrelation over the training span,

    the horizon of one season, and a window of two (24 steps at least, 48 of a long series). training_steps: of the longest series, before any held-out part.
    """
    season, how = _season(series, config, training_steps)
    longest = int(np.diff(series.starts).max())
    horizon = config.horizon
    if horizon == "auto":
        horizon = min(season if season > 1 else USUAL_HORIZON, max(1, longest // PARTS_OF_SERIES))
    window = config.window
    if window == "auto":
        usual = max(USUAL_WINDOW, min(LONG_WINDOW, training_steps // STEPS_FOR_EACH))
        window = max(1, min(max(2 * season, horizon, usual), (training_steps - horizon) // 2))
    if window + horizon > training_steps:
        raise InputError(
            "series.too_short", steps=longest, training=training_steps, window=window, horizon=horizon,
            several=len(series.names) > 1,
        )  # fmt: skip
    told = {"season": season, "how": how, "window": window, "horizon": horizon, "frequency": series.grid.name}
    return Lengths(season, window, horizon, (Note(code="series.lengths", parameters=told),))


def autocorrelation(values: Floats, most: int) -> Floats:
    """(most + 1,) of a series (T,) without its straight trend, at the lags 0 .. most; zeros where it does not vary.

    The biased estimate (sums over T) of Box, Jenkins: Time series analysis (1970), section 2.1.
    """
    at = np.arange(len(values))
    rest = values - np.polyval(np.polyfit(at, values, 1), at) if len(values) > 2 else values - values.mean()
    size = 1 << (2 * len(rest) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(rest, size)) ** 2
    sums = np.fft.irfft(spectrum, size)[: most + 1]
    return sums / sums[0] if sums[0] > 1e-12 * (1 + np.abs(values).max() ** 2) else np.zeros(most + 1)


def find_season(values: Floats) -> int:
    """The lag of the highest clear peak of the autocorrelation of (T,) values, at most a third of them; 1: none."""
    most = len(values) // 3
    if most < 3:
        return 1
    found = autocorrelation(values, most)
    inner = found[2:-1]
    peaks = np.flatnonzero((inner > found[1:-2]) & (inner >= found[3:]) & (inner > CLEAR)) + 2
    return int(peaks[np.argmax(found[peaks])]) if len(peaks) else 1


def _season(series: Series, config: DataConfig, training_steps: int) -> tuple[int, str]:
    if config.season != "auto":
        return config.season, "asked"
    natural = series.grid.season
    if natural is not None:
        return natural, "frequency"
    longest = int(np.argmax(np.diff(series.starts)))
    begin = series.starts[longest]
    target = series.columns.variables.index(series.columns.targets[0])
    season = find_season(series.values[begin : begin + training_steps, target])
    return season, "autocorrelation" if season > 1 else "none"
