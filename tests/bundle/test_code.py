import csv
import importlib.util
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from PIL import Image

from lamina.bundle import code as module
from lamina.bundle.code import export_code, write_script
from lamina.bundle.model import Model
from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, NumberColumn, TableForm, TargetSpec
from lamina.data.images.reading import encode_images
from lamina.data.tables.encode import encode_table

NAMELESS = {
    "numbers": (
        NumberColumn(name="column3", quantiles=(0.0,) * 8 + (9.5,)),
        NumberColumn(
            name="column4", source="date", date_format="%d/%m/%Y", quantiles=tuple(86400.0 * i for i in range(9))
        ),
    ),
    "categories": (CategoryColumn(name="column1", categories=("a b", "c", "3")),),
    "form": TableForm(
        columns=("column1", "column2", "column3", "column4"),
        named=False,
        decimal=",",
        separator=";",
        encoding="gb18030",
        missing_marks=("无",),
    ),
}
LABELS = {"targets": tuple(TargetSpec(name=name, classes=("no", "yes")) for name in ("a", "b"))}
PRICES = {
    "task": "regress",
    "targets": (TargetSpec(name="price", quantiles=(10.0, 100.0)), TargetSpec(name="rent", quantiles=(1.0, 2.0))),
}


def imported(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("written_model", path)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_a_table_model_runs_alone_on_a_csv(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    script = export_code(model, tmp_path / "code")
    assert sorted(path.name for path in script.parent.iterdir()) == ["model.py", "weights.safetensors"]
    text = script.read_text(encoding="utf-8")
    assert "import lamina" not in text and "from lamina" not in text and "nn.Linear(8, 3)" in text
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "id,城市 / city,rooms,age,born,paid,sex\n1,北京,3,22.5,2001-09-09T01:02:03,true,male\n2,Rome,,NA,2003-01-02T03:04:05,no,?\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(rows)], capture_output=True, encoding="utf-8", check=True
    )
    answers = list(csv.DictReader(io.StringIO(done.stdout)))
    expected = model.answer(
        encode_table(pl.read_csv(rows, null_values=["NA", "?"], try_parse_dates=False), model.spec).inputs
    )
    for answer, row in zip(answers, expected.tolist(), strict=True):
        assert [float(answer[f"probability_{name}"]) for name in model.spec.classes] == pytest.approx(row, abs=1e-6)
        assert answer["answer"] == model.spec.classes[row.index(max(row))]
    rows.write_text("age,sex\n1,male\n", encoding="utf-8")
    failed = subprocess.run(
        [sys.executable, "-I", str(script), str(rows)], capture_output=True, encoding="utf-8", check=False
    )
    assert failed.returncode != 0 and failed.stderr.strip() == "Columns are missing: born, paid, rooms, 城市 / city"


@pytest.mark.parametrize("changes", [PRICES, LABELS, {"embedded": True}, {"numbers": ()}, {"categories": ()}], ids=str)
def test_other_tables_are_written(
    changes: dict[str, Any], table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = table_model({"dropout": 0.1, "batch_norm": True}, **changes)
    monkeypatch.setattr(module, "_check", lambda *_: None)  # a process each is slow; here in this one
    written = imported(export_code(model, tmp_path))
    cells = {"age": 30.0, "born": "2001-01-01", "paid": False, "rooms": 2, "sex": "female", "城市 / city": "Zürich"}
    names = [column.name for column in (*model.spec.numbers, *model.spec.categories)]
    row = {name: cells[name] for name in names}
    expected = model.answer(encode_table([row], model.spec).inputs)[0].tolist()
    assert written.answer([row], written.load())[0] == pytest.approx(expected, abs=1e-6)
    assert written.predict([]) == []
    if changes is PRICES:
        assert written.predict([row])[0] == pytest.approx(dict(zip(("price", "rent"), expected, strict=True)))
    if changes is LABELS:
        assert written.predict([row])[0]["a"] == ("yes" if expected[0] > 0.5 else "no")


@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "simplecnn", "mlp"])
def test_image_models_run_alone_on_files(
    name: str, image_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = image_model(name, **({"in_features": 1024} if name == "mlp" else {}))
    if name != "lenet5-1998":  # one of them in a process of its own, as every export; the others in this one
        monkeypatch.setattr(module, "_check", lambda *_: None)
    written = imported(export_code(model, tmp_path / "code"))
    random = np.random.default_rng(0)
    paths = [tmp_path / "grey.png", tmp_path / "colour.jpg", tmp_path / "clear.png"]
    for path, shape in zip(paths, ((28, 28), (90, 50, 3), (31, 17, 4)), strict=True):
        Image.fromarray(random.integers(0, 256, shape, dtype=np.uint8)).save(path)
    expected = model.answer(encode_images(paths, model.spec).inputs)
    found = written.answer([str(path) for path in paths], written.load())
    assert torch.allclose(torch.tensor(found, dtype=torch.float64), expected, atol=1e-6)


def test_code_that_answers_otherwise_is_not_kept(
    table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = write_script
    changes = {"nn.ReLU()": "nn.Tanh()", "return model.eval()": "return modell.eval()"}
    for change, code in zip(changes.items(), ("bundle.code_differs", "bundle.code_failed"), strict=True):
        monkeypatch.setattr(module, "write_script", lambda model, change=change: right(model).replace(*change))
        with pytest.raises(InputError) as caught:
            export_code(table_model(), tmp_path / "code")
        assert caught.value.code == code and "\n" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []


def test_a_network_of_the_users_own_is_refused(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    model.network_name = "own"
    with pytest.raises(InputError, match="yours already"):
        export_code(model, tmp_path)


def test_a_file_is_read_as_the_training_table_was_written(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model(**NAMELESS)
    written = imported(export_code(model, tmp_path))  # the check writes its golden rows in this form, too
    path = tmp_path / "rows.csv"
    path.write_bytes("a b; x; 1.003,5; 02/01/1970\n\n c;y;无;\n3.0;;3;03/01/1970\n".encode("gb18030"))
    rows = written.read_rows(str(path))
    numbers, codes = written.encode(rows)
    assert numbers[0].tolist() == [1003.5, 86400.0] and numbers[2].tolist() == [3.0, 2 * 86400.0]
    assert numbers[1].isnan().all() and codes.tolist() == [[0], [1], [2]]
    read = encode_table(str(path), model.spec).inputs
    assert torch.equal(read["codes"], codes)


def test_blanks_between_columns_and_thousands_marks(
    table_model: Callable[..., Model], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_check", lambda *_: None)
    form = TableForm(columns=("age", "sex"), separator=" ")
    model = table_model(
        numbers=(NumberColumn(name="age", quantiles=(0.0,) * 9),),
        categories=(CategoryColumn(name="sex", categories=("f",)),),
        form=form,
    )
    written = imported(export_code(model, tmp_path))
    path = tmp_path / "rows.txt"
    path.write_text("age   sex\n 1,234.5 f\n 7\t ?\n", encoding="utf-8")
    numbers, codes = written.encode(written.read_rows(str(path)))
    assert numbers.flatten().tolist() == [1234.5, 7.0] and codes.flatten().tolist() == [0, 1]


def test_names_cannot_break_out_of_the_source(table_model: Callable[..., Model]) -> None:
    evil = '"""\nimport os  # \\'
    model = table_model(targets=(TargetSpec(name="y", classes=(evil, "b", "c")),))
    space: dict[str, Any] = {}
    head = write_script(model).split("class ")[0]
    exec(compile(head, "model.py", "exec"), space)
    assert space["OUTPUTS"] == [evil, "b", "c"] and "os" not in space


def test_a_cell_that_is_no_number_is_told_with_its_row_and_column(
    table_model: Callable[..., Model], tmp_path: Path
) -> None:
    model = table_model()
    script = export_code(model, tmp_path)
    names = [column.name for column in (*model.spec.numbers, *model.spec.categories)]
    (tmp_path / "rows.csv").write_text(
        "\n".join([",".join(names), ",".join("" for _ in names), ",".join(["abc", *("" for _ in names[1:])])]) + "\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", script, tmp_path / "rows.csv"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"Row 2, column \"{names[0]}\": 'abc' is not a" in done.stderr
