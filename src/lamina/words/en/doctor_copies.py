"""English sentences of what the doctor says of rows that nearly stand in two parts."""

from collections.abc import Callable
from typing import Any


def _near(v: dict[str, Any]) -> str:
    shown = "; ".join(f"{train} and {held}" for train, held in v["examples"])
    examples = f" Such as {shown}." if shown else ""
    return f"{v['count']:,} of the {v['rows']:,} held-out images that were looked at ({v['share']:.0%}, {v['where']}) are nearly training images, so their score is too good.{examples}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.near_rows": _near,
    "doctor.name.near_rows": "images that nearly stand in two parts",
}
