"""lamina evaluate."""

import json
from pathlib import Path

import pytest

from lamina.cli.main import run


def test_test_part_as_a_table(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(trained_run)]) == 0
    text = capsys.readouterr().out
    assert "Test part, 36 rows" in text and "log loss" in text and "class_2" in text


def test_json_is_the_whole_evaluation(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(trained_run), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["part"] == "test" and 0 <= content["scores"]["accuracy"]["value"] <= 1


def test_given_data(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(trained_run), "wine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 178


def test_crops_of_a_table_are_refused(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(trained_run), "--crops", "5"]) == 2
    assert "--crops 5" in capsys.readouterr().err
