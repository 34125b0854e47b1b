"""lamina predict."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from lamina.cli.main import run


def test_csv_on_stdout(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", str(trained_run), "wine"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 178 and {row["answer"] for row in rows} <= {"class_0", "class_1", "class_2"}


def test_probabilities_sum_to_one(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", str(trained_run), "wine", "--probabilities"]) == 0
    row = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    shares = [float(row[f"probability_{name}"]) for name in ("class_0", "class_1", "class_2")]
    assert sum(shares) == pytest.approx(1.0)


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_to_file(trained_run: Path, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"answers.{ending}"
    assert run(["predict", str(trained_run), "wine", "--to", str(path)]) == 0
    output = capsys.readouterr()
    assert output.out == "" and "178 answers" in output.err
    readers = {
        "csv": pl.read_csv,
        "parquet": pl.read_parquet,
        "json": lambda p: pl.DataFrame(json.loads(p.read_text())),
    }
    assert readers[ending](path).height == 178


def test_unwritable_place(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run(["predict", str(trained_run), "wine", "--to", str(tmp_path / "file" / "a.csv")]) == 2
    assert "a.csv" in capsys.readouterr().err


def test_crops_are_of_images_and_so_many(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", str(trained_run), "wine", "--crops", "10"]) == 2
    assert "reads none" in capsys.readouterr().err
    assert run(["predict", str(trained_run), "wine", "--crops", "3"]) == 2
    assert "1, 2, 5, 10" in capsys.readouterr().err
    assert run(["predict", str(trained_run), "wine", "--crops", "many"]) == 2
    assert "many" in capsys.readouterr().err


def test_the_data_is_not_written_over(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "mine.csv"
    data.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["predict", str(trained_run), str(data), "--to", str(data)]) == 2
    assert "is the data itself" in " ".join(capsys.readouterr().err.split())
    assert data.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_json_has_numbers_as_numbers(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", str(trained_run), "wine", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 178 and isinstance(next(iter(rows[0].values())), int)
    assert isinstance(rows[0]["probability"], float) and rows[0]["answer"].startswith("class_")
    assert run(["predict", str(trained_run), "wine", "--to", str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == rows


def test_several_paths_are_for_images(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", str(trained_run), "wine", "wine"]) == 2
    assert "several paths are for images" in " ".join(capsys.readouterr().err.split())
    assert run(["predict", str(trained_run)]) == 2
    assert "DATA is missing" in capsys.readouterr().err
