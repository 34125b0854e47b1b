"""lamina compare."""

import json
from pathlib import Path

import pytest

from lamina.cli.main import run


def test_side_by_side(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(trained_run), str(trained_run)]) == 0
    text = capsys.readouterr().out
    assert "network" in text and "test part: accuracy" in text and "cannot be compared" not in text


def test_json(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(trained_run), str(trained_run), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["comparable"] is True and content["runs"] == ["wine", "wine"]
    assert content["facts"]["network"] == ["mlp", "mlp"]


@pytest.mark.parametrize("count", [0, 1])
def test_needs_two(count: int, trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", *[str(trained_run)] * count]) == 2
    assert "two runs" in capsys.readouterr().err


def test_networks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "lenet5", "simplecnn", "--input", "1x32x32"]) == 0
    text = capsys.readouterr().out
    assert "61,706" in text and "receptive field" in text and "2 x MACs" in text


def test_blocks_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "5x5:32", "1x1:16+5x5:32", "--input", "192x28x28", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["networks"] == ["5x5:32", "1x1:16+5x5:32"]
    assert content["facts"]["multiplications"] == ["120,422,400", "12,443,648"] and len(content["notes"]) == 2


def test_a_run_and_a_network_do_not_compare(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", str(trained_run), "lenet5"]) == 2
    assert "lenet5 is none" in capsys.readouterr().err
