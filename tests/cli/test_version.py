"""lamina --version [--all]."""

import pytest
import torch

import lamina
from lamina.cli.main import run


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == lamina.__version__


@pytest.mark.parametrize("arguments", [["--version", "--all"], ["--all", "--version"]])
def test_all_names_the_engine_and_the_machine(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    text = capsys.readouterr().out
    assert torch.__version__ in text
    assert {"python", "torch", "cuda", "driver", "device"} <= {line.split()[0] for line in text.splitlines() if line}
