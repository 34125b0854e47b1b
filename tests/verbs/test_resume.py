"""A run that was killed ends with the same bits as one that never was."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run

TRAIN = (
    "import sys, lamina; lamina.train(sys.argv[1], target='price', epochs=150, out=sys.argv[2], name='run', seed=5,"
    " checkpoint_seconds=0.05, plots=False, baseline=False, arg={'dropout': 0.2})"
)


def start(table: Path, out: Path) -> subprocess.Popen[bytes]:
    """A training in a child process, running and with a checkpoint."""
    child = subprocess.Popen([sys.executable, "-c", TRAIN, str(table), str(out)], stderr=subprocess.PIPE)
    deadline = time.time() + 60
    while not list((out / "run").glob("checkpoints/*")) and time.time() < deadline and child.poll() is None:
        time.sleep(0.02)
    time.sleep(0.1)
    return child


def test_killed_and_resumed_is_bit_identical(table: Path, tmp_path: Path) -> None:
    child = start(table, tmp_path / "killed")
    child.kill()
    child.communicate()
    folder = tmp_path / "killed" / "run"
    assert json.loads((folder / "state.json").read_text())["status"] == "training"
    resumed = lamina.resume(folder)
    options = {"target": "price", "epochs": 150, "seed": 5, "plots": False, "baseline": False, "arg": {"dropout": 0.2}}
    whole = lamina.train(str(table), out=str(tmp_path / "whole"), name="run", **options)
    one, other = resumed.model.network.state_dict(), whole.model.network.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    losses = [[row["train_loss"] for row in run.history] for run in (resumed, whole)]
    assert losses[0] == losses[1]


def test_ctrl_c_saves_and_says_how_to_go_on(table: Path, tmp_path: Path) -> None:
    child = start(table, tmp_path)
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert b"lamina resume" in said
    assert lamina.resume(tmp_path / "run").folder.state()["status"] == "done"


def test_a_finished_run_is_given_back(classified: Run) -> None:
    before = (classified.path / "model" / "weights.safetensors").stat().st_mtime_ns
    assert lamina.resume(classified.path).path == classified.path
    assert (classified.path / "model" / "weights.safetensors").stat().st_mtime_ns == before


def test_other_data_is_refused(table: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_bytes(table.read_bytes())
    run = lamina.train(str(own), target="kind", epochs=1, out=str(tmp_path / "runs"), plots=False, baseline=False)
    run.folder.update_state(status="training")
    own.write_text(own.read_text() + "1,2,red,3,low\n")
    with pytest.raises(InputError, match="not what the run"):
        lamina.resume(run.path)


def test_a_held_run_is_refused(table: Path, tmp_path: Path) -> None:
    child = start(table, tmp_path)
    try:
        with pytest.raises(InputError, match="Another process"):
            lamina.resume(tmp_path / "run")
    finally:
        child.kill()
        child.communicate()
