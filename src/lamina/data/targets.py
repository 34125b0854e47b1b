"""Targets as tensors: classes by index, labels as 0 and 1, numbers in their raw units."""

import re

import numpy as np
import polars as pl
import torch
from torch import Tensor

from lamina.core.records import Statistic
from lamina.core.spec import TargetSpec
from lamina.data.finish import TargetScale
from lamina.data.tables.fit_numbers import OCTILES
from lamina.data.tables.values import code_cells, number_cells, text_cells


def natural_key(text: str) -> tuple[tuple[int, float, str], ...]:
    """Sort key in which "2" stands before "10", "-1" before "0", "img9" before "img10", numbers before words."""
    try:
        return ((0, float(text), text),)
    except ValueError:
        pieces = [piece for piece in re.split(r"(\d+)", text) if piece]
        return tuple((1, float(piece), piece) if piece.isdecimal() else (2, 0.0, piece) for piece in pieces)


def class_names(texts: pl.Series) -> tuple[str, ...]:
    """Distinct values of a text column in natural order, missing left out."""
    return tuple(sorted(texts.drop_nulls().unique().to_list(), key=natural_key))


def encode_target(frame: pl.DataFrame, names: tuple[str, ...], classes: dict[str, tuple[str, ...]]) -> Tensor:
    """The target columns of a frame as core.batch.Part has them; `classes` by name, empty for numbers.

    Classes: (n,) int64, -1 where missing or unknown. Several labels: (n, Y) float64 of 0 and 1, NaN where missing or
    unknown. Numbers: (n, Y) float64 in raw units, NaN where missing.
    """
    if not classes.get(names[0]):
        return torch.from_numpy(np.stack([number_cells(frame[name]) for name in names], axis=1))
    columns = []
    for name in names:
        texts = text_cells(frame[name])
        if len(names) > 1 and frame[name].dtype == pl.Boolean:  # the classes of labels are "0" and "1"
            texts = texts.replace({"false": "0", "true": "1"})
        codes = code_cells(texts, classes[name])
        columns.append(np.where(codes < len(classes[name]), codes, -1))
    if len(columns) == 1:
        return torch.from_numpy(columns[0])
    labels = np.stack(columns, axis=1).astype(np.float64)
    return torch.from_numpy(np.where(labels < 0, np.nan, labels))


def describe_targets(
    names: tuple[str, ...], classes: dict[str, tuple[str, ...]], train: Tensor
) -> tuple[TargetSpec, ...]:
    """Target specs; of numbers with the octiles of the training rows, train: (n, Y)."""
    if classes.get(names[0]):
        return tuple(TargetSpec(name=name, classes=classes[name]) for name in names)
    columns = zip(names, train.numpy().T, strict=True)
    return tuple(
        TargetSpec(name=name, quantiles=tuple(np.quantile(values, OCTILES).tolist())) for name, values in columns
    )


def target_statistics(targets: tuple[TargetSpec, ...], scale: TargetScale | None, rows: int) -> tuple[Statistic, ...]:
    """Mean and scale of each numeric target, for the audit."""
    if scale is None:
        return ()
    return tuple(
        Statistic(name=target.name, what=f"target {what}", values=[float(values[i])], rows=rows)
        for i, target in enumerate(targets)
        for what, values in (("mean", scale.mean), ("scale", scale.scale))
    )
