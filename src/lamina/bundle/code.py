"""A model as readable PyTorch that stands alone: model.py and weights.safetensors, checked by running it."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from lamina.bundle import code_text as text
from lamina.bundle import code_text_series as series_text
from lamina.bundle import code_text_texts as texts_text
from lamina.bundle.golden import TOLERANCES, difference, make_golden, output_names
from lamina.bundle.model import Model
from lamina.bundle.record import WEIGHTS
from lamina.bundle.rows import decode_rows
from lamina.bundle.source import ModuleWriter
from lamina.bundle.weights import pack
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.core.spec import DataSpec, TableForm
from lamina.data.images.fit import fit_image
from lamina.data.tables.dialect import MARKS
from lamina.data.texts.tokens import encode_texts
from lamina.data.texts.vocabulary import tokenizer_json
from lamina.data.texts.written import written
from lamina.networks import catalog

SCRIPT, TOKENIZER = "model.py", "tokenizer.json"
SECONDS = 300
MARK = "?"  # a missing cell in any table, also where blanks part the columns
IMAGE_SIZES = ((0, 0), (7, 5), (40, 61))  # (0, 0): the network's own


def export_code(model: Model, folder: str | Path) -> Path:
    """Write model.py and weights.safetensors (of texts tokenizer.json, too) into `folder`, a program without Lamina; the path of model.py.

    Before it is kept it is run in a process of its own on golden rows or windows (as CSV files), texts or images (as PNG files);
    answers beyond the tolerance are refused and nothing is left. Networks of the catalogue only.
    """
    if model.network_name not in catalog.names():
        raise InputError("bundle.code_own_network", network=str(model.card.get("network", model.network_name)))
    one_answer = model.spec.kind == "text" and model.spec.task in ("classify", "regress")
    if model.spec.kind not in ("table", "images", "series") and not one_answer:
        raise InputError("bundle.code_kind", kind=model.spec.kind, task=model.spec.task)
    files = {SCRIPT: write_script(model).encode(), WEIGHTS: pack(model.pipeline.state_dict())}
    if model.spec.text is not None:
        files[TOKENIZER] = tokenizer_json(model.spec.text).encode()
    staging = Path(tempfile.mkdtemp(prefix="lamina-code-"))
    try:
        for name, content in files.items():
            (staging / name).write_bytes(content)
        _check(model, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    target = Path(folder)
    for name in reversed(files):  # the program last
        write_atomically(target / name, files[name])
    return target / SCRIPT


def write_script(model: Model) -> str:
    """The text of model.py."""
    spec = model.spec
    images = spec.kind == "images"
    writer = ModuleWriter({"Tensor", "nn", "torch", "ImageSpec", "Image"})
    parts = {name: writer.expression(getattr(model, name), name) for name in ("prepare", "network", "finish")}
    if images:
        writer.write_function(fit_image)
    answers = "probabilities" if spec.task == "classify" else "numbers in raw units"
    argument, name = ("paths: list[str]", "paths") if images else ("rows: list[dict[str, object]]", "rows")
    argument, name = ("texts: list[str]", "texts") if spec.text is not None else (argument, name)
    words = {"answers": answers, "argument": argument, "name": name, **parts}
    words["image"] = f"ImageSpec({', '.join(f'{key}={value!r}' for key, value in spec.image)})" if spec.image else ""
    words |= {"num_numbers": len(spec.numbers), "num_codes": len(spec.categories)}
    form = "numbers" if spec.numeric else "labels" if spec.multi_label else "classes"
    body = [text.NUMBERS, text.TABLE, text.PREDICT[form], text.READ_ROWS, text.TABLE_MAIN]
    if images:
        body = [text.IMAGES, text.PREDICT[form], text.IMAGES_MAIN]
    if spec.series is not None:
        words |= {"window": spec.series.window, "horizon": spec.series.horizon}
        body = [text.NUMBERS, series_text.SERIES, text.READ_ROWS, series_text.SERIES_MAIN]
    if spec.text is not None:
        body = [texts_text.TEXTS, text.PREDICT[form], texts_text.TEXTS_MAIN]
    blocks = [
        _head(model, images),
        _imports(writer.imports, spec),
        _constants(spec, writer.constants),
        *(f"class {name}(nn.Module):\n{content}\n" for name, content in writer.classes.items()),
        text.MODEL.format(**words),
        *(f"{source}\n" for source in writer.functions.values()),
        *(block.format(**words) for block in body),
        text.END,
    ]
    return "\n\n".join(block.strip("\n") + "\n" for block in blocks)


def _head(model: Model, images: bool) -> str:
    row = catalog.find(model.network_name)
    title = f"{row.name}: {row.summary}. {row.paper} ({row.year})."
    needs = ", safetensors, Pillow and numpy" if images else " and safetensors"
    needs = ", safetensors and tokenizers" if model.spec.text is not None else needs
    example, call = ("photo.png another.jpg", '["photo.png"]') if images else ("rows.csv", "[{column: value, ...}]")
    if model.spec.series is not None:
        example, call = "series.csv", "[{column: value, ...}]"
    if model.spec.text is not None:
        example, call = "texts.txt", '["a text", "another"]'
    return text.HEAD.format(title=title.replace('"""', ""), needs=needs, example=example, call=call)


def _imports(found: Iterable[str], spec: DataSpec) -> str:
    """Import lines, the standard library first."""
    images = spec.kind == "images"
    lines = {*found, "import csv", "import sys", "from pathlib import Path"}
    lines |= (
        {"from typing import NamedTuple"}
        if images
        else set()
        if spec.text is not None
        else {"import math", "import re", "from datetime import datetime, timezone"}
    )
    others = {"import torch", "from torch import Tensor, nn", "from safetensors.torch import load_file"}
    others |= {"from PIL import Image"} if images else set()
    others |= {"from tokenizers import Tokenizer"} if spec.text is not None else set()
    others |= {line for line in lines if line.split()[1].split(".")[0] not in sys.stdlib_module_names}
    return "\n".join(["from __future__ import annotations", "", *_ordered(lines - others), "", *_ordered(others)])


def _ordered(lines: Iterable[str]) -> list[str]:
    return sorted(lines, key=lambda line: (line.startswith("from"), line))


def _constants(spec: DataSpec, more: dict[str, str]) -> str:
    """Names and sizes of the model's data contract, as Python."""
    values: dict[str, Any] = {"OUTPUTS": output_names(spec)}
    if spec.multi_label:
        values["LABELS"] = {target.name: list(target.classes) for target in spec.targets}
    if spec.series is not None:
        series = spec.series
        values = {"TARGETS": list(series.targets), "WINDOW": series.window, "HORIZON": series.horizon}
        values["SERIES"] = series.series_column
    if spec.kind not in ("images", "text"):
        values["NUMBERS"] = {column.name: column.source for column in spec.numbers}
        values |= _reading(spec)
    if spec.kind == "table":
        values["CATEGORIES"] = {column.name: list(column.categories) for column in spec.categories}
    return "\n".join(
        [_assigned(name, value) for name, value in values.items()]
        + [f"{name} = {value}" for name, value in more.items()]
    )


def _reading(spec: DataSpec) -> dict[str, Any]:
    """How the training table was written; a file for the written code is read so."""
    form = spec.form or TableForm(columns=())
    dates = {column.name: column.date_format.replace("%.f", "") for column in spec.numbers if column.date_format}
    return {
        "DATES": dates,
        "MISSING": (*MARKS, *form.missing_marks),
        "DECIMAL": form.decimal,
        "SEPARATOR": form.separator or ",",
        "ENCODING": "utf-8-sig" if form.encoding in ("", "utf-8") else form.encoding,
        "COLUMNS": [] if form.named else list(form.columns),  # of a file without a header
    }


def _assigned(name: str, value: Any) -> str:
    """An assignment on one line, or with one entry a line."""
    line = f"{name} = {value!r}"
    if len(line) <= 110:
        return line
    entries = (
        [f"{key!r}: {item!r}" for key, item in value.items()]
        if isinstance(value, dict)
        else [repr(item) for item in value]
    )
    left, right = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return "\n".join([f"{name} = {left}", *(f"    {entry}," for entry in entries), right])


def _check(model: Model, folder: Path) -> None:
    """Run the program on golden inputs as files, and compare."""
    golden = {"images": _golden_images, "series": _golden_series, "text": _golden_texts}.get(
        model.spec.kind, _golden_table
    )
    names, expected = golden(model, folder)
    command = [sys.executable, "-I", str(folder / SCRIPT), *names]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError("bundle.code_failed", reason=f"{SECONDS} s") from None
    if done.returncode != 0:
        raise InputError("bundle.code_failed", reason=(done.stderr.strip().split("\n") or [""])[-1][:300])
    found = _answers(done.stdout, model.spec)
    largest, limit = difference(expected, found, model.spec), TOLERANCES[("code", "float32")]
    if not largest <= limit:
        raise InputError("bundle.code_differs", rows=len(expected), difference=f"{largest:.3g}", tolerance=limit)


def _golden_series(model: Model, folder: Path) -> tuple[list[str], Tensor]:
    """Golden windows as files like the training table, one each, and the answers for them."""
    assert model.spec.series is not None
    golden, variables, names = make_golden(model), model.spec.series.variables, []
    for index, window in enumerate(golden.inputs["window"].tolist()):
        names.append(f"{index}.csv")
        named = {model.spec.series.series_column: "a"} if model.spec.series.series_column else {}
        rows = [{**named, **dict(zip(variables, step, strict=True))} for step in window]
        _write_rows(rows, folder / names[-1], _reading(model.spec))
    return names, golden.answers


def _golden_texts(model: Model, folder: Path) -> tuple[list[str], Tensor]:
    """Golden tokens written as texts, one a line, the last one empty; and the answers for them."""
    assert model.spec.text is not None
    golden, spec = make_golden(model).inputs, model.spec.text
    rows = zip(golden["tokens"].tolist(), golden["lengths"].tolist(), strict=True)
    texts = [" ".join(written(row[:length], spec).split()) for row, length in rows] + [""]
    (folder / "texts.txt").write_bytes("".join(f"{line}\n" for line in texts).encode())
    return ["texts.txt"], model.answer(encode_texts(texts, spec).inputs)


def _golden_table(model: Model, folder: Path) -> tuple[list[str], Tensor]:
    """Golden rows as a file like the training table, and the answers for them."""
    golden, form = make_golden(model), _reading(model.spec)
    rows = decode_rows(golden.inputs, model.spec)
    _write_rows(rows, folder / "rows.csv", form)
    return ["rows.csv"], golden.answers


def _write_rows(rows: Sequence[Mapping[str, Any]], path: Path, form: dict[str, Any]) -> None:
    """Rows as a file like the training table; form: see `_reading`."""
    columns = form["COLUMNS"] or list(rows[0])
    with path.open("w", encoding=form["ENCODING"], newline="") as file:
        writer = csv.writer(file, delimiter=form["SEPARATOR"])
        writer.writerows([] if form["COLUMNS"] else [columns])
        for row in rows:
            cells = ["" if row.get(name) is None else row[name] for name in columns]
            cells = [str(cell).replace(".", form["DECIMAL"]) if isinstance(cell, float) else cell for cell in cells]
            writer.writerow([cell if cell != "" else MARK for cell in cells])


def _golden_images(model: Model, folder: Path) -> tuple[list[str], Tensor]:
    """Golden images as PNG files, at the network's size and at others, and the answers for them."""
    assert model.spec.image is not None
    names, pixels = [], []
    for index, tensor in enumerate(make_golden(model).inputs["images"]):
        image = Image.fromarray(tensor.squeeze(-1).numpy())
        height, width = IMAGE_SIZES[index % len(IMAGE_SIZES)]
        image = image.resize((width, height)) if height else image
        names.append(f"{index}.png")
        image.save(folder / names[-1])
        pixels.append(torch.from_numpy(fit_image(image, model.spec.image).copy()))
    return names, model.answer({"images": torch.stack(pixels)})


def _answers(output: str, spec: DataSpec) -> Tensor:
    """The program's CSV as answers (n, Y)."""
    prefix = "" if spec.numeric else "probability_"
    rows = list(csv.DictReader(output.splitlines(keepends=True)))
    columns = list(spec.series.targets) if spec.series else [f"{prefix}{name}" for name in output_names(spec)]
    try:
        values = [[float(row[name]) for name in columns] for row in rows]
    except (KeyError, ValueError, TypeError) as error:
        raise InputError("bundle.code_failed", reason=str(error)) from None
    found = torch.tensor(values, dtype=torch.float64)
    if spec.series:  # a row for each step: by target, then by step
        found = found.reshape(-1, spec.series.horizon, len(columns)).transpose(1, 2)
    return found.reshape(-1, spec.num_outputs)
