"""Strings to values, a column at a time: missing marks, numbers, booleans, dates; what does not fit is pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from lamina.data.tables.dialect import MARKS

DATE_FORMATS = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S", "%d-%m-%Y", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%Y年%m月%d日", "%Y-%m", "%Y/%m",
    "%m/%d/%y", "%d/%m/%y", "%m/%d/%y %H:%M", "%d/%m/%y %H:%M", "%d.%m.%y", "%d.%m.%y %H:%M", "%d-%b-%y",
    "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M%z",
)  # fmt: skip
_SHORT_YEAR = r"^(\d{1,2}/\d{1,2}/|\d{2}\.\d{2}\.|\d{1,2}-\pL{3}-)\d{2}(\s|$)"  # 1.2.3 is a version, and no date
FIRST_YEAR = 1000  # of four digits: "23" read by %Y is no year
FEW_BAD = 0.1  # most of the cells that may be unreadable in a column that is still one of numbers or dates


@dataclass(frozen=True)
class Cells:
    """A column understood. bad: positions whose cell is not of the column's type and counts as missing.

    hint: "" or what should be told: "mixed" (bad cells became missing), "mixed-text" (a few words among numbers that stay categories),
    "codes" (digits with leading zeros, kept as categories), "month-first" (1/2/2020 was read as January 2nd),
    "zoned" (times with an offset, +01:00, which are read as UTC).
    """

    values: pl.Series
    bad: tuple[int, ...] = ()
    hint: str = ""
    date_format: str = ""  # of dates: one of DATE_FORMATS


def strip_cells(cells: pl.Series, marks: Sequence[str] = ()) -> pl.Series:
    """Cells without blanks around them; missing marks become null. "-" is a value where "+" is one too."""
    stripped = cells.str.strip_chars()
    gone = [*MARKS, *marks]
    if (stripped == "+").any():
        gone.remove("-")
    return stripped.set(stripped.is_in(gone), None)


def read_cells(cells: pl.Series, asked: str | None, decimal: str = ".", date_format: str = "") -> Cells:
    """Interpret stripped cells: Float64, Boolean, Datetime (us) or String; as asked ("number", "date", ...) or guessed.

    date_format: of the dates seen before; day and month keep its order, and it decides where several formats fit.

    A column counts as numbers (or dates) when at most a tenth of its cells, or one, is something else and the
    numbers are not a handful of repeated codes (0, 1, 2, 3+).
    """
    if asked == "category":
        return Cells(plain_whole_numbers(cells))
    count = len(cells) - cells.null_count()
    if count == 0:
        return Cells(pl.Series(cells.name, [None] * len(cells), dtype=pl.Float64))
    if asked == "date":
        return _read_dates(cells, True, date_format) or Cells(cells, _positions(cells.clear(len(cells)), cells))
    numbers = to_numbers(cells, decimal)
    bad = _positions(numbers, cells)
    if asked == "number":
        truth = _read_booleans(cells) if len(bad) == count else None
        return Cells(truth.cast(pl.Float64)) if truth is not None else Cells(numbers, bad)
    if not bad:
        return Cells(cells, hint="codes") if _has_codes(cells) else Cells(numbers)
    if (truth := _read_booleans(cells)) is not None:
        return Cells(truth)
    if (dates := _read_dates(cells, False)) is not None:
        return dates
    good, kinds = count - len(bad), numbers.drop_nulls().n_unique()
    if few_bad(len(bad), count) and not (kinds <= 20 and kinds * 3 <= good):
        return Cells(numbers, bad, "mixed")
    told = good * 2 >= count and (len(bad) <= 20 or cells.gather(list(bad)).n_unique() <= 5)
    return Cells(plain_whole_numbers(cells), bad, "mixed-text" if told else "")


def few_bad(bad: int, count: int) -> bool:
    """Whether so few of `count` cells are unreadable that they count as missing: one or a tenth, beside four good ones."""
    return bad <= max(1, FEW_BAD * count) and count - bad >= 4


def to_numbers(cells: pl.Series, decimal: str) -> pl.Series:
    """Float64, null where the cell is no number. Thousands marks (1,234.5; with a decimal comma 1.234,5) are understood."""
    if decimal == ",":
        grouped = cells.str.contains(r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$").fill_null(False)
        cells = cells.str.replace_all(".", "", literal=True).zip_with(grouped, cells) if grouped.any() else cells
        cells = cells.set(cells.str.contains(".", literal=True).fill_null(False), None)
        return cells.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    numbers = cells.cast(pl.Float64, strict=False)
    if numbers.null_count() > cells.null_count():
        grouped = cells.str.contains(r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$").fill_null(False)
        if grouped.any():
            plain = cells.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
            numbers = plain.zip_with(grouped, numbers)
    return numbers


def plain_whole_numbers(cells: pl.Series) -> pl.Series:
    """Category names: 3.0 reads 3, so that a CSV file and a data frame of the same data give the same names."""
    return cells.str.replace(r"^([+-]?\d+)\.0+$", "${1}")


def _positions(values: pl.Series, cells: pl.Series) -> tuple[int, ...]:
    return tuple((values.is_null() & cells.is_not_null()).arg_true().to_list())


def _has_codes(cells: pl.Series) -> bool:
    """Digits only, all of one length (three or more), some with a zero in front: 02208, 00501."""
    known = cells.drop_nulls()
    if not known.str.starts_with("0").any():
        return False
    lengths = known.str.len_bytes()
    return lengths.min() == lengths.max() and int(lengths[0]) >= 3 and bool(known.str.contains(r"^\d+$").all())


def _read_booleans(cells: pl.Series) -> pl.Series | None:
    lower = cells.str.to_lowercase()
    return lower == "true" if lower.drop_nulls().is_in(["true", "false"]).all() else None


def _read_dates(cells: pl.Series, always: bool, known_format: str = "") -> Cells | None:
    """Dates by the format that reads most of a sample, then all cells; None when more than a tenth are no dates."""
    order = _order(known_format)
    formats = [item for item in DATE_FORMATS if not order or _order(item) in ("", order)]
    formats = sorted(formats, key=known_format.__ne__)  # the known one first
    known = cells.drop_nulls()
    sample = known.head(50)
    if not always and not sample.str.contains(r"\d.*[-/.年 ].*\d").mean():
        return None
    counts = {pattern: len(sample) - _parse_dates(sample, pattern).null_count() for pattern in formats}
    best = max(counts, key=lambda pattern: counts[pattern])
    if counts[best] < (1 if always else 0.9 * len(sample)):
        return None
    values, hint = _parse_dates(cells, best), ""
    if not order and best.startswith("%m/%d/"):  # 13/02/2020 further down decides for the day first
        swapped = best.replace("%m/%d", "%d/%m")
        other = _parse_dates(cells, swapped)
        hint = "month-first" if other.null_count() == values.null_count() else ""
        values, best = (other, swapped) if other.null_count() < values.null_count() else (values, best)
    hint = "zoned" if best.endswith("%z") else hint
    bad = _positions(values, cells)
    if not always and len(bad) > max(1, FEW_BAD * len(known)):
        return None
    return Cells(values, bad, "mixed" if bad else hint, best)


def _order(pattern: str) -> str:
    """What stands first between slashes, "%d" or "%m"; "" where the format leaves no doubt."""
    return pattern[:2] if pattern.startswith(("%d/%m", "%m/%d")) else ""


def _parse_dates(cells: pl.Series, pattern: str) -> pl.Series:
    """Datetime (us; UTC where the cells have an offset), null where the whole cell is not of the pattern.

    Years are of four digits, or (%y) of two, then 1970 to 2069.
    """
    if "%d" not in pattern:
        cells, pattern = cells + pattern[2] + "01", f"{pattern}{pattern[2]}%d"
    if "%y" in pattern:
        cells = cells.set(~cells.str.contains(_SHORT_YEAR).fill_null(False), None)
    if "%H" not in pattern:
        days = cells.str.to_date(pattern, strict=False)
        return days.set(days.dt.year() < FIRST_YEAR, None).cast(pl.Datetime("us"))
    zoned = cells.str.ends_with("Z").fill_null(False)
    cells = cells.str.strip_suffix("Z").set(~zoned, None) if pattern.endswith("Z") else cells
    times = cells.str.to_datetime(pattern.removesuffix("Z"), strict=False, time_unit="us")
    times = times.dt.replace_time_zone(None)  # polars reads an offset as UTC
    return times.set(times.dt.year() < FIRST_YEAR, None)
