"""The verb by path and by run."""

from pathlib import Path

import lamina
from lamina.verbs.evaluate import evaluation
from lamina.verbs.run import Run


def test_by_path_and_by_run_it_is_the_same(classified: Run, table: Path) -> None:
    assert lamina.evaluate(classified.path, str(table)) == classified.evaluate(str(table))
    assert evaluation(classified, str(table)).scores["accuracy"].value == classified.evaluate(str(table))["accuracy"]
