"""The command line as a whole: help, speed of import, exit codes, sentences instead of tracebacks."""

import subprocess
import sys

import pytest

from lamina.cli import main as cli
from lamina.cli.main import command_names, run
from lamina.core.errors import InterruptedRunError, StoppedError

HEAVY = ("torch", "polars", "sklearn", "matplotlib", "PIL", "pandas")


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["train", "--help"], ["data", "--help"], ["train", "x", "--epoch", "3"]]
)
def test_help_and_mistakes_load_no_heavy_package(arguments: list[str]) -> None:
    done = python(
        f"import sys; from lamina.cli.main import run; code = run({arguments!r});"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert "HEAVY []" in done.stdout, done.stdout + done.stderr


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in command_names())
    assert len(command_names()) == 13


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "lamina demo" in capsys.readouterr().out


@pytest.mark.parametrize("name", command_names())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_command_has_help_in_both_languages(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help", "--lang", language]) == 0
    text = capsys.readouterr().out
    assert f"lamina {name}" in text
    assert ("用法" in text) == (language == "zh")
    assert "cli." not in text.replace("cli.py", "")  # no code without its sentence


def test_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trian", "x.csv"]) == 2
    assert 'Did you mean "train"?' in capsys.readouterr().err


def test_errors_go_to_stderr_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "no-such-file.csv"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("Error: ") and output.err.count("\n") == 1 and "no-such-file.csv" in output.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StoppedError("training.x"), 3),
        (InterruptedRunError("training.y"), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("division by zero"), 1),
        (MemoryError(), 1),
    ],
)
def test_exit_codes(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: list[str]) -> None:
        raise error

    monkeypatch.setattr(cli, "_dispatch", fail)
    assert run(["list"]) == code
    text = capsys.readouterr().err
    assert "Traceback" not in text and text.strip()
    if isinstance(error, ZeroDivisionError):
        assert "--debug" in text and "division by zero" in text


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(arguments: list[str]) -> None:
        raise ZeroDivisionError("here")

    monkeypatch.setattr(cli, "_dispatch", fail)
    assert run(["list", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_broken_pipe_is_quiet() -> None:
    code = "import sys; from lamina.cli.main import main; sys.argv = ['lamina', 'list', '--json']; main()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_module_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "lamina", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().count(".") == 2


def test_a_terminal_without_chinese_fails_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lamina", "--lang", "zh", "--help"],
        capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0 and b"lamina" in done.stdout
