"""Raw rows for a model, by column name: what the spec names is taken, what it lacks is refused, the rest ignored.

Types are those of training, not guessed again, so that "007" stays a category and 3 stays a number.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.core.spec import CategoryColumn, DataSpec
from lamina.data.detect import detect
from lamina.data.load import load
from lamina.data.prepared import encode_inputs
from lamina.data.row_names import named_by, spoken
from lamina.data.tables.align import align_names
from lamina.data.tables.encoded import Encoded
from lamina.data.tables.table import Table, build_table
from lamina.data.tables.typed import Known
from lamina.data.tables.values import text_cells
from lamina.data.targets import encode_target

READING = ("separator", "encoding", "decimal", "header", "sheet", "missing_marks")  # what of a DataConfig still counts


def encode_table(source: Any, spec: DataSpec, config: DataConfig | None = None) -> Encoded:
    """Rows of any table source (or a Table that was read) as raw inputs of the spec, in the source's order.

    Columns may stand in any order and there may be more (a note says so); the target may be there or not. flags tell,
    per row, numbers beyond what training saw, categories and missing values that it never saw. Raises InputError when
    columns are missing (all are named, with the nearest there is) or a cell is not of its column's type.
    """
    notes: tuple[Note, ...] = ()
    if isinstance(source, Table):
        names, table = source.frame.columns, source
        _refuse_missing(names, spec)
    else:
        names, table, notes = _read(source, spec, config or DataConfig())
    inputs = encode_inputs(table.frame, spec)
    used = {column.name for column in (*spec.numbers, *spec.categories)} | {target.name for target in spec.targets}
    used |= set(spec.form.columns) if spec.form is not None else set()
    added = [name for name in names if name not in used]
    notes += (Note(code="data.columns_added", parameters={"columns": added}),) if added else ()
    target, told = target_of(table, spec)
    return Encoded(
        inputs=inputs,
        names=table.names,
        target=target,
        notes=(*notes, *told),
        flags=find_flags(inputs, spec, table),
    )


def with_target(encoded: Encoded) -> Encoded:
    """The rows that have a target which the model knows: those that can be scored. The rest is told in a note."""
    if encoded.target is None:
        return encoded
    target = encoded.target
    known = ~torch.isnan(target).any(dim=1) if target.is_floating_point() else target >= 0
    if bool(known.all()):
        return encoded
    rows = known.nonzero().flatten().tolist()
    without = encoded.names.filter((~known).numpy())
    told = {"rows": len(encoded), "count": len(without), "places": spoken(without[:5]), "unit": named_by(without)}
    if not rows:
        raise InputError("data.no_target_known", rows=len(encoded))
    return Encoded(
        inputs={name: tensor[known] for name, tensor in encoded.inputs.items()},
        names=encoded.names[rows],
        target=target[known],
        notes=(*encoded.notes, Note(code="data.rows_without_target", parameters=told)),
        flags={new: encoded.flags[old] for new, old in enumerate(rows) if old in encoded.flags},
    )


def find_flags(inputs: dict[str, torch.Tensor], spec: DataSpec, table: Table | None = None) -> dict[int, list[Note]]:
    """Row -> what lies outside of what the training rows showed. A category is named when its table is given."""
    flags: dict[int, list[Note]] = {}
    numbers, codes = inputs["numbers"].numpy(), inputs["codes"].numpy()
    for i, column in enumerate(spec.numbers):
        values = numbers[:, i]
        if column.missing == 0:
            _flag(flags, np.flatnonzero(np.isnan(values)), "data.unseen_missing", column.name)
        if not column.quantiles:
            continue
        low, high = column.quantiles[0], column.quantiles[-1]
        for row in np.flatnonzero((values < low) | (values > high)).tolist():
            flags.setdefault(row, []).append(_outside(column.name, column.source, float(values[row]), low, high))
    for i, column in enumerate(spec.categories):
        unseen = len(column.categories) + 1
        others = sum(column.frequencies) + column.missing < 1 - 1e-9  # training rows had rarer ones too
        if column.missing == 0:
            _flag(flags, np.flatnonzero(codes[:, i] == unseen - 1), "data.unseen_missing", column.name)
        texts = None if table is None else text_cells(table.frame[column.name]) if column.name in table.frame else None
        for row in np.flatnonzero(codes[:, i] == unseen).tolist():
            told = {"column": column.name, "value": "" if texts is None else texts[row], "others": others}
            flags.setdefault(row, []).append(Note(code="data.unseen_category", parameters=told))
    return flags


def _flag(flags: dict[int, list[Note]], rows: np.ndarray, code: str, name: str) -> None:
    for row in rows.tolist():
        flags.setdefault(row, []).append(Note(code=code, parameters={"column": name}))


def _outside(name: str, source: str, value: float, low: float, high: float) -> Note:
    if source != "date":
        return Note(code="data.outside_range", parameters={"column": name, "value": value, "low": low, "high": high})
    shown = {key: _date(number) for key, number in {"value": value, "low": low, "high": high}.items()}
    return Note(code="data.outside_dates", parameters={"column": name, **shown})


def _date(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%d" if seconds % 86_400 == 0 else "%Y-%m-%d %H:%M:%S")


def reading_config(config: DataConfig) -> DataConfig:
    """How new rows or images are read for a model that was trained with `config`.

    How a text table is written is found anew (the spec's `form` decides where that leaves doubt), and the parts that
    were given for training are no part of the new rows.
    """
    anew = {name: "auto" for name in ("separator", "encoding", "decimal", "header")}
    return config.model_copy(update={**anew, "test_data": "", "validation_data": ""})


def _read(source: Any, spec: DataSpec, config: DataConfig) -> tuple[Sequence[str], Table, tuple[Note, ...]]:
    """(names of the source's columns, those that the spec knows with the types of training, what should be told)."""
    marks = spec.form.missing_marks if spec.form is not None else ()
    asked: dict[str, Any] = {"kind": "table", **{name: getattr(config, name) for name in READING}}
    plain = DataConfig.model_validate({**asked, "missing_marks": tuple(dict.fromkeys((*config.missing_marks, *marks)))})
    detected = detect(source, plain)
    if detected.kind != "table":
        raise InputError("table.is_images", source=detected.name)
    first, *others = load(source, detected, plain, spec.form)
    names, told = first.frame.columns, ()
    if spec.form is not None:
        needed, targets = _needed(spec), [target.name for target in spec.targets]
        names, told = align_names(names, first.form.named, spec.form, needed, targets)
        first = replace(first, frame=first.frame.rename(dict(zip(first.frame.columns, names, strict=True))))
    _refuse_missing(names, spec)
    known: dict[str, Known] = {column.name: column for column in (*spec.numbers, *spec.categories)}
    for target in spec.targets:
        classes = CategoryColumn(name=target.name, categories=target.classes)
        known[target.name] = classes if spec.classes else None
    table = build_table(detected.name, [first, *others], plain, known)
    kept = [note for note in table.notes if note.code in ("table.mixed_cells", "table.month_first", "table.zoned")]
    return names, table, (*told, *kept)


def _needed(spec: DataSpec) -> list[str]:
    return [column.name for column in (*spec.numbers, *spec.categories)]


def _refuse_missing(names: Sequence[str], spec: DataSpec) -> None:
    needed = _needed(spec)
    missing = [name for name in needed if name not in names]
    if missing:
        free = [name for name in names if name not in needed]
        near = [[name, nearest(name, free)] for name in missing]
        raise InputError("data.columns_missing", columns=near, names=list(names))


def target_of(table: Table, spec: DataSpec) -> tuple[torch.Tensor | None, tuple[Note, ...]]:
    """The target as core.batch.Part has it, where the source has all of its columns; classes not known are told."""
    names = tuple(target.name for target in spec.targets)
    if not set(names) <= set(table.frame.columns):
        return None, ()
    classes = {target.name: target.classes for target in spec.targets}
    frame = table.frame
    if spec.classes:
        frame = frame.with_columns(_undotted(text_cells(frame[names[0]]), spec.classes))
    target = encode_target(frame, names, classes)
    if not spec.classes:
        return target, ()
    texts = frame[names[0]]
    unknown = texts.filter(torch.eq(target, -1).numpy()).drop_nulls().unique().to_list()
    note = Note(code="data.unseen_classes", parameters={"classes": sorted(unknown)[:20]})
    return target, (note,) if unknown else ()


def _undotted(texts: pl.Series, classes: tuple[str, ...]) -> pl.Series:
    """Class names without a full stop that all of them end with, where only so they are known (adult-test.csv)."""
    bare = texts.str.strip_suffix(".")
    known = list(classes)
    dotted = bool(texts.drop_nulls().str.ends_with(".").all()) and not bool(texts.is_in(known).any())
    return bare if dotted and bool(bare.is_in(known).any()) else texts
