"""lamina demo."""

from pathlib import Path

import pytest

from lamina.cli.main import run


def test_demo_trains_lenet5_on_the_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--epochs", "1", "--out", str(tmp_path), "--name", "demo"]) == 0
    text = capsys.readouterr().out
    assert "accuracy" in text and "linear" in text and "lamina predict" in text
    assert (tmp_path / "demo" / "report.html").is_file()
