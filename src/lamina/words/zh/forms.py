"""Forms of speech that Chinese sentences share."""

from collections.abc import Mapping, Sequence
from typing import Any


def did_you_mean(values: Mapping[str, Any]) -> str:
    """The nearest name; "" where there is none."""
    return f"您是否想用“{values['nearest']}”？" if values.get("nearest") else ""


def some(names: Sequence[Any], shown: int = 10) -> str:
    """The first names, and how many there are in all."""
    more = f" 等 {len(names)} 个" if len(names) > shown else ""
    return "、".join(str(name) for name in names[:shown]) + more


def scored(values: Mapping[str, Any]) -> str:
    """What the scores of a task count: windows, tokens, pairs; else rows."""
    units = {"forecast": "个窗口", "language": "个窗口", "tag": "个词元", "translate": "对"}
    return units.get(str(values.get("task")), "个窗口" if values.get("windows") else "行")
