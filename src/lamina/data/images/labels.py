"""Labels of images: classes by name in natural order, or numbers; and what is odd about them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.images.folder import natural
from lamina.data.images.found import Label

_FEW = 20  # so many different whole numbers at most are taken for classes
_PER_CLASS = 5  # labels of an array are classes when each whole number has so many images on average


def are_numbers(labels: Sequence[Label], *, from_array: bool) -> bool:
    """The guess whether labels are numbers to regress rather than names of classes.

    Text and fractions are clear. Whole numbers are classes when at most 20 differ, or, in an array or IDX file,
    when each has at least 5 images on average.
    """
    values = [_number(label) for label in labels]
    if any(value is None for value in values):
        return False
    different = set(values)
    if any(
        value is not None and value != math.floor(value)
        for value in different
        if value is not None and math.isfinite(value)
    ):
        return True
    return len(different) > _FEW and not (from_array and len(values) >= _PER_CLASS * len(different))


def class_name(label: Label) -> str:
    """A label as the name of a class: 3 and 3.0 are "3"."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def class_names(labels: Iterable[Label]) -> tuple[str, ...]:
    """The different names in natural order: 1, 2, 10."""
    return tuple(sorted({class_name(label) for label in labels}, key=natural))


def to_numbers(labels: Sequence[Label], names: Sequence[str]) -> list[float]:
    """Labels as finite numbers. Raises InputError with the first image whose label is none."""
    values = []
    for label, name in zip(labels, names, strict=True):
        value = _number(label)
        if value is None or not math.isfinite(value):
            raise InputError("images.label_not_number", image=name, label=str(label))
        values.append(value)
    return values


def class_notes(names: Sequence[str]) -> list[Note]:
    """Classes (n,) that differ only in case."""
    by_case: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names), key=natural):
        by_case[name.casefold().strip()].append(name)
    alike = [group for group in by_case.values() if len(group) > 1]
    return [Note(code="images.case_only", parameters={"groups": alike})] if alike else []


def _number(label: Label) -> float | None:
    try:
        return float(label)
    except ValueError:
        return None
