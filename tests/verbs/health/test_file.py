"""health.jsonl: lines are added, and what a kill left is read."""

import math
from pathlib import Path

import pytest

from lamina.core.health import Breakdown, Chance, Order, Reading
from lamina.verbs.health import file as health_file
from lamina.verbs.health.file import HealthFile, read_health


def reading(step: int, loss: float = 1.0) -> Reading:
    return Reading(epoch=0, step=step, rows=4, loss=loss)


def test_what_is_written_is_read_the_later_of_a_step_counts(tmp_path: Path) -> None:
    file = HealthFile(tmp_path / "health.jsonl")
    for record in (Chance(loss=0.7, how="class-shares", rows=9), reading(4), reading(0, math.nan), reading(4, 1 / 3)):
        file.add(record)
    file.add(Order(rows=9, batch_size=3))
    file.add(Breakdown(epoch=1, step=5, part="train", what="loss", layer=""))
    kept = read_health(tmp_path / "health.jsonl")
    assert [one.step for one in kept.readings] == [0, 4]
    assert kept.readings[1].loss == 0.333333 and math.isnan(kept.readings[0].loss or 0.0)
    assert kept.chance is not None and kept.order is not None and kept.breakdown is not None


def test_a_line_cut_off_is_passed_over_and_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "health.jsonl"
    HealthFile(path).add(reading(0))
    path.write_bytes(path.read_bytes() + b'{"reading":{"epo')
    HealthFile(path).add(reading(1))
    with path.open("ab") as file:
        file.write(b'\xff\xfe[]\n{"mood":{}}\n{"reading":{"step":1}}\n{"reading":3}\n7\n')
    assert [one.step for one in read_health(path).readings] == [0, 1]
    assert read_health(tmp_path / "none").readings == ()


def test_the_file_is_bounded_and_a_full_disk_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_file, "MOST_BYTES", 100)
    file = HealthFile(tmp_path / "health.jsonl")
    for step in range(9):
        file.add(reading(step))
    assert (tmp_path / "health.jsonl").stat().st_size <= 100
    HealthFile(tmp_path).add(reading(0))  # a folder: cannot be written
