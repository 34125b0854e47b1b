"""lamina train."""

import json
from pathlib import Path

import pytest

from lamina.cli.main import run

FAST = ["--epochs", "1", "--no-plots", "--no-baseline"]


def test_a_run_ends_with_score_folder_and_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["train", "iris", "--epochs", "2", "--no-plots", "--out", "mine", "--name", "a"]) == 0
    text = capsys.readouterr().out
    for piece in ("accuracy", "training rows only", "mine/a", "lamina predict", "2/2"):
        assert piece in text, text


def test_quiet_prints_the_folder_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", *FAST, "--out", str(tmp_path), "--quiet"]) == 0
    assert Path(capsys.readouterr().out.strip()).parent == tmp_path


def test_config_repeats_a_run_and_given_flags_overrule_it(
    trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = str(trained_run / "config.json")
    assert run(["train", "--config", config, "--out", str(tmp_path), "--name", "b", "--seed", "5", "--quiet"]) == 0
    before = json.loads((trained_run / "config.json").read_text(encoding="utf-8"))
    after = json.loads((tmp_path / "b" / "config.json").read_text(encoding="utf-8"))
    assert (before["loop"]["seed"], after["loop"]["seed"]) == (0, 5)
    assert after["loop"]["epochs"] == before["loop"]["epochs"] == 2
    assert after["output"]["plots"] is False  # from the file, not the flag's default


def test_network_arguments(tmp_path: Path) -> None:
    arguments = ["--arg", "hidden_dims=[5,3]", "--arg", "activation=tanh"]
    assert run(["train", "iris", *FAST, *arguments, "--out", str(tmp_path), "--name", "c", "--quiet"]) == 0
    config = json.loads((tmp_path / "c" / "config.json").read_text(encoding="utf-8"))
    assert config["network"]["arg"] == {"hidden_dims": [5, 3], "activation": "tanh"}


def test_unknown_network_argument_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", *FAST, "--arg", "hiden_dims=[5]", "--out", str(tmp_path)]) == 2
    assert "hidden_dims" in capsys.readouterr().err
    assert not any(tmp_path.iterdir()), "something half-written was left"


def test_wrong_config_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"loop": {"epoch": 3}}', encoding="utf-8")
    assert run(["train", "iris", "--config", str(path)]) == 2
    assert 'Did you mean "epochs"?' in capsys.readouterr().err
