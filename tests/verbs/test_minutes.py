"""`--minutes`: what a user is told, what is kept, and where the trainings of folds share it."""

from pathlib import Path

import pytest

import lamina
from lamina.core.config import RunConfig
from lamina.core.events import Announcement
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import plan_job
from lamina.verbs.settings import LONGER
from lamina.words import say

QUICK = {"target": "price", "plots": False, "baseline": False}


class Ear:
    def __init__(self) -> None:
        self.told: list[str] = []

    def hear(self, event: object) -> None:
        if isinstance(event, Announcement):
            self.told.append(say(event.code, event.parameters))


def job(table: Path, **options: object):
    return plan_job(str(table), RunConfig().replace(data=str(table), target=("price",), **options))


def test_a_budget_alone_allows_more_epochs_than_the_recipe_and_decays_as_it(table: Path) -> None:
    usual, longer = job(table), job(table, minutes=0.5)
    assert longer.config.loop.epochs == LONGER * int(usual.config.loop.epochs)
    assert longer.config.optim == usual.config.optim
    assert job(table, minutes=0.5, epochs=2).config.loop.epochs == 2


def test_what_ends_the_training_is_said(table: Path) -> None:
    told = [say(one.code, one.parameters) for one in job(table, minutes=1, epochs=1, patience=3).announcements()]
    assert "1 minute or 1 epoch, whichever comes first, or after 3 epochs without improvement" in " ".join(told)


def test_folds_share_the_budget_and_a_repeat_shares_the_same(table: Path) -> None:
    planned = job(table, minutes=6, folds=2)
    assert planned.loop.minutes == pytest.approx(2) and planned.config.loop.minutes == 6
    assert plan_job(str(table), planned.config).loop.minutes == pytest.approx(2)


def test_a_budget_too_small_for_an_epoch_is_told_beside_the_scores(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), minutes=1e-6, out=str(tmp_path), **QUICK)
    (row,) = run.history
    assert 0 < row["epoch"] < 1
    parts = RunFolder(run.path).evaluations().values()
    notes = [note for part in parts for note in part.notes if note.code == "verbs.hardly_trained"]
    assert len(notes) == len(parts) == 3 and notes[0].parameters["epochs"] == row["epoch"]
    assert "not every training row was seen once" in (run.path / "model" / "README.md").read_text(encoding="utf-8")


def test_the_time_is_kept_and_the_rate_ends_with_it(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), minutes=0.02, out=str(tmp_path), schedule="cosine", **QUICK)
    rates = [row["learning_rate"] for row in run.history]
    assert rates == sorted(rates, reverse=True) and rates[-1] < 0.05 * rates[0]


def test_epochs_that_come_first_are_all_done(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), minutes=5, epochs=2, out=str(tmp_path), **QUICK)
    assert [row["epoch"] for row in run.history] == [1, 2]
