"""history.csv: a row per epoch."""

import csv

import pytest
from torch import nn

from lamina.core.events import EpochDone, TrainingDone
from lamina.training.history import History, history_row


def done(epoch: int, validation: bool = True) -> EpochDone:
    train = {"loss": 0.1 * epoch, "rmse": 1 / 3}
    return EpochDone(epoch, train, {"loss": 0.2, "rmse": 0.5} if validation else {}, 1e-3, seconds=2.0, num_rows=100)


def test_a_row_has_losses_first_and_the_speed():
    row = history_row(done(1))
    assert list(row) == [
        "epoch", "train_loss", "validation_loss", "train_rmse", "validation_rmse", "learning_rate", "seconds",
        "samples_per_second",
    ]  # fmt: skip
    assert row["samples_per_second"] == 50.0
    assert "validation_loss" not in history_row(done(1, validation=False))


def test_the_file_has_every_epoch_with_all_digits(kit, tmp_path):
    state = kit.state(nn.Linear(1, 1))
    history = History(state, tmp_path / "run" / "history.csv")
    for epoch in (1, 2, 3):
        history.hear(done(epoch))
    history.hear(TrainingDone("epochs", 3, 1, 6.0))
    with open(tmp_path / "run" / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["train_loss"]) for row in rows] == [0.1, 0.2, 0.1 * 3]
    assert float(rows[0]["train_rmse"]) == 1 / 3
    assert state.history[1] == history_row(done(2))


def test_short_epochs_are_written_together(kit, tmp_path, monkeypatch):
    state = kit.state(nn.Linear(1, 1))
    history = History(state, tmp_path / "history.csv")
    writes = []
    monkeypatch.setattr("lamina.training.history.write_atomically", lambda path, text: writes.append(text))
    for epoch in range(1, 101):
        history.hear(done(epoch))
    history.hear(TrainingDone("epochs", 100, 1, 6.0))
    assert len(writes) <= 3
    assert writes[-1].count("\n") == 101


def test_nothing_is_written_before_the_first_epoch(kit, tmp_path):
    History(kit.state(nn.Linear(1, 1)), tmp_path / "history.csv").hear(TrainingDone("interrupted", 0, 0, 0.0))
    assert not (tmp_path / "history.csv").exists()


def test_an_epoch_of_no_time_has_a_finite_speed():
    row = history_row(EpochDone(1, {"loss": 1.0}, {}, 0.1, seconds=0.0, num_rows=1))
    assert row["samples_per_second"] == pytest.approx(1e9)
