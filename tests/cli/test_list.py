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
    assert {"name", "kinds", "tasks", "paper", "year", "summary"} == set(rows[0])
