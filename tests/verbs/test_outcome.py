"""A concluded run has everything on disk, and its folder says so."""

import json
from pathlib import Path

import lamina
from lamina.verbs.run import Run
from lamina.words import say


def test_a_concluded_run_leaves_scores_answers_bundle_and_report(classified: Run) -> None:
    left = {path.name for path in classified.path.iterdir()}
    assert {"predictions.parquet", "report.html", "model", "plots"} <= left
    assert json.loads((classified.path / "state.json").read_text())["status"] == "done"


def write(path: Path, kinds: list[str]) -> str:
    path.write_text("\n".join(["size,kind", *(f"{row % 7}.5,{kind}" for row, kind in enumerate(kinds))]) + "\n")
    return str(path)


def test_a_score_on_learned_rows_alone_is_called_none(tmp_path: Path) -> None:
    data = write(tmp_path / "all.csv", ["a", "b"] * 10)
    none = {"validation_fraction": 0.0, "test_fraction": 0.0}
    run = lamina.train(data, network="mlp", epochs=1, plots=False, out=str(tmp_path), **none)
    (note,) = (note for note in run.evaluation().notes if note.code == "verbs.training_only")
    assert "no score of new data" in say(note.code, note.parameters)


def test_a_class_of_the_test_part_alone_is_told_beside_its_score(tmp_path: Path) -> None:
    train, test = write(tmp_path / "train.csv", ["a", "b"] * 10), write(tmp_path / "test.csv", ["a", "b", "c", "c"])
    run = lamina.train(train, test_data=test, target="kind", network="mlp", epochs=1, plots=False, out=str(tmp_path))
    codes = [note.code for note in run.evaluation("validation").notes]
    (note,) = (note for note in run.evaluation("test").notes if note.code == "verbs.class_not_learned")
    assert "verbs.class_not_learned" not in codes and note.parameters == {"classes": ["c"], "rows": 2}
    said = say(note.code, note.parameters)
    assert said == "No training row is of the class c: 2 rows of this part cannot be answered rightly."
