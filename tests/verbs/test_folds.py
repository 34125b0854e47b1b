"""Cross-validation: each row is tested once; mean and spread are said."""

import json
from pathlib import Path

import pytest

import lamina
from lamina.verbs.folds import summarise
from lamina.words import say


def test_folds_give_mean_and_spread(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), target="kind", folds=3, epochs=2, out=str(tmp_path), plots=False, baseline=False)
    folds = run.folder.fold_scores()
    assert len(folds["accuracy"]["values"]) == 3
    assert folds["accuracy"]["mean"] == pytest.approx(sum(folds["accuracy"]["values"]) / 3)
    tested = [
        json.loads((run.path / "folds" / str(fold) / "evaluation.json").read_text())["test"]["rows"]
        for fold in (1, 2, 3)
    ]
    assert sum(tested) == 200
    (told,) = [say(note.code, note.parameters) for note in run.evaluation().notes if note.code == "verbs.folds_scored"]
    assert told.startswith("Cross-validated over 3 folds: accuracy ") and told.count(" %") == 3


def test_a_metric_that_a_fold_lacks_is_left_out() -> None:
    summary = summarise([{"accuracy": 0.5, "roc_auc": 0.7}, {"accuracy": 0.7}])
    assert summary.keys() == {"accuracy"}
    assert summary["accuracy"]["std"] == pytest.approx(0.2 / 2**0.5)
