"""lamina verify."""

import json
import shutil
from pathlib import Path

import pytest

from lamina.cli.main import run


def test_whole_run(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(trained_run)]) == 0
    text = capsys.readouterr().out
    assert "✔" in text and "✘" not in text


def test_json(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(trained_run), "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)
    assert all(check["ok"] and check["sentence"] != check["code"] for check in checks)


def test_a_flipped_byte_is_found(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Path(shutil.copytree(trained_run, tmp_path / "copy"))
    weights = copy / "model" / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-3] ^= 0x40
    weights.write_bytes(content)
    assert run(["verify", str(copy)]) == 2
    output = capsys.readouterr()
    assert "✘" in output.out and "checks failed" in output.err
