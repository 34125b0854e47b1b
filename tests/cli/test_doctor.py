"""lamina doctor."""

import json
from pathlib import Path

import pytest

from lamina.cli.main import run


@pytest.fixture(scope="module")
def slow_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learning rate that moves nothing."""
    out = tmp_path_factory.mktemp("runs")
    options = ["--epochs", "4", "--no-plots", "--no-baseline", "--learning-rate", "1e-8", "--quiet"]
    assert run(["train", "digits", "--network", "mlp", *options, "--out", str(out), "--name", "slow"]) == 0
    return out / "slow"


def test_finding_with_its_command(slow_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", str(slow_run)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "1. The learning rate (1e-08) is too low" in text and "--learning-rate 0.001" in text


def test_json_has_figures_and_sentences(slow_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", str(slow_run), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    (finding,) = content["findings"]
    assert finding["code"] == "doctor.rate_too_low" and finding["evidence"]["travelled"] < 1e-3
    assert finding["sentence"].startswith("The learning rate") and not content["well"]


def test_why_there_are_no_readings_is_told_whole(slow_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = (slow_run / "health.jsonl").read_text()
    (slow_run / "health.jsonl").unlink()
    try:
        assert run(["doctor", str(slow_run)]) == 0
    finally:
        (slow_run / "health.jsonl").write_text(kept)
    assert "lamina train --no-doctor" in " ".join(capsys.readouterr().out.split())


def test_what_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", str(tmp_path / "none")]) == 2
    assert "There is no run folder" in capsys.readouterr().err


def test_last_line_of_a_training_names_the_doctor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--epochs", "3", "--no-plots", "--no-baseline", "--learning-rate", "1e-8", "--network", "mlp"]
    assert run(["train", "digits", *options, "--out", str(tmp_path), "--name", "slow"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    last = text.rpartition("The doctor:")[2]
    assert "The learning rate" in text and " More: lamina doctor " in last
