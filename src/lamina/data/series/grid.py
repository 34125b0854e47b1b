"""The grid of a series' stamps: which step each stamp is, and which stamp a step has; hours, days, months, or numbers."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Stamps = NDArray[Any]  # (n,) datetime64[us], or plain numbers as float64
Floats = NDArray[np.float64]

SECONDS = {"s": 1, "mi": 60, "h": 3_600, "d": 86_400, "w": 604_800}
MONTHS = {"mo": 1, "q": 3, "y": 12}
SEASONS = {"1s": 60, "1mi": 60, "1d": 7, "1bd": 5, "1w": 52, "1q": 4, "1y": 1}
DAY, YEAR_OF_MONTHS = 86_400, 12
MICRO = 1_000_000
SHORTEST_MONTH = 27 * DAY * MICRO


@dataclass(frozen=True)
class Grid:
    """Steps of equal length from `origin` on. unit: s (fixed, `size` seconds), mo (`size` months), bd, number or "" (counts)."""

    unit: str
    size: float
    origin: Any  # np.datetime64, or a number
    month_end: bool = False  # stamps are the last days of their months

    @property
    def name(self) -> str:
        """Such as 1h, 15mi, 1d, 1bd, 1mo, 1q; a plain number between numbers; "" where steps only count."""
        if self.unit in ("", "number"):
            return f"{self.size:g}" if self.unit else ""
        if self.unit == "bd":
            return "1bd"
        lengths = MONTHS if self.unit == "mo" else SECONDS
        unit = next((name for name, length in reversed(lengths.items()) if self.size % length == 0), self.unit)
        return f"{self.size / lengths[unit]:g}{unit}"

    @property
    def season(self) -> int | None:
        """Steps of the natural cycle: a day of hours, a week of days, a year of months; None where there is none."""
        if self.name in SEASONS:
            return SEASONS[self.name]
        whole = DAY if self.unit == "s" and self.size < DAY else YEAR_OF_MONTHS if self.unit == "mo" else 0
        return int(whole / self.size) if whole and whole % self.size == 0 else None

    def steps(self, stamps: Stamps) -> Floats:
        """(n,) the step of each stamp, counted from the origin; NaN (or a fraction) where it lies beside the grid."""
        if self.unit in ("", "number"):
            steps = (stamps - self.origin) / self.size
            return np.where(np.abs(steps - np.round(steps)) < 1e-6, np.round(steps), steps)
        if self.unit == "s":
            return (stamps - self.origin).astype("timedelta64[us]").astype(np.int64) / (self.size * MICRO)
        if self.unit == "bd":
            return self._business_days(stamps)
        first, months = _month(np.asarray([self.origin])), _month(stamps)
        steps = (months - first) / self.size
        place, expected = _in_month(stamps), _in_month(self.stamps(np.round(steps).astype(np.int64)))
        return np.where(place == expected, steps, np.nan)

    def stamps(self, steps: NDArray[np.int64]) -> Stamps:
        """(n,) the stamp of each step, datetime64[us] or numbers."""
        if self.unit in ("", "number"):
            return self.origin + steps * self.size
        if self.unit == "s":
            return self.origin + (steps * round(self.size * MICRO)).astype("timedelta64[us]")
        if self.unit == "bd":
            days = np.busday_offset(self.origin.astype("datetime64[D]"), steps)
            return days.astype("datetime64[us]") + _of_day(np.asarray([self.origin]))
        months = (_month(np.asarray([self.origin])) + steps * int(self.size)).astype("datetime64[M]")
        last = _last_day(months)
        day = last if self.month_end else np.minimum(last, _day(np.asarray([self.origin])))
        return months.astype("datetime64[D]").astype("datetime64[us]") + day + _of_day(np.asarray([self.origin]))

    def texts(self, steps: NDArray[np.int64]) -> list[str]:
        """The stamps as a person writes them: dates without a time of day where there is none, steps from 1."""
        stamps = self.stamps(steps)
        if self.unit == "":
            return [str(int(step) + 1) for step in steps]
        if self.unit == "number":
            return [f"{stamp:.12g}" for stamp in stamps]
        whole = self.unit in ("mo", "bd") or self.size % DAY == 0
        days = whole and not _of_day(np.asarray([self.origin])).astype(np.int64).any()
        return [str(stamp).replace("T", " ")[: 10 if days else 19] for stamp in stamps.astype("datetime64[s]")]

    def _business_days(self, stamps: Stamps) -> Floats:
        days = stamps.astype("datetime64[D]")
        steps = np.busday_count(self.origin.astype("datetime64[D]"), days).astype(np.float64)
        fits = np.is_busday(days) & (_of_day(stamps) == _of_day(np.asarray([self.origin])))
        return np.where(fits, steps, np.nan)


def find_grid(stamps: list[Stamps], asked: str = "auto") -> Grid:
    """The grid of one or several series, each with its distinct stamps ascending; `asked` such as 1h overrules the guess.

    The step is the commonest distance; months and business days are known by their calendar.
    """
    origin = min(each[0] for each in stamps)
    if stamps[0].dtype.kind == "f":
        return Grid("number", _commonest(stamps) or 1.0, float(origin))
    together = np.concatenate(stamps)
    ends = bool(np.all(_day(together) == _last_day(_month(together).astype("datetime64[M]"))))
    if asked != "auto":
        return _asked(asked, origin, ends)
    commonest = _commonest(stamps)
    same_place = ends or len(np.unique(_in_month(together))) == 1
    if commonest >= SHORTEST_MONTH and same_place:
        months = [_month(each).astype(np.float64) for each in stamps]
        return Grid("mo", _commonest(months) or 1.0, origin, ends)
    weekdays = np.is_busday(together.astype("datetime64[D]"))
    if commonest == DAY * MICRO and len(together) > 7 and weekdays.all():
        return Grid("bd", 1.0, origin)
    return Grid("s", (commonest or DAY * MICRO) / MICRO, origin)


def counting_grid() -> Grid:
    """Steps that only count: a file without a time column."""
    return Grid("", 1.0, 0.0)


def grid_of(frequency: str, stamps: list[Stamps]) -> Grid:
    """The grid of new data for a model that knows its frequency."""
    if stamps[0].dtype.kind == "f":
        return Grid("number", float(frequency) if frequency else 1.0, float(min(each[0] for each in stamps)))
    return find_grid(stamps, frequency or "auto")


def _asked(name: str, origin: np.datetime64, ends: bool) -> Grid:
    found = re.fullmatch(r"([\d.]*)([a-z]+)", name)
    assert found is not None  # the configuration's pattern
    count, unit = found.groups()
    size = float(count or 1)
    if unit in MONTHS:
        return Grid("mo", size * MONTHS[unit], origin, ends)
    return Grid("bd", 1.0, origin) if unit == "bd" else Grid("s", size * SECONDS[unit], origin)


def _commonest(stamps: list[Stamps] | list[Floats]) -> float:
    """The commonest distance of neighbours (microseconds, or as the numbers are), 0 of single stamps."""
    distances = np.concatenate([np.diff(each).astype(np.float64) for each in stamps])
    kinds, counts = np.unique(np.round(distances, 9), return_counts=True)
    return float(kinds[np.argmax(counts)]) if len(kinds) else 0.0


def _month(stamps: Stamps) -> NDArray[np.int64]:
    """Months since 1970."""
    return stamps.astype("datetime64[M]").astype(np.int64)


def _day(stamps: Stamps) -> NDArray[np.timedelta64]:
    """Days since the month began."""
    return stamps.astype("datetime64[D]") - stamps.astype("datetime64[M]").astype("datetime64[D]")


def _last_day(months: NDArray[np.datetime64]) -> NDArray[np.timedelta64]:
    return (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]") - np.timedelta64(1, "D")


def _of_day(stamps: Stamps) -> NDArray[np.timedelta64]:
    """Time since midnight."""
    return stamps.astype("datetime64[us]") - stamps.astype("datetime64[D]").astype("datetime64[us]")


def _in_month(stamps: Stamps) -> NDArray[np.int64]:
    """Microseconds since the month began."""
    begin = stamps.astype("datetime64[M]").astype("datetime64[us]")
    return (stamps.astype("datetime64[us]") - begin).astype(np.int64)
