"""Runs side by side."""

from pathlib import Path

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run


def test_runs_on_other_rows_are_said_not_to_be_comparable(classified: Run, regressed: Run) -> None:
    table = lamina.compare(classified, regressed)
    assert table.columns == (classified.path.name, regressed.path.name)
    facts = dict(table.rows)
    assert facts["network"] == ("mlp", "mlp")
    assert facts["test accuracy"][1] == ""
    assert facts["test rmse"][0] == ""
    assert not table.notes and not table.evaluations


def test_runs_on_the_same_rows_are_drawn_and_told(classified: Run, tmp_path: Path) -> None:
    table = lamina.compare(
        classified, lamina.train(config=classified.config, epochs=1, name="again", out=str(tmp_path))
    )
    assert table.comparable and [note.code for note in table.notes] == ["compare.ahead", "compare.beside_baseline"]
    text = str(table)
    assert "●" in text and "linear model" in text and "clearly" in text


def test_settings_are_written_as_a_person_writes_them(classified: Run, regressed: Run) -> None:
    settings = {name: values for name, values in lamina.compare(classified, regressed).rows if name.startswith("--")}
    assert settings and all(not set("{}()'") & set(value) for values in settings.values() for value in values)


def test_one_run_is_nothing_to_compare(classified: Run) -> None:
    with pytest.raises(InputError, match="two"):
        lamina.compare(classified)
