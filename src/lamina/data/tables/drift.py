"""How far the training rows and the test rows of a column are apart.

Numbers: the Kolmogorov-Smirnov distance, the largest gap between the two distribution functions. Categories: the
total variation distance, half the sum of the differences of their shares. Both 0 (alike) to 1 (apart).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lamina.data.prepared import Prepared
from lamina.data.tables.fit_numbers import Floats

NOTABLE = 0.1
SURE = 1.95  # Kolmogorov's bound at 0.1 %, times sqrt(1/n + 1/m)


@dataclass(frozen=True)
class Drift:
    """distance: 0 to 1; noise: what two samples of one distribution would hardly exceed."""

    distance: float
    noise: float


def column_drifts(prepared: Prepared) -> dict[str, Drift]:
    """Drift of each input column between the training and the test part (validation where there is no test)."""
    train = prepared.parts["train"].tensors
    held_part = prepared.parts.get("test") or prepared.parts.get("validation")
    if held_part is None:
        return {}
    held = held_part.tensors
    drifts = {
        column.name: number_drift(train["numbers"][:, i].numpy(), held["numbers"][:, i].numpy())
        for i, column in enumerate(prepared.spec.numbers)
    }
    for i, column in enumerate(prepared.spec.categories):
        drifts[column.name] = category_drift(train["codes"][:, i].numpy(), held["codes"][:, i].numpy())
    return drifts


def notable(drifts: dict[str, Drift]) -> dict[str, float]:
    """Columns that are farther apart than 0.1 and than chance, with their distance, farthest first."""
    far = {name: drift.distance for name, drift in drifts.items() if drift.distance > max(NOTABLE, drift.noise)}
    return {name: round(far[name], 4) for name in sorted(far, key=lambda name: -far[name])}


def number_drift(train: Floats, held: Floats) -> Drift:
    """Kolmogorov-Smirnov distance of two samples, NaN left out."""
    first, second = np.sort(train[~np.isnan(train)]), np.sort(held[~np.isnan(held)])
    if not len(first) or not len(second):
        return Drift(0.0, 1.0)
    points = np.concatenate((first, second))
    share = np.searchsorted(first, points, side="right") / len(first)
    gap = np.abs(share - np.searchsorted(second, points, side="right") / len(second)).max()
    return Drift(float(gap), SURE * float(np.sqrt(1 / len(first) + 1 / len(second))))


def category_drift(train: NDArray[np.int64], held: NDArray[np.int64]) -> Drift:
    """Total variation distance of two samples of codes; noise: twice what chance gives on average."""
    if not len(train) or not len(held):
        return Drift(0.0, 1.0)
    width = int(max(train.max(), held.max())) + 1
    first, second = np.bincount(train, minlength=width) / len(train), np.bincount(held, minlength=width) / len(held)
    pooled = (first * len(train) + second * len(held)) / (len(train) + len(held))
    spread = np.sqrt(pooled * (1 - pooled) * (1 / len(train) + 1 / len(held)))
    chance = 0.5 * np.sqrt(2 / np.pi) * float(spread.sum())
    return Drift(0.5 * float(np.abs(first - second).sum()), 2 * chance)
