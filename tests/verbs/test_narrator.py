"""What training in Python prints."""

import io
import sys
from pathlib import Path

import pytest

import lamina
from lamina.core.events import Event, TrainingDone, TrainingStarted
from lamina.verbs.narrator import Narrator

SHORT = {"epochs": 2, "plots": False}


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def hear(self, event: Event) -> None:
        self.heard.append(event)


def test_progress_notes_and_verdict_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lamina.train("wine", out=str(tmp_path), name="w", **SHORT)
    told = capsys.readouterr().out
    for piece in ("Network: mlp", "epoch", "2/2", "Trained 2 epochs", "this model", "linear model", "split first"):
        assert piece in told, piece
    assert f"lamina.load('{tmp_path}/w')" in "".join(line.strip() for line in told.splitlines())
    assert "\x1b" not in told and "\r" not in told  # plain lines in a pipe


def test_quiet_and_listeners_silence_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ear = Ear()
    lamina.train("wine", out=str(tmp_path), name="a", quiet=True, **SHORT)
    lamina.train("wine", out=str(tmp_path), name="b", listeners=[ear], **SHORT)
    lamina.train("wine", out=str(tmp_path), name="c", listeners=(), **SHORT)
    said = capsys.readouterr()
    assert said.out == said.err == "" and any(isinstance(event, TrainingDone) for event in ear.heard)


def test_a_terminal_is_whole_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    with pytest.raises(KeyboardInterrupt), Narrator(None, quiet=False) as narrator:
        narrator.listeners[0].hear(TrainingStarted(2, 5))
        raise KeyboardInterrupt
    assert terminal.getvalue().rstrip("\n\x1b[2KA1\r").endswith("\x1b[?25h")
