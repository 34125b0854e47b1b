"""lamina resume."""

from pathlib import Path

import pytest

from lamina.cli.main import run


def test_a_finished_run_is_given_back(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["resume", str(trained_run), "--quiet"]) == 0
    assert capsys.readouterr().out.strip() == str(trained_run)


def test_not_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["resume", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_finished_run_says_so_at_once(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["resume", str(trained_run)]) == 0
    said = capsys.readouterr().out
    assert "already finished" in said
    assert "--epochs" in said
