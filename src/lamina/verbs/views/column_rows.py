"""Why single rows of a table were answered so: integrated gradients, added up from features to columns."""

import torch
from torch import Tensor

from lamina.core.looks import Attribution
from lamina.data.prepare import TablePreparation
from lamina.lens.attribution import integrated_gradients
from lamina.lens.columns import Rows
from lamina.lens.sanity import checked
from lamina.lens.undisturbed import undisturbed
from lamina.report.numbers import short
from lamina.report.section import Picture
from lamina.report.views.column_pictures import draw_row
from lamina.verbs.views.looked import Looked
from lamina.words import say

MOST_ROWS, MOST_BARS, MOST_TOLD = 3, 10, 3


def rows_in_columns(looked: Looked, held: Rows | None) -> list[tuple[str, Picture]]:
    """(sentence, picture) of up to three rows; held: raw columns whose mean row they are compared with, else zeros."""
    prepare = looked.model.prepare
    if not isinstance(prepare, TablePreparation) or not looked.rows or not looked.inputs[0].shape[1]:
        return []
    baseline = None if held is None else _mean_row(looked, prepare, held)
    found = []
    for row in range(min(len(looked.rows), MOST_ROWS)):
        seen = _attribution(looked, row, baseline)
        found.append(_shown(looked, prepare, row, seen))
    return found


def columns_of(values: Tensor, prepare: TablePreparation, numbers: int) -> Tensor:
    """Values of features (F,) added up to columns (N + K,): numbers, then categories.

    A number's own feature and its indicator of missing values belong together, and so do all categories of a column.
    """
    sizes = prepare.arguments
    places = [
        torch.arange(sizes["num_numbers"]), prepare.indicate.columns.cpu(), numbers + prepare.onehot.column.cpu(),
    ]  # fmt: skip
    owners = torch.cat(places)
    found = torch.zeros(numbers + sizes["num_codes"], dtype=torch.float64)
    return found.index_add_(0, owners, values.double().cpu())


def _mean_row(looked: Looked, prepare: TablePreparation, held: Rows) -> Tensor:
    spec = looked.model.spec
    count = len(next(iter(held.values())))
    numbers = [held[column.name] for column in spec.numbers]
    codes = [held[column.name] for column in spec.categories]
    rows = (
        torch.stack(numbers, dim=1) if numbers else torch.empty(count, 0, dtype=torch.float64),
        torch.stack(codes, dim=1) if codes else torch.empty(count, 0, dtype=torch.int64),
    )
    device = looked.inputs[0].device
    with undisturbed(prepare), torch.no_grad():
        return prepare(*(value.to(device) for value in rows))[0].mean(dim=0)


def _attribution(looked: Looked, row: int, baseline: Tensor | None) -> Attribution:
    inputs = tuple(value[row : row + 1] for value in looked.inputs)
    index = looked.rows[row].index or 0
    return checked(
        lambda network: integrated_gradients(network, inputs, index, baseline=baseline), looked.model.network
    )


def _shown(looked: Looked, prepare: TablePreparation, row: int, seen: Attribution) -> tuple[str, Picture]:
    spec, looked_row = looked.model.spec, looked.rows[row]
    scales = getattr(looked.model.finish, "scale", None)
    scale = float(scales[looked_row.index or 0]) if isinstance(scales, Tensor) and spec.numeric else 1.0
    values = (columns_of(seen.values, prepare, len(spec.numbers)) * scale).tolist()
    named = sorted(zip(_cells(looked, row), values, strict=True), key=lambda one: -abs(one[1]))
    title = say("columns.row_title", row=looked_row.name, answer=looked_row.answer)
    under = say("columns.row_under", numeric=spec.numeric)
    told = {
        "row": looked_row.name, "answer": looked_row.answer, "numeric": spec.numeric, "cells": named[:MOST_TOLD],
        "total": seen.total * scale, "residual": seen.residual, "change": seen.change, "codes": spec.embedded,
        "expected": None if seen.expected is None else seen.expected * scale,
    }  # fmt: skip
    picture = draw_row(title, under, named[:MOST_BARS])
    return say("columns.row", **told), Picture(
        f"columns-row-{row + 1}", picture, say("columns.alt_row", row=looked_row.name)
    )


def _cells(looked: Looked, row: int) -> list[str]:
    """The row's columns with their values, as "Age = 29"."""
    spec, raw = looked.model.spec, looked.raw
    numbers, codes = raw["numbers"][row : row + 1][0].tolist(), raw["codes"][row : row + 1][0].tolist()
    found = [
        f"{column.name} = {say('columns.missing') if value != value else short(value)}"
        for column, value in zip(spec.numbers, numbers, strict=True)
    ]
    for column, code in zip(spec.categories, codes, strict=True):
        known = column.categories[code] if code < len(column.categories) else say("columns.missing")
        found.append(f"{column.name} = {known}")
    return found
