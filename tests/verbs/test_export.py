"""The model in other forms gives the same answers."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run


def test_onnx_takes_the_raw_columns(regressed: Run, table: Path, tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    path = lamina.export(regressed.path, "onnx", tmp_path / "price.onnx")
    session = onnxruntime.InferenceSession(str(path))
    frame = pl.read_csv(table)
    feeds = {
        "size": frame["size"].to_numpy()[:, None],
        "weight": frame["weight"].cast(pl.Float64).fill_null(float("nan")).to_numpy()[:, None],
        "colour": np.array(frame["colour"].to_list(), dtype=object)[:, None],
    }
    (answers,) = session.run(None, feeds)
    assert answers.ravel().tolist() == pytest.approx(regressed.predict(str(table))["answer"].to_list(), rel=1e-6)


def test_code_answers_without_lamina(classified: Run, table: Path, tmp_path: Path) -> None:
    path = lamina.export(classified, "code", tmp_path / "code")
    assert "import lamina" not in path.read_text(encoding="utf-8")
    done = subprocess.run([sys.executable, str(path), str(table)], capture_output=True, text=True, check=True)
    answers = pl.read_csv(io.StringIO(done.stdout))
    ours = classified.predict(str(table))
    assert answers["answer"].to_list() == ours["answer"].to_list()
    assert answers["probability"].to_list() == pytest.approx(ours["probability"].to_list(), rel=1e-9)


def test_a_file_that_no_export_wrote_stays(regressed, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for format in ("onnx", "code"):
        with pytest.raises(InputError) as error:
            lamina.export(regressed.path, format, tmp_path / "mine.csv")
        assert error.value.code == "verbs.export_over_file"
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"
