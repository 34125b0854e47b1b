"""A concluded run has everything on disk, and its folder says so."""

import json

from lamina.verbs.run import Run


def test_a_concluded_run_leaves_scores_answers_bundle_and_report(classified: Run) -> None:
    left = {path.name for path in classified.path.iterdir()}
    assert {"predictions.parquet", "report.html", "model", "plots"} <= left
    assert json.loads((classified.path / "state.json").read_text())["status"] == "done"
