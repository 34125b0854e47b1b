"""`Run`: what a finished training answers, in this process and in a later one."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run


def test_a_later_process_gives_the_same_answers(classified: Run, table: Path, tmp_path: Path) -> None:
    here = classified.predict(str(table), probabilities=True)
    code = "import sys, lamina; lamina.load(sys.argv[1]).predict(sys.argv[2], probabilities=True).write_parquet(sys.argv[3])"
    subprocess.run(
        [sys.executable, "-c", code, str(classified.path), str(table), str(tmp_path / "p.parquet")], check=True
    )
    there = pl.read_parquet(tmp_path / "p.parquet")
    assert there.columns == here.columns
    assert there["answer"].to_list() == here["answer"].to_list()


def test_training_and_prediction_are_one_code_path(regressed: Run, table: Path) -> None:
    stored = pl.read_parquet(regressed.path / "predictions.parquet").sort("line")
    answers = regressed.predict(str(table))["answer"]
    assert answers.to_list() == pytest.approx(stored["answer"].to_list(), rel=1e-5)


def test_a_row_has_one_name_in_predictions_in_answers_and_in_the_users_table(
    regressed: Run, table: Path, tmp_path: Path
) -> None:
    stored = pl.read_parquet(regressed.path / "predictions.parquet")
    lines = table.read_text().splitlines()
    own = {line: float(lines[line - 1].split(",")[3]) for line in range(2, len(lines) + 1)}
    assert {row["line"]: row["target"] for row in stored.iter_rows(named=True)} == own
    frame = pl.read_csv(table)
    answers = regressed.predict(frame)  # of a frame: its rows from 0
    assert answers["row"].to_list() == list(range(len(frame)))
    joined = regressed.predict(str(table)).join(stored, on="line", validate="1:1")
    assert joined["answer"].to_list() == pytest.approx(joined["answer_right"].to_list(), rel=1e-5)
    run = lamina.train(frame, target="price", ignore=("kind",), network="mlp", epochs=1, out=str(tmp_path))
    by_row = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    joined = pl.read_parquet(run.path / "predictions.parquet").join(by_row, on="row", validate="1:1")
    assert len(joined) == len(frame) and joined["target"].to_list() == joined["price"].to_list()


def test_evaluate_on_new_rows_in_raw_units(regressed: Run, table: Path) -> None:
    scores = regressed.evaluate(str(table))
    truth, answer = pl.read_csv(table)["price"], regressed.predict(str(table))["answer"]
    assert scores["rmse"] == pytest.approx(((truth - answer) ** 2).mean() ** 0.5, rel=1e-9)


def test_looks_at_the_test_part_are_counted(classified: Run) -> None:
    before = classified.folder.state()["test_uses"]
    classified.evaluate()
    classified.evaluate()
    assert classified.folder.state()["test_uses"] == before + 2


def test_rows_outside_what_training_saw_are_flagged(classified: Run) -> None:
    rows = [{"size": 10.0, "weight": 5.0, "colour": "red"}, {"size": 1e6, "weight": None, "colour": "violet"}]
    answers = classified.predict(rows)
    assert answers["outside"][0] == ""
    assert "size" in answers["outside"][1]
    assert "colour" in answers["outside"][1]


def test_reordered_columns_are_fine_and_missing_ones_refused(classified: Run, table: Path) -> None:
    frame = pl.read_csv(table)
    shuffled = frame.select("colour", "kind", "size", "weight")
    assert classified.predict(shuffled)["answer"].to_list() == classified.predict(frame)["answer"].to_list()
    with pytest.raises(InputError, match="weight"):
        classified.predict(frame.select("size", "colour"))
    with pytest.raises(InputError, match="Size2"):
        classified.predict(frame.rename({"size": "Size2"}))


def test_no_target_no_score(classified: Run, table: Path) -> None:
    with pytest.raises(InputError, match="kind"):
        classified.evaluate(pl.read_csv(table).drop("kind"))


def test_images_are_answered_by_class_name(digits: Run) -> None:
    from lamina.data.samples import digits as read

    images, labels, names = read()
    answers = digits.predict(images)
    right = [answer == names[int(label)] for answer, label in zip(answers["answer"], labels, strict=True)]
    assert sum(right) / len(right) > 0.8


def test_a_digit_black_on_white_is_flagged(digits: Run) -> None:
    from lamina.data.samples import digits as read

    images = read()[0][:20]
    assert not any("brightness" in told for told in digits.predict(images)["outside"])
    inverted = digits.predict(255 - images)
    assert all("inverted" in told for told in inverted["outside"]) and inverted["row"].to_list()[:2] == [0, 1]


def test_a_notebook_shows_score_and_curves(classified: Run) -> None:
    html = classified._repr_html_()
    assert "accuracy" in html
    assert "data:image/png;base64," in html


def test_what_is_not_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run folder"):
        lamina.load(tmp_path / "none")
    with pytest.raises(InputError, match=r"config\.json"):
        lamina.load(tmp_path)
