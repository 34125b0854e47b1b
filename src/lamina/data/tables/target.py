"""What is learned, and from which columns: the target asked for or guessed, the task, the inputs; all of it said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from lamina.core.config import RunConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.data.names import natural_order
from lamina.data.rare_classes import check_repeats
from lamina.data.tables.columns import INPUT_KINDS, Column, describe_columns, describe_kept, infinite_rows
from lamina.data.tables.guess import guess_task
from lamina.data.tables.table import Table
from lamina.data.tables.values import text_cells

TaskName = Literal["classify", "regress"]
LARGEST = 1e150  # most of a target that is regressed: squared errors must stay finite


@dataclass(frozen=True)
class Choice:
    """What is learned from what.

    inputs: column -> "number" | "date" | "boolean" | "category", in file order. classes: target -> class names in
    natural order (empty for a number; of several 0/1 targets: ("0", "1")). table: the rows that have a target and a
    weight; use this one from here on.
    """

    targets: tuple[str, ...]
    task: TaskName
    inputs: dict[str, str]
    weight: str
    notes: tuple[Note, ...]
    table: Table
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)


def choose_target(table: Table, config: RunConfig) -> Choice:
    """Choose target, task and inputs; drop rows without a target (counted, with their lines).

    Raises InputError for an unknown target (the nearest is shown), infinite or constant targets, a single class,
    classes that are all different, words where numbers were asked for, bad weights, and when no input is left.
    """
    if len(table) < 2:
        raise InputError("table.one_row", source=table.source)
    columns = describe_columns(table, config.data)
    targets, notes = _targets(table, config, columns)
    table, dropped = _with_target(table, targets)
    task, guessed = _task(table, targets, config)
    classes = {name: _classes(table, name, task, len(targets) > 1) for name in targets}
    _check_weight(table, config.data.weight_column)
    if dropped:
        columns = {**describe_kept(columns, table, config.data), **{name: columns[name] for name in targets}}
    inputs, left_out = _inputs(table, targets, config, columns)
    return Choice(
        targets, task, inputs, config.data.weight_column,
        (*notes, *dropped, *guessed, *left_out), table, classes, columns,
    )  # fmt: skip


def target_names(table: Table, asked: Sequence[str]) -> tuple[str, ...]:
    """The columns asked for, by name, or by number from 1 where the file names no columns. Unknown: InputError."""
    names = table.frame.columns
    found = []
    for name in asked:
        numbered = f"column{name}"
        unread = [note.parameters for note in table.notes if note.code == "table.unsupported_type"]
        if several := [told["type"] for told in unread if told["column"] == name]:
            raise InputError("table.target_no_values", target=name, type=several[0])
        if name not in names and numbered not in names:
            raise InputError("table.no_target", target=name, nearest=nearest(name, names), names=names)
        found.append(name if name in names else numbered)
    return tuple(dict.fromkeys(found))


def _targets(table: Table, config: RunConfig, columns: dict[str, Column]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The target asked for, else the last column that can be one: mostly filled, no id, text, date or constant."""
    if config.data.target:
        targets = target_names(table, config.data.target)
        if config.data.weight_column in targets:
            raise InputError("table.target_is_weight", target=config.data.weight_column)
        if dropped := [name for name in targets if config.data.types.get(name) == "drop"]:
            raise InputError("table.target_dropped", target=dropped[0])
        return targets, ()
    taken = {config.data.weight_column, config.data.split_column}
    skipped = []
    for column in reversed(columns.values()):
        if column.name in taken or (column.reason is not None and column.reason.code == "table.left_out_asked"):
            continue
        if column.kind == "constant":
            raise _without_choice(table, column.name, table.frame[column.name].dtype == pl.String, guessed=True)
        usable = column.kind in ("number", "boolean", "category") and column.reason is None
        if usable and column.missing * 2 <= len(table):
            told = {"target": column.name, "columns": len(columns), "skipped": skipped[::-1]}
            return (column.name,), (Note(code="table.target_last", parameters=told),)
        skipped.append(column.name)
    raise InputError("table.no_possible_target", source=table.source, names=table.frame.columns)


def _without_choice(table: Table, name: str, classes: bool, *, guessed: bool) -> InputError:
    """The error for a target that is the same in every row; guessed: it is only the last column, nobody named it."""
    value = str(text_cells(table.frame[name].drop_nulls().head(1))[0])
    code = "table.single_class" if classes else "table.constant_target"
    return InputError(code, target=name, value=value, rows=len(table), guessed=guessed)


def _with_target(table: Table, targets: Sequence[str]) -> tuple[Table, tuple[Note, ...]]:
    """Rows with every target; infinite ones are refused with their line, missing ones dropped and told."""
    for name in targets:
        if len(rows := infinite_rows(table.frame[name])):
            raise InputError("table.infinite_target", target=name, **table.places(rows))
    missing = table.frame.select(pl.any_horizontal(pl.col(list(targets)).is_null())).to_series().to_numpy()
    if not missing.any():
        return table, ()
    if missing.all():
        raise InputError("table.target_all_missing", target=", ".join(targets), rows=len(table))
    told = {"target": ", ".join(targets), "rows": len(table), **table.places(np.flatnonzero(missing))}
    return table.take(~missing), (Note(code="table.target_missing", parameters=told),)


def _task(table: Table, targets: Sequence[str], config: RunConfig) -> tuple[TaskName, tuple[Note, ...]]:
    asked = config.task.task
    if len(targets) > 1:
        return _task_of_several(table, targets, asked)
    name = targets[0]
    values = table.frame[name]
    if config.data.types.get(name) == "category":
        asked = asked if asked != "auto" else "classify"
    if asked == "regress" and values.dtype == pl.String:
        raise InputError("table.words_to_regress", target=name, value=str(values[0]), **table.places([0]))
    if values.dtype == pl.Datetime:
        raise InputError("table.date_target", target=name)
    if asked in ("classify", "regress"):
        return asked, ()
    return guess_task(values)


def _task_of_several(table: Table, targets: Sequence[str], asked: str) -> tuple[TaskName, tuple[Note, ...]]:
    """Several targets: yes/no answers (multi-label) or numbers; a mixture is refused."""
    for name in targets:
        if table.frame[name].dtype not in (pl.Float64, pl.Boolean):
            raise InputError("table.mixed_targets", target=name, value=str(table.frame[name][0]), targets=list(targets))
    labels = all(set(table.frame[name].cast(pl.Float64).unique().to_list()) <= {0.0, 1.0} for name in targets)
    if asked == "classify" and not labels:
        raise InputError("table.not_labels", targets=list(targets))
    task: TaskName = "classify" if labels and asked != "regress" else "regress"
    code = "table.guess_labels" if task == "classify" else "table.guess_several_numbers"
    return task, () if asked != "auto" else (Note(code=code, parameters={"targets": list(targets)}),)


def _classes(table: Table, name: str, task: TaskName, several: bool) -> tuple[str, ...]:
    """Class names in natural order; () for numbers. A target without choice is refused."""
    values = table.frame[name]
    unique = values.n_unique()
    if unique == 1:
        raise _without_choice(table, name, task == "classify", guessed=False)
    if task == "regress":
        if huge := (values.cast(pl.Float64).abs() > LARGEST).arg_true().to_list():
            raise InputError("table.huge_target", target=name, value=f"{values[huge[0]]:.3g}", **table.places(huge))
        return ()
    if several:
        return ("0", "1")
    check_repeats(text_cells(values).to_list(), name)
    fractions = values.dtype == pl.Float64 and not bool((values == values.round(0)).all())
    if fractions and unique > 100:
        raise InputError("table.numbers_to_classify", target=name, unique=unique)
    return natural_order(text_cells(values).unique().to_list())


def _check_weight(table: Table, name: str) -> None:
    """A weight for each row: a finite number, not negative, not zero for all."""
    if not name:
        return
    values = table.frame[name]
    if values.dtype not in (pl.Float64, pl.Boolean):
        raise InputError("table.weight_no_number", column=name, value=str(values[0]))
    weights = values.cast(pl.Float64)
    bad = ((weights < 0) | weights.is_infinite()).fill_null(True).arg_true().to_list()
    if bad:
        raise InputError("table.bad_weight", column=name, value=str(values[bad[0]]), **table.places(bad))
    if not (weights > 0).any():
        raise InputError("table.zero_weights", column=name)


def _inputs(
    table: Table, targets: Sequence[str], config: RunConfig, columns: dict[str, Column]
) -> tuple[dict[str, str], tuple[Note, ...]]:
    """Columns to learn from, and a note for each that is left out or repaired."""
    inputs: dict[str, str] = {}
    notes: list[Note] = []
    for name, column in columns.items():
        if name in targets or name == config.data.weight_column:
            continue
        if name == config.data.split_column and name not in config.data.types:
            notes.append(Note(code="table.left_out_split", parameters={"column": name}))
        elif column.reason is not None:
            notes.append(column.reason)
        elif column.kind in INPUT_KINDS:
            inputs[name] = column.kind
            if len(rows := infinite_rows(table.frame[name])):
                notes.append(Note(code="table.infinite_input", parameters={"column": name, **table.places(rows)}))
    if not inputs:
        kinds = {name: column.kind for name, column in columns.items() if name not in targets}
        told = {"source": table.source, "target": ", ".join(targets), "named": bool(config.data.target)}
        if texts := [name for name, kind in kinds.items() if kind == "text"]:
            raise InputError("table.only_text", texts=texts, **told)
        raise InputError("table.no_inputs", kinds=kinds, **told)
    return inputs, _gathered(notes)


def _gathered(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Notes of more than three columns with one reason become one."""
    by_code: dict[str, list[Note]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    result: list[Note] = []
    for code, alike in by_code.items():
        names = [note.parameters["column"] for note in alike]
        told = {"reason": code.rpartition("_")[2], "names": names}
        several = code.startswith("table.left_out_") and len(alike) > 3
        result += [Note(code="table.left_out_several", parameters=told)] if several else alike
    return tuple(result)
