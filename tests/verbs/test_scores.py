"""Scores of given data: beside what training rows say, and with copies of them counted."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import lamina
from lamina.verbs.run import Run
from lamina.words import say


def notes(run: Run, data: Path) -> dict[str, dict[str, object]]:
    return {note.code: note.parameters for note in run.score(str(data)).notes}


def test_copies_of_learned_rows_are_counted(classified: Run, table: Path, tmp_path: Path) -> None:
    learned = sum(part.rows for part in classified.audit.parts if part.name != "test")
    assert notes(classified, table)["verbs.copies"] == {"copies": learned, "rows": 200}
    other = tmp_path / "other.csv"
    pl.read_csv(table).with_columns(pl.col("size") + 0.0005).write_csv(other)
    assert notes(classified, other)["verbs.copies"] == {"copies": 0, "rows": 200}


def test_scores_of_learned_rows_get_no_verdict_and_a_few_copies_are_called_few(
    classified: Run, table: Path, tmp_path: Path
) -> None:
    verdicts = {"evaluation.network_wins", "evaluation.no_clear_winner", "evaluation.baseline_wins"}
    learned = notes(classified, table)
    assert not verdicts & set(learned)
    assert "say nothing against a baseline" in say("verbs.copies", learned["verbs.copies"])
    rows = pl.read_csv(table)
    test = pl.read_parquet(classified.path / "predictions.parquet").filter(pl.col("split") == "test")["line"] - 2
    known = rows.with_row_index().filter(~pl.col("index").is_in(test.to_list())).drop("index")[:1]
    moved = rows.with_columns(pl.col("size") + 0.0005)
    few = tmp_path / "few.csv"
    pl.concat([known, moved]).write_csv(few)
    found = notes(classified, few)
    assert found["verbs.copies"] == {"copies": 1, "rows": 201} and verdicts & set(found)
    assert say("verbs.copies", found["verbs.copies"]).endswith("too few to move the scores much.")


def test_the_majority_of_the_training_rows_stands_beside(classified: Run, table: Path) -> None:
    found = classified.score(str(table))
    balance = next(part.balance for part in classified.audit.parts if part.name == "train")
    most = max(balance, key=lambda name: balance[name])
    share = (pl.read_csv(table)["kind"] == most).mean()
    assert [(item.name, item.scores["accuracy"]) for item in found.baselines] == [("majority", pytest.approx(share))]


def test_the_mean_of_the_training_rows_stands_beside(regressed: Run, table: Path) -> None:
    prices = pl.read_parquet(regressed.path / "predictions.parquet")
    mean = prices.filter(pl.col("split") == "train")["target"].mean()
    expected = float(np.sqrt(((pl.read_csv(table)["price"].to_numpy() - mean) ** 2).mean()))
    (mean_baseline,) = regressed.score(str(table)).baselines
    assert mean_baseline.name == "mean"
    assert mean_baseline.scores["rmse"] == pytest.approx(expected)


def test_images_seen_in_training_are_counted(digits: Run) -> None:
    learned = sum(part.rows for part in digits.audit.parts if part.name != "test")
    found = {note.code: note.parameters for note in digits.score("digits").notes}["verbs.copies"]
    assert learned <= found["copies"] <= learned + sum(digits.audit.shared_rows.values())


def test_a_bundle_alone_or_a_run_of_before_says_that_it_cannot_know(
    classified: Run, table: Path, tmp_path: Path
) -> None:
    alone = lamina.load(shutil.copytree(classified.path / "model", tmp_path / "copy"))
    assert notes(alone, table)["verbs.copies_unknown"] == {"alone": True}
    old = Path(shutil.copytree(classified.path, tmp_path / "old"))
    (old / "learned_rows.npy").unlink()
    assert notes(lamina.load(old), table)["verbs.copies_unknown"] == {"alone": False}
