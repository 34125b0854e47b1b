"""What a model says of new data: answers as a table; and the model in other forms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import torch
from torch import Tensor

from lamina.bundle.code import export_code
from lamina.bundle.model import Model
from lamina.bundle.onnx import export_onnx
from lamina.bundle.onnx_pairs import export_pairs
from lamina.bundle.word_vectors import read_vectors, write_vectors
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.core.records import Note
from lamina.core.spec import DataSpec
from lamina.data.detect import detect
from lamina.data.images.reading import encode_images
from lamina.data.sequences.encode import encode_sequences
from lamina.data.series.encode import as_rows, encode_future, encode_series
from lamina.data.tables.encode import encode_table
from lamina.data.tables.encoded import Encoded
from lamina.data.texts.encode import encode_text
from lamina.data.texts.vocabulary import hides, tokenizer_json
from lamina.verbs.courses.word_answers import words_with_vectors
from lamina.verbs.crops import answers_of, check_crops
from lamina.words import say

FORMATS = ("onnx", "code")
OWN_ENDINGS = (".onnx", ".txt", ".vec", ".bin")  # of files that an export writes, and replaces
WORD_FORMATS = {"word2vec": "vectors.txt", "word2vec-binary": "vectors.bin"}  # of word vectors -> name of the file


def encode(data: Any, spec: DataSpec, config: DataConfig, crops: int = 1) -> Encoded:
    """Raw rows or images as the inputs of `prepare`, with what lies outside of what training saw.

    crops: views that are to be cut from each image (data.crops).
    """
    check_crops(crops, spec)
    try:
        if spec.kind == "images":
            return encode_images(data, spec, config, crops)
        if spec.kind == "sequences":
            return encode_sequences(data, spec)
        if spec.kind == "text":
            return encode_text(data, spec, config)
        return (encode_series if spec.kind == "series" else encode_table)(data, spec, config)
    except InputError as error:
        given = _kind(data, config)
        if given is None or given == spec.kind or {given, spec.kind} <= {"table", "series", "text"}:
            raise
        pictures = given == "images" and isinstance(data, str | Path) and Path(data).expanduser().is_dir()
        told = {"given": "folder" if pictures else given, "data": _named(data)}
        raise InputError("verbs.other_kind", model=spec.kind, **told) from error


def _kind(data: Any, config: DataConfig) -> str | None:
    """What the data is by itself; None where that cannot be said."""
    try:
        return detect(data, config.model_copy(update={"kind": "auto"})).kind
    except InputError:
        return None


def _named(data: Any) -> str:
    return str(data) if isinstance(data, str | Path) else type(data).__name__


def answer_frame(
    model: Model, data: Any, config: DataConfig, *, probabilities: bool = False, crops: int = 1
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A row per raw row: its name, the answer in class names or raw units, and what is unusual about the row.

    Of a series: a row per step beyond the end of the data, with its time and the forecast of each target.
    Else the columns: what names the row (line of a text file, row from 0 of all else, file of images; as in the run's
    predictions.parquet), then per target `answer` (or its name, when several), for classes `probability` and on
    request a column per class, and `outside`: what lies outside of what training saw ("" where nothing does).
    Beside it what should be told of the rows as a whole.
    """
    if model.spec.series is not None:
        check_crops(crops, model.spec)
        future = encode_future(data, model.spec, config)
        return pl.DataFrame(as_rows(future, model.answer({"window": future.window}), model.spec.series)), future.notes
    encoded = encode(data, model.spec, config, crops)
    answers = answers_of(model, encoded.inputs, crops)
    columns = named_answers(answers, model.spec, probabilities=probabilities)
    columns["outside"] = [_spoken(encoded.flags.get(row, [])) for row in range(len(encoded))]
    taken = [name for name in encoded.names.columns if name not in columns]  # a target may be called "line"
    return encoded.names.select(taken).with_columns(pl.Series(*item) for item in columns.items()), encoded.notes


def named_answers(answers: Tensor, spec: DataSpec, *, probabilities: bool = False) -> dict[str, Any]:
    """Answers (n, Y) as named columns."""
    if spec.numeric:
        names = ["answer"] if len(spec.targets) == 1 else [target.name for target in spec.targets]
        return {name: answers[:, column].tolist() for column, name in enumerate(names)}
    if spec.multi_label:
        columns: dict[str, Any] = {}
        for column, target in enumerate(spec.targets):
            columns[target.name] = [target.classes[int(value > 0.5)] for value in answers[:, column].tolist()]
            columns[f"probability_{target.name}"] = answers[:, column].tolist()
        return columns
    best, index = answers.max(dim=1)
    columns = {"answer": [spec.classes[i] for i in index.tolist()], "probability": best.tolist()}
    if probabilities:
        columns |= {f"probability_{name}": answers[:, i].tolist() for i, name in enumerate(spec.classes)}
    return columns


def export_model(model: Model, format: str, folder: Path) -> Path:
    """Write the model as ONNX (model.onnx, or the .onnx path given; of texts tokenizer.json beside it) or as PyTorch code into `folder`."""
    if folder.is_file() and folder.suffix.lower() not in OWN_ENDINGS:
        raise InputError("verbs.export_over_file", path=str(folder))
    if format == "onnx" and model.spec.task == "language" and hides(model.spec.text):
        raise InputError("verbs.export_hidden")
    if format == "onnx" and model.spec.into is not None:
        return _export_translator(model, folder if not folder.suffix else folder.parent)
    if format == "onnx":
        path = folder if folder.suffix == ".onnx" else folder / "model.onnx"
        export_onnx(model, path)
        if model.spec.text is not None:  # what turns a text into the tokens that the file takes
            write_atomically(path.with_name("tokenizer.json"), tokenizer_json(model.spec.text))
        return path
    if format == "code":
        return export_code(model, folder / "code" if (folder / "bundle.json").exists() else folder)
    if format in WORD_FORMATS and model.spec.task == "embed":
        path = folder if folder.suffix else folder / WORD_FORMATS[format]
        return export_vectors(path, *words_with_vectors(model), binary=format == "word2vec-binary")
    fitting = (*FORMATS, *WORD_FORMATS) if model.spec.task == "embed" else FORMATS
    raise InputError("verbs.unknown_format", format=format, formats=", ".join(fitting))


def _export_translator(model: Model, folder: Path) -> Path:
    """encoder.onnx and step.onnx, and the tokenizers of both sides; the path of the first."""
    assert model.spec.text is not None and model.spec.into is not None
    encoder, _ = export_pairs(model, folder)
    write_atomically(folder / "tokenizer.json", tokenizer_json(model.spec.text))
    write_atomically(folder / "tokenizer_into.json", tokenizer_json(model.spec.into))
    return encoder


def export_vectors(path: Path, words: Sequence[str], table: Tensor, *, binary: bool) -> Path:
    """Write word vectors, and read them back: what is kept holds the same numbers."""
    write_vectors(path, words, table, binary=binary)
    found, numbers = read_vectors(path)
    if found != tuple(words) or not torch.equal(numbers, table):
        path.unlink()
        raise InputError("embed.not_kept", path=str(path))
    return path


def _spoken(flags: list[Note]) -> str:
    return "; ".join(say(flag.code, flag.parameters) for flag in flags)
