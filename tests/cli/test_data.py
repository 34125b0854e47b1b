"""lamina data."""

import json

import pytest

from lamina.cli.main import run


def test_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "iris"]) == 0
    text = capsys.readouterr().out
    assert "150 rows" in text and "petal" in text and any(block in text for block in "▃▄▅▆▇")


def test_json_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "iris", "--json", "--seed", "3"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["rows"] == 150 and content["task"] == "classify" and len(content["columns"]) == 5
