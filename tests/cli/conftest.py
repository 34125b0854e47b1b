"""One small trained run for all commands that need one."""

from pathlib import Path

import pytest

from lamina.cli.main import run


@pytest.fixture(scope="session")
def trained_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MLP on the built-in wine table, two epochs, without plots."""
    out = tmp_path_factory.mktemp("runs")
    code = run(["train", "wine", "--epochs", "2", "--no-plots", "--out", str(out), "--name", "wine", "--quiet"])
    assert code == 0
    return out / "wine"
