"""Sequences to fitted parts: split first, scaled by the training rows alone."""

import numpy as np
import polars as pl
import torch

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, Statistic
from lamina.core.spec import DataSpec, NumberColumn, SequenceSpec
from lamina.data.audit import part_summaries, row_ids_hash
from lamina.data.finish import fit_target_scale
from lamina.data.prepared import Prepared, finish_of
from lamina.data.sequences.reading import Sequences
from lamina.data.series.scale import SeriesScale, fit_series_scale
from lamina.data.split import split_rows
from lamina.data.tables.fit_numbers import OCTILES
from lamina.data.tables.values import text_cells
from lamina.data.targets import class_names, describe_targets, target_statistics


def prepare_sequences(sequences: Sequences, config: RunConfig, fold: int | None = None) -> Prepared:
    """Numbers are regressed, texts (and anything with --task classify) classified.

    Raises InputError where another task is asked for, or all answers are the same class.
    """
    target, classes = _target(sequences, config)
    labels = {"labels": text_cells(sequences.answers).to_list()} if classes else {}
    split = split_rows(len(sequences), config.data, **labels, seed=config.loop.seed, fold=fold)
    train = split.parts["train"]
    name, values = str(sequences.answers.name), torch.from_numpy(sequences.values)
    spec = DataSpec(
        kind="sequences", task="classify" if classes else "regress", numbers=_variables(sequences, train.numpy()),
        sequence=SequenceSpec(steps=values.shape[1]), targets=describe_targets((name,), {name: classes}, target[train]),
    )  # fmt: skip
    parts = {part: Part(part, {"window": values[rows]}, target[rows], None, rows) for part, rows in split.parts.items()}
    seen = sequences.values[train.numpy()].reshape(-1, values.shape[2])
    prepare = fit_series_scale(seen, "none" if sequences.drawn else config.data.scale)
    scale = None if classes else fit_target_scale(parts["train"].target)
    statistics = (*_statistics(sequences, prepare, len(train)), *target_statistics(spec.targets, scale, len(train)))
    audit = Audit(
        source=sequences.name, fingerprint=sequences.fingerprint, kind="sequences", rows_read=len(sequences),
        rows_used=len(sequences), rule=split.rule, parts=part_summaries(parts, spec), row_ids_hash=row_ids_hash(parts),
        statistics=statistics, notes=(_told(sequences), *split.notes),
    )  # fmt: skip
    return Prepared(spec, parts, prepare, finish_of(spec, scale), scale, audit)


def _target(sequences: Sequences, config: RunConfig) -> tuple[torch.Tensor, tuple[str, ...]]:
    """(class indices (n,) or numbers (n, 1) float64, the classes: () of numbers)."""
    numeric = sequences.answers.dtype.is_numeric()
    task = config.task.task if config.task.task != "auto" else "regress" if numeric else "classify"
    if task not in ("classify", "regress"):
        raise InputError("data.sequence_task", task=task)
    if task == "regress":
        return torch.from_numpy(sequences.answers.cast(pl.Float64).to_numpy().reshape(-1, 1).copy()), ()
    texts = text_cells(sequences.answers)
    classes = class_names(texts)
    if len(classes) == 1:
        raise InputError("tag.one_label", source=sequences.name, label=classes[0])
    return torch.tensor([classes.index(text) for text in texts.to_list()]), classes


def _told(sequences: Sequences) -> Note:
    told = {
        "rows": len(sequences), "steps": sequences.values.shape[1], "variables": list(sequences.variables),
        "drawn": sequences.drawn,
    }  # fmt: skip
    return Note(code="data.sequences", parameters=told)


def _variables(sequences: Sequences, train: np.ndarray) -> tuple[NumberColumn, ...]:
    """Each variable with the octiles of all its training steps."""
    octiles = np.quantile(sequences.values[train].reshape(-1, len(sequences.variables)), OCTILES, axis=0)
    return tuple(
        NumberColumn(name=name, quantiles=tuple(octiles[:, place].tolist()))
        for place, name in enumerate(sequences.variables)
    )


def _statistics(sequences: Sequences, prepare: SeriesScale, rows: int) -> tuple[Statistic, ...]:
    return tuple(
        Statistic(name=name, what=what, values=[float(values[place])], rows=rows)
        for place, name in enumerate(sequences.variables)
        for what, values in (("mean", prepare.mean), ("scale", prepare.scale))
        if not sequences.drawn
    )
