"""Forms of speech that English sentences share."""

from collections.abc import Mapping, Sequence
from typing import Any


def did_you_mean(values: Mapping[str, Any]) -> str:
    """The nearest name with a blank before it; "" where there is none."""
    return f' Did you mean "{values["nearest"]}"?' if values.get("nearest") else ""


def some(names: Sequence[Any], shown: int = 10) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(str(name) for name in names[:shown]) + more


def many(number: int, one: str, more: str = "") -> str:
    """1 row, 2 rows; more: where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def scored(values: Mapping[str, Any]) -> str:
    """What the scores of a task count, one of it: window, token, pair; else row."""
    units = {"forecast": "window", "language": "window", "tag": "token", "translate": "pair"}
    return units.get(str(values.get("task")), "window" if values.get("windows") else "row")
