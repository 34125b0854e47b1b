"""From a table to what training takes: the split first, then everything fitted, on the training rows alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.records import Audit, Note, Statistic
from lamina.core.spec import DataSpec
from lamina.data.audit import part_summaries, row_ids_hash
from lamina.data.duplicates import frame_keys, repeats, shared_keys
from lamina.data.finish import LabelProbabilities, Probabilities, TargetScale, fit_target_scale
from lamina.data.rare_classes import rare_notes
from lamina.data.split import Split, split_rows
from lamina.data.split_keys import split_keys
from lamina.data.tables.drops import missing_note, outlier_notes, with_missing
from lamina.data.tables.fit import Column, check_rules, fit_table, read_column, stack_numbers
from lamina.data.tables.leaks import find_leaks
from lamina.data.tables.table import Table
from lamina.data.tables.target import Choice, choose_target
from lamina.data.tables.values import code_cells, number_cells
from lamina.data.targets import describe_targets, encode_target, target_statistics


@dataclass(frozen=True)
class Prepared:
    """Split, fitted data. Parts hold raw inputs; `prepare(*inputs.values())` is what the network sees of them.

    finish: network output (B, Y) -> answers float64 (B, Y). scale_target: raw float64 (B, Y) -> float32, numbers only.
    """

    spec: DataSpec
    parts: dict[str, Part]
    prepare: nn.Module
    finish: nn.Module
    scale_target: nn.Module | None
    audit: Audit


def prepare_table(table: Table, config: RunConfig, fold: int | None = None) -> Prepared:
    """Choose the target, split, and fit the preparation on the training rows. `fold`: of config.data.folds.

    Raises InputError when there is no usable target, input or training row, or a rule does not fit its column.
    """
    rows_read = len(table)
    choice = choose_target(table, config)
    table, columns, notes = _usable(choice, config)
    target = encode_target(table.frame, choice.targets, choice.classes)
    split = split_choice(table, choice, target, config, fold)
    train = split.parts["train"].numpy()
    dropped, told = outlier_notes(columns, train, config.data, table)
    train = np.setdiff1d(train, dropped)
    fitted = fit_table(columns, train, config.data)
    targets = describe_targets(choice.targets, choice.classes, target[torch.from_numpy(train)])
    numbers = tuple(
        column.model_copy(update={"date_format": table.date_formats.get(column.name, "")}) for column in fitted.numbers
    )
    spec = DataSpec(
        kind="table", task=choice.task, numbers=numbers, categories=fitted.categories, targets=targets,
        embedded=fitted.prepare.gives_codes, form=table.form,
    )  # fmt: skip
    parts = _parts(table, columns, spec, target, choice.weight, {**split.parts, "train": torch.from_numpy(train)})
    scale = fit_target_scale(parts["train"].target) if choice.task == "regress" else None
    notes = (*table.notes, *choice.notes, *notes, *split.notes, *missing_note(columns, train, config.data), *told)
    leaks = find_leaks(parts["train"], spec, config.loop.seed)
    notes = (*notes, *fitted.notes, *rare_classes(table, target, spec, split), *leaks.notes)
    keys = table_keys(choice, table, config.data.split_column if split.rule.code == "data.split_given" else "")
    shared = shared_keys({name: keys[rows.numpy()] for name, rows in split.parts.items()})
    audit = _audit(table, rows_read, split.rule, parts, spec, fitted.statistics, scale, shared, notes)
    audit = audit.model_copy(update={"repeated_rows": repeats(keys), "column_shares": leaks.shares})
    return Prepared(spec, parts, fitted.prepare, finish_of(spec, scale), scale, audit)


def read_columns(choice: Choice) -> list[Column]:
    """The input columns, all rows, as float64 or texts."""
    return [read_column(choice.table.frame[name], kind) for name, kind in choice.inputs.items()]


def encode_inputs(frame: pl.DataFrame, spec: DataSpec) -> dict[str, Tensor]:
    """Raw inputs by the names of the spec: {"numbers": (n, N) float64, "codes": (n, K) int64}."""
    columns = [read_column(frame[column.name], column.source) for column in spec.numbers]
    columns += [read_column(frame[column.name], "category") for column in spec.categories]
    return _inputs(columns, spec, np.arange(len(frame)))


def table_keys(choice: Choice, table: Table, part_column: str = "") -> NDArray[np.uint64]:
    """(n,) a hash of each row over all columns but those that number or name the rows, or name their part."""
    numbering = [name for name, column in choice.columns.items() if column.kind == "id" and name not in choice.inputs]
    return frame_keys(table.frame.drop([*numbering, part_column] if part_column else numbering))


def _usable(choice: Choice, config: RunConfig) -> tuple[Table, list[Column], tuple[Note, ...]]:
    columns = read_columns(choice)
    check_rules(columns, config.data)
    dropped, notes = with_missing(columns, config.data, choice.table)
    if not len(dropped):
        return choice.table, columns, notes
    kept = np.delete(np.arange(len(choice.table)), dropped)
    taken = [Column(column.name, column.source, column.cells[kept]) for column in columns]
    return choice.table.take(kept), taken, notes


def split_choice(table: Table, choice: Choice, target: Tensor, config: RunConfig, fold: int | None) -> Split:
    """Rows by part, as `config.data` says: given, by group or time, stratified by class, or random."""
    keys: dict[str, Any] = split_keys(table, config.data)
    if choice.task == "classify" and len(choice.targets) == 1:
        keys["labels"] = np.array(choice.classes[choice.targets[0]])[target.numpy()]
    elif choice.task == "classify":  # several labels: each combination that is not alone is kept in its share
        texts = np.array(["".join(map(str, row)) for row in target.to(torch.int64).tolist()])
        kinds, index, counts = np.unique(texts, return_inverse=True, return_counts=True)
        keys["labels"] = np.where(counts[index] > 1, kinds[index], "")
    return split_rows(len(table), config.data, **keys, seed=config.loop.seed, fold=fold)


def _parts(
    table: Table, columns: list[Column], spec: DataSpec, target: Tensor, weight: str, positions: dict[str, Tensor]
) -> dict[str, Part]:
    weights = torch.from_numpy(number_cells(table.frame[weight])).to(torch.float32) if weight else None
    row_ids = torch.from_numpy(np.asarray(table.row_ids, dtype=np.int64))
    return {
        name: Part(
            name,
            _inputs(columns, spec, rows.numpy()),
            target[rows],
            None if weights is None else weights[rows],
            row_ids[rows],
        )
        for name, rows in positions.items()
    }


def _inputs(columns: list[Column], spec: DataSpec, rows: np.ndarray) -> dict[str, Tensor]:
    """Raw inputs of some rows, from the columns that the spec names."""
    cells = {column.name: column.cells for column in columns}
    numbers = stack_numbers([cells[column.name] for column in spec.numbers], len(rows), rows)
    codes = [code_cells(pl.Series(cells[column.name]).gather(rows), column.categories) for column in spec.categories]
    stacked = np.stack(codes, axis=1) if codes else np.empty((len(rows), 0), dtype=np.int64)
    return {"numbers": torch.from_numpy(numbers), "codes": torch.from_numpy(stacked)}


def rare_classes(table: Table, target: Tensor, spec: DataSpec, split: Split) -> list[Note]:
    """Classes of too few rows, or that training lacks."""
    if not spec.classes:
        return []
    rows = torch.cat(list(split.parts.values()))
    names = [spec.classes[code] for code in target[rows].tolist()]
    parts = [name for name, positions in split.parts.items() for _ in range(len(positions))]
    return rare_notes(names, parts, spec.targets[0].name, lambda some: table.places(rows[some]))


def finish_of(spec: DataSpec, scale: TargetScale | None) -> nn.Module:
    """What turns the network's output into answers: raw units, or probabilities."""
    if scale is not None:
        return scale.raw_units()
    return LabelProbabilities() if spec.multi_label else Probabilities()


def _audit(
    table: Table,
    rows_read: int,
    rule: Note,
    parts: dict[str, Part],
    spec: DataSpec,
    statistics: tuple[Statistic, ...],
    scale: TargetScale | None,
    shared: dict[str, int],
    notes: tuple[Note, ...],
) -> Audit:
    if any(shared.values()):
        notes = (*notes, Note(code="data.shared_rows", parameters={"parts": shared}))
    return Audit(
        source=table.source,
        fingerprint=table.fingerprint,
        kind="table",
        rows_read=rows_read,
        rows_used=sum(map(len, parts.values())),
        rule=rule,
        parts=part_summaries(parts, spec),
        row_ids_hash=row_ids_hash(parts),
        statistics=(*statistics, *target_statistics(spec.targets, scale, len(parts["train"]))),
        notes=notes,
        shared_rows=shared,
    )
