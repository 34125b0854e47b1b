"""The built-in set `dates`: dates as people write them, to be translated into ISO 8601.

    the third of May 1998        ->   1998-05-03

Generated from a seed, without network: days of 1900 to 2099, each in one of several ways of writing. No date stands
in the set twice, so none of a held-out part was seen in training, in whatever way it was written.
"""

import datetime
from collections.abc import Callable

import polars as pl
import torch

from lamina.core.seed import generator, permutation

NUM_DATES, SEED = 10_000, 0
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
SPOKEN, WRITTEN = "date", "iso"  # the columns

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_DAYS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
ORDINALS = (
    *_FIRST_DAYS, "twentieth", *(f"twenty-{name}" for name in _FIRST_DAYS[:9]), "thirtieth", "thirty-first",
)  # fmt: skip


def _month(day: datetime.date) -> str:
    return MONTHS[day.month - 1]


def _numbered(day: datetime.date) -> str:
    """1st, 2nd, 3rd, 4th ... 11th ... 31st."""
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day.day}{ending}"


# Ways of writing a date; none of them is ambiguous.
WAYS: tuple[Callable[[datetime.date], str], ...] = (
    lambda day: f"the {ORDINALS[day.day - 1]} of {_month(day)} {day.year}",
    lambda day: f"{_month(day)} the {ORDINALS[day.day - 1]}, {day.year}",
    lambda day: f"{day.day} {_month(day)} {day.year}",
    lambda day: f"{_month(day)} {day.day}, {day.year}",
    lambda day: f"{_numbered(day)} of {_month(day)}, {day.year}",
    lambda day: f"{WEEKDAYS[day.weekday()]}, {day.day} {_month(day)} {day.year}",
    lambda day: f"{day.day} {_month(day)[:3].upper()} {day.year}",
    lambda day: f"{day.day:02}.{day.month:02}.{day.year}",
    lambda day: f"{day.year}, {_month(day)} {day.day}",
)


def dates_table(count: int = NUM_DATES, seed: int = SEED) -> pl.DataFrame:
    """`count` different dates: the column `date` as written, the column `iso`; a function of the seed alone."""
    days = (LAST - FIRST).days + 1
    chosen = permutation(days, seed, 0)[:count].tolist()
    ways = _draws(len(WAYS), count, seed)
    drawn = [FIRST + datetime.timedelta(days=day) for day in chosen]
    spoken = [WAYS[way](day) for way, day in zip(ways, drawn, strict=False)]
    return pl.DataFrame({SPOKEN: spoken, WRITTEN: [day.isoformat() for day in drawn]})


def _draws(ways: int, count: int, seed: int) -> list[int]:
    return torch.randint(0, ways, (count,), generator=generator(seed, "dates")).tolist()
