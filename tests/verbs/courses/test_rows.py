"""After training: calibrated on validation rows only, scored beside baselines, reported."""

import json
from pathlib import Path

import lamina
from lamina.verbs.run import Run


def test_each_held_out_part_has_baselines_and_advice(classified: Run) -> None:
    for part in ("validation", "test"):
        evaluation = classified.evaluation(part)
        assert {baseline.name for baseline in evaluation.baselines} == {"majority", "linear"}
        assert evaluation.scores["accuracy"].low is not None
        assert any(note.code.startswith("evaluation.") for note in evaluation.notes)
    assert classified.evaluation("train").baselines == ()


def test_class_probabilities_are_calibrated(classified: Run) -> None:
    assert classified.model.finish.get_buffer("temperature").item() > 0


def test_the_report_stands_alone(classified: Run) -> None:
    page = (classified.path / "report.html").read_text(encoding="utf-8")
    assert "http-equiv" not in page or "refresh" not in page
    assert 'src="http' not in page and 'href="http' not in page


def test_the_users_own_rows_are_golden_only_when_asked(table: Path, tmp_path: Path) -> None:
    options = {"target": "price", "epochs": 1, "plots": False, "baseline": False}
    asked = lamina.train(str(table), golden="data", out=str(tmp_path), name="a", **options)
    drawn = lamina.train(str(table), out=str(tmp_path), name="b", **options)
    own = {tuple(line.split(",")[:2]) for line in table.read_text().splitlines()[1:]}
    whole = {(float(size), float(weight)) for size, weight in own if weight}

    def kept(run: Run) -> int:
        rows = json.loads((run.path / "model" / "golden.json").read_text())["rows"]
        return sum((row["size"], row["weight"]) in whole for row in rows)

    assert kept(asked) >= 6
    assert kept(drawn) == 0
