"""lamina export."""

from pathlib import Path

import pytest

from lamina.cli.main import run


def test_code(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(trained_run), "--format", "code", "--to", str(tmp_path / "code")]) == 0
    assert str(tmp_path) in capsys.readouterr().out
    assert list((tmp_path / "code").rglob("*.py"))


def test_onnx(trained_run: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    assert run(["export", str(trained_run), "--to", str(tmp_path / "model.onnx")]) == 0
    assert (tmp_path / "model.onnx").stat().st_size > 0
