"""Results to stdout, warnings to stderr."""

import json
import os
import sys
import warnings
from pathlib import Path

import pytest

from lamina.cli import everywhere, screen
from lamina.core.errors import LaminaWarning


def test_json_is_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    screen.print_json({"名": (1, None)})
    text = capsys.readouterr().out
    assert json.loads(text) == {"名": [1, None]} and "名" in text


def test_warnings_of_lamina_are_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        everywhere.take([])
        screen.show_warnings()
        warnings.warn(LaminaWarning("files.missing", path="a.csv"), stacklevel=1)
        warnings.warn("noise of another package", UserWarning, stacklevel=1)
    output = capsys.readouterr()
    assert output.out == "" and output.err.count("\n") == 1
    assert output.err.startswith("Note: ") and "a.csv" in output.err


def test_debug_shows_other_warnings_too(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        everywhere.take(["--debug"])
        warnings.simplefilter("always")
        screen.show_warnings()
        warnings.warn("noise of another package", UserWarning, stacklevel=1)
    everywhere.take([])
    assert "noise of another package" in capsys.readouterr().err


def test_quiet_has_no_progress() -> None:
    everywhere.take(["--quiet"])
    with screen.progress() as listeners:
        assert listeners == []
    everywhere.take([])
    with screen.progress() as listeners:
        assert len(listeners) == 1


def test_tables_are_not_squeezed_without_a_terminal() -> None:
    assert screen.out().width >= screen.WIDTH_WITHOUT_TERMINAL


@pytest.mark.parametrize(
    ("found", "told"), [("/usr/bin/lamina", "lamina"), (None, os.path.join(".venv", "bin", "lamina"))]
)
def test_the_next_command_can_be_pasted(found: str | None, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [os.path.join(os.getcwd(), ".venv", "bin", "lamina"), "demo"])
    monkeypatch.setattr(screen.shutil, "which", lambda name: found)
    assert screen.program() == told


def test_paths_are_shown_as_one_would_type_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "a" / "b" / "c"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert screen.shortest(here / "runs" / "x") == os.path.join("runs", "x")
    assert screen.shortest(tmp_path / "a" / "b" / "d") == os.path.join("..", "d")
    assert screen.shortest(tmp_path / "z") == str(tmp_path / "z")  # not ../../../z
