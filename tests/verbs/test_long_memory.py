"""Sequences through all verbs, and the adding task in small: a GRU remembers, where always 1 is as good as it gets."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lamina
from lamina.verbs.run import Run

SMALL = {"threads": 1, "plots": False}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train(
        "adding:6", network="gru", epochs=2, learning_rate=0.01, out=out, arg={"hidden_dim": 16}, **SMALL
    )


def test_a_gru_adds_what_is_marked(run: Run) -> None:
    evaluation = run.evaluation("test")
    rivals = {item.name: item.scores["rmse"] for item in evaluation.baselines}
    assert rivals["mean"] == pytest.approx((1 / 6) ** 0.5, rel=0.05)
    assert evaluation.scores["rmse"].value < 0.5 * rivals["linear"]
    assert all(check.ok for check in lamina.verify(run.path)) and lamina.inspect(run).output_shape == (1,)


def test_answers_in_a_fresh_process_and_onnx(run: Run, tmp_path: Path) -> None:
    values = np.zeros((2, 6, 2))
    values[:, [1, 4], 1], values[0, [1, 4], 0] = 1, (0.2, 0.5)
    frame = run.predict(values)
    assert frame["answer"].to_list() == pytest.approx([0.7, 0.0], abs=0.2)
    code = "import sys, json, lamina, numpy; print(lamina.load(sys.argv[1]).predict(numpy.array(json.loads(sys.argv[2])))['answer'].to_list())"
    asked = [sys.executable, "-c", code, str(run.path), json.dumps(values.tolist())]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == pytest.approx(frame["answer"].to_list(), abs=1e-9)
    assert run.export("onnx", to=tmp_path / "m.onnx").is_file()
    assert run.score("adding:6").scores["rmse"].value < 0.2


def test_sequences_of_the_users_own_are_classified(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(120, 9, 1))
    classes = np.where(values.sum(axis=(1, 2)) > 0, "up", "down")
    run = lamina.train(
        (values, classes), kind="sequences", network="lstm", epochs=6, learning_rate=0.02, out=str(tmp_path), **SMALL
    )
    assert run.evaluation("test").scores["accuracy"].value > 0.7
    assert set(run.predict(values[:5])["answer"]) <= {"up", "down"}


def test_copying_is_a_tag_of_each_scored_step(tmp_path: Path) -> None:
    run = lamina.train(
        "copy:4", network="lstm", epochs=1, out=str(tmp_path), arg={"hidden_dim": 8}, baseline=False, **SMALL
    )
    evaluation = run.evaluation("test")
    assert evaluation.rows == 5 * 1200 and len(run.model.spec.classes) == 8
