"""A forecaster as written code: it reads the file alone, answers as the model does, and says what it cannot read."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from lamina.bundle import code
from lamina.bundle.code import export_code
from lamina.bundle.model import Model
from lamina.core.spec import DataSpec, NumberColumn, SeriesSpec, TableForm, TargetSpec
from lamina.data.finish import RawUnits
from lamina.data.series.scale import SeriesScale
from lamina.networks import catalog

Ready = Callable[..., Path]


def forecaster(series_column: str = "") -> Model:
    """A gru over windows of 5 steps of a and b, that forecasts b and a for 3 steps."""
    series = SeriesSpec(
        variables=("a", "b"), targets=("b", "a"), window=5, horizon=3, time_column="day", series_column=series_column
    )  # fmt: skip
    numbers = tuple(NumberColumn(name=name, quantiles=tuple(map(float, range(9)))) for name in "ab")
    targets = tuple(TargetSpec(name=f"{name} +{step}") for name in "ba" for step in (1, 2, 3))
    form = TableForm(columns=("day", "a", "b"), separator=";", decimal=",")
    spec = DataSpec(kind="series", task="forecast", numbers=numbers, targets=targets, series=series, form=form)
    arguments = {
        "in_features": 2,
        "num_classes": 6,
        "hidden_dim": 3,
        "window": 5,
        "target_columns": (1, 0),
        "season": 2,
    }
    network = catalog.build("gru", **arguments)
    torch.nn.init.normal_(network.get_parameter("output.weight"))
    prepare, finish = SeriesScale(2), RawUnits(6)
    prepare.mean.fill_(4.0)
    finish.mean.fill_(4.0)
    return Model(spec, "gru", arguments, prepare, network.eval(), finish, {})


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ready:
    """The written program of a model, not checked."""

    def written(model: Model) -> Path:
        monkeypatch.setattr(code, "_check", lambda *_: None)  # a process each is slow
        return export_code(model, tmp_path / "code")

    return written


def asked(script: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(script), *map(str, files)], capture_output=True, text=True, check=False
    )


def test_it_answers_a_file_as_the_model_does(tmp_path: Path) -> None:
    model, file = forecaster(), tmp_path / "new.csv"
    script = export_code(model, tmp_path / "code")  # checked on golden windows
    assert "lamina" not in script.read_text(encoding="utf-8").lower().replace("plain pytorch", "")
    values = torch.rand(7, 2, dtype=torch.float64) * 8
    lines = [f"2024-01-{day + 1:02};{a};{b}".replace(".", ",") for day, (a, b) in enumerate(values.tolist())]
    file.write_text("\n".join(["day;a;b", *lines]) + "\n")
    found = list(csv.DictReader(asked(script, file).stdout.splitlines()))
    assert [row["step"] for row in found] == ["1", "2", "3"] and found[0].keys() == {"file", "step", "b", "a"}
    expected = model.answer({"window": values[None, -5:]})[0].reshape(2, 3)
    for place, name in enumerate("ba"):
        assert [float(row[name]) for row in found] == pytest.approx(expected[place].tolist(), abs=1e-5)


def test_several_series_in_one_file_are_answered_each(tmp_path: Path, ready: Ready) -> None:
    script, file = ready(forecaster("shop")), tmp_path / "new.csv"
    file.write_text("day;shop;a;b\n" + "".join(f"{day};{shop};{day};1\n" for day in range(6) for shop in ("x", "y z")))
    found = list(csv.DictReader(asked(script, file).stdout.splitlines()))
    assert [row["shop"] for row in found] == ["x"] * 3 + ["y z"] * 3
    file.write_text("day;a;b\n" + "1;2;3\n" * 6)
    assert "Columns are missing: shop" in asked(script, file).stderr


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["1;2"] * 4, "4 rows are too few: the model looks back on 5."),
        (["1;2", "1;2", "?;2", *["1;2"] * 4], "a is missing in row 3: fill it in"),
        (["1"] * 6, "Columns are missing: b"),
    ],
)
def test_what_it_cannot_read_is_said(lines: list[str], told: str, tmp_path: Path, ready: Ready) -> None:
    file = tmp_path / "new.csv"
    header = "a;b" if ";" in lines[0] else "a"
    file.write_text("\n".join([header, *lines]) + "\n")
    found = asked(ready(forecaster()), file)
    assert told in found.stderr and found.returncode == 1 and "Traceback" not in found.stderr
