"""health.jsonl: what a training wrote down of its health, a line for each reading, order, chance, breakdown, or fault that was told.

Lines are only added, so that a kill loses none; a line cut off by one is passed over, and of two readings at one step (a
resumed run takes some again) the later counts.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lamina.core.health import Breakdown, Chance, Order, Reading, Told

FILE = "health.jsonl"
MOST_BYTES = 16 * 2**20  # of the file: beyond, nothing more is written
MOST_READ = 2 * MOST_BYTES
DIGITS = 6
Written = Reading | Order | Chance | Breakdown | Told
_KINDS: dict[str, type[Written]] = {
    "reading": Reading, "order": Order, "chance": Chance, "breakdown": Breakdown, "told": Told,
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What the file holds; readings in the order of steps."""

    readings: tuple[Reading, ...] = ()
    order: Order | None = None
    chance: Chance | None = None
    breakdown: Breakdown | None = None
    told: tuple[Told, ...] = ()


class HealthFile:
    """Adds lines. A file that cannot be written (a full disk) is left as it is: the training goes on."""

    def __init__(self, path: Path) -> None:
        self.path, self.open = path, True

    def add(self, record: Written) -> None:
        """One line, whole or (after a kill) cut off; numbers with six digits."""
        kind = next(name for name, each in _KINDS.items() if type(record) is each)
        content = {kind: _rounded(json.loads(record.model_dump_json(exclude_defaults=True)))}
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            size = self.path.stat().st_size if self.path.is_file() else 0
            if not self.open or size + len(line) > MOST_BYTES:
                return
            with self.path.open("ab+") as file:
                if size:
                    file.seek(size - 1)
                    line = line if file.read(1) == b"\n" else b"\n" + line  # behind one that was cut off
                file.write(line)
        except OSError:
            self.open = False


def read_health(path: Path) -> Kept:
    """What a run's file holds; an empty `Kept` without one. Lines that cannot be read are passed over."""
    if not path.is_file() or path.stat().st_size > MOST_READ:
        return Kept()
    readings: dict[int, Reading] = {}
    told: dict[str, Told] = {}
    others: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        record = _record(line)
        if isinstance(record, Reading):
            readings[record.step] = record
        elif isinstance(record, Told):
            told.setdefault(record.code, record)
        elif record is not None:
            others[type(record).__name__.lower()] = record
    return Kept(tuple(readings[step] for step in sorted(readings)), told=tuple(told.values()), **others)


def _record(line: str) -> Written | None:
    try:
        content = json.loads(line)
        ((kind, figures),) = content.items()
        return _KINDS[kind].model_validate_json(json.dumps(figures))
    except (ValueError, KeyError, AttributeError, RecursionError):
        return None


def _rounded(value: Any) -> Any:
    """Floats to six digits, all through."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else value
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
