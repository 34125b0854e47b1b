"""lamina compare."""

import json
from pathlib import Path

import pytest

from lamina.cli.main import run


def test_side_by_side(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(trained_run), str(trained_run)]) == 0
    text = capsys.readouterr().out
    assert "network" in text and "test: accuracy" in text and "cannot be compared" not in text


def test_json(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(trained_run), str(trained_run), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["comparable"] is True and content["runs"] == ["wine", "wine"]
    assert content["facts"]["network"] == ["mlp", "mlp"]


@pytest.mark.parametrize("count", [0, 1])
def test_needs_two(count: int, trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", *[str(trained_run)] * count]) == 2
    assert "two runs" in capsys.readouterr().err
