"""lamina list."""

import json

import pytest

from lamina.cli.main import run
from lamina.networks.catalog import names


def test_contents_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in names()) and "1998" in text and "LeCun" in text


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == names()
    assert {"name", "parameters", "kinds", "tasks", "paper", "year", "summary"} == set(rows[0])


def test_one_network_in_full_and_a_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "lenet5"]) == 0
    text = capsys.readouterr().out
    assert "61,706" in text and "conv_activation=relu" in text and "Differs from the paper in" in text
    assert run(["list", "resnet5"]) == 0
    text = capsys.readouterr().out
    assert "resnet50-tv" in text and "resnet56-cifar" in text and "lenet5" not in text
    assert run(["list", "lenet6"]) == 2 and "lenet5" in capsys.readouterr().err
