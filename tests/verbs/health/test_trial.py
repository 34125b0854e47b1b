import random
from pathlib import Path

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.doctor import Tried


def test_smaller_rate_is_tried_and_cures(tmp_path: Path) -> None:
    options = {"optimizer": "adam", "learning_rate": 5.0, "schedule": "constant", "plots": False, "quiet": True}
    run = lamina.train("digits", network="mlp", epochs=4, out=str(tmp_path), name="fast", baseline=False, **options)
    before = sorted(path.name for path in run.path.rglob("*"))
    found = lamina.doctor(run, attempt=True)
    assert isinstance(found, Tried) and found.trial is not None
    assert found.trial.change == {"learning_rate": 0.01} and found.trial.epochs == 2
    assert found.trial.cured and "The fault is gone with the remedy." in str(found)
    first, second = found.trial.before.losses[0], found.trial.after.losses[0]
    assert first is None or (second is not None and second < first)
    assert sorted(path.name for path in run.path.rglob("*")) == before  # the run itself is as it was
    assert [path.name for path in tmp_path.iterdir()] == ["fast"]


def test_data_that_was_in_memory_cannot_be_tried(tmp_path: Path) -> None:
    draw = random.Random(0)
    rows = [(draw.random(), draw.random()) for _ in range(120)]
    kinds = [["x", "z"][one + other + draw.gauss(0, 0.1) > 1] for one, other in rows]
    columns = {"a": [one for one, _ in rows], "b": [other for _, other in rows], "y": kinds}
    run = lamina.train(
        columns, target="y", network="mlp", epochs=4, learning_rate=1e-8, out=str(tmp_path), quiet=True, plots=False
    )
    assert [one.code for one in lamina.doctor(run).findings] == ["doctor.rate_too_low"]
    with pytest.raises(InputError, match="in memory"):
        lamina.doctor(run, attempt=True)
