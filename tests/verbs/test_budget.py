"""`--minutes` alone sets the epochs before the training, and is kept."""

from pathlib import Path

import lamina


def test_a_budget_sets_the_epochs_before_the_training(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), target="price", minutes=0.05, out=str(tmp_path), plots=False, baseline=False)
    assert isinstance(run.config.loop.epochs, int)
    assert 1 <= len(run.history) <= run.config.loop.epochs
    assert sum(row["seconds"] for row in run.history) < 3.5


def test_epochs_that_were_asked_for_are_left_alone(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), target="price", minutes=5, epochs=2, out=str(tmp_path), plots=False, baseline=False)
    assert len(run.history) == 2
