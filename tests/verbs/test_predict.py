"""The verb by path and by run."""

from pathlib import Path

import lamina
from lamina.verbs.run import Run


def test_by_path_and_by_run_it_is_the_same(regressed: Run, table: Path) -> None:
    assert lamina.predict(regressed.path, str(table)).equals(regressed.predict(str(table)))


def test_nothing_is_answered_with_nothing_wrong(regressed: Run) -> None:
    one = lamina.predict(regressed, [{"size": 10.0, "weight": 5.0, "colour": "red"}])
    assert len(one) == 1
    assert 30 < one["answer"][0] < 55
