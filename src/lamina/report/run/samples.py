"""Rows worth looking at: sure and right, sure and wrong, unsure; or the closest and farthest answers of a regression."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from lamina.core.records import ROW_NAMES
from lamina.core.spec import DataSpec
from lamina.report.fonts import shorten, width
from lamina.report.numbers import number
from lamina.report.style import BLUE, INK, LINE, MUTED, ORANGE, new_figure, save, styled
from lamina.words import say

IMAGES_EACH, ROWS_EACH = 8, 4
MOST_COLUMNS = 5
CELL, TEXT_CELL = 24, 72  # columns of a cell in the drawing; of the text that a row is
MOST_CHARACTERS = 300  # of a cell in the page: a text may be a megabyte
_SIDE, _STEP, _GROUP, _EDGE = 1.2, 1.36, 2.08, 0.16  # inches: picture, picture and gap, group, margin
_COLOURS = {"sure_right": BLUE, "sure_wrong": ORANGE, "unsure": MUTED, "closest": BLUE, "farthest": ORANGE}


def pick_samples(predictions: pl.DataFrame, part: str, spec: DataSpec, each: int) -> dict[str, pl.DataFrame]:
    """Group name -> at most `each` rows of the predictions of a part; groups without rows are left out.

    Classes: sure_right (the surest of every class in turn), sure_wrong (wrong with the highest probability),
    unsure (smallest probability of the answer). Numbers and labels: closest and farthest by the row's loss.
    """
    rows = predictions.filter(pl.col("split") == part)
    if rows.is_empty() or "loss" not in rows.columns:
        return {}
    if spec.classes:
        right = rows.filter(pl.col("target") == pl.col("answer")).sort(
            "probability", descending=True, maintain_order=True
        )
        right = right.head(max(each, len(right) // 2))  # the surer half
        turn = right.with_columns(pl.int_range(pl.len()).over("target").alias("turn"))
        wrong = rows.filter(pl.col("target") != pl.col("answer")).sort(
            "probability", descending=True, maintain_order=True
        )
        wrong = wrong.head(each)
        rest = rows.filter(~pl.col("row_id").is_in(wrong["row_id"].to_list()))
        groups = {
            "sure_right": turn.sort("turn", maintain_order=True).drop("turn").head(each),
            "sure_wrong": wrong,
            "unsure": rest.sort("probability", maintain_order=True).head(each),
        }
    else:
        ranked = rows.sort("loss", maintain_order=True)
        groups = {
            "closest": ranked.head(each),
            "farthest": ranked.reverse().head(min(each, max(0, len(ranked) - each))),
        }
    return {name: group for name, group in groups.items() if not group.is_empty()}


def draw_sample_images(
    path: Path, predictions: pl.DataFrame, part: str, spec: DataSpec, images: Mapping[int, Any]
) -> Path | None:
    """A row of pictures for each group. images: row -> uint8 (H, W, C), array or tensor."""
    known = predictions.filter(pl.col("row_id").is_in(list(images)))
    groups = pick_samples(known, part, spec, IMAGES_EACH)
    if not groups:
        return None
    columns = max(len(group) for group in groups.values())
    with styled():
        figure = new_figure(max(_STEP * columns, 4.2) + 2 * _EDGE, _GROUP * len(groups) + _EDGE, layout=None)
        wide, high = figure.get_size_inches()
        for index, (name, group) in enumerate(groups.items()):
            top = high - _EDGE / 2 - _GROUP * index
            heading: dict[str, Any] = {"ha": "left", "va": "top", "fontsize": 12, "color": _COLOURS[name]}
            figure.text(_EDGE / wide, top / high, say(f"report.{name}"), **heading)
            for place, row in enumerate(group.iter_rows(named=True)):
                box = (_EDGE + _STEP * place, top - 0.32 - _SIDE, _SIDE, _SIDE)
                axes = figure.add_axes((box[0] / wide, box[1] / high, box[2] / wide, box[3] / high))
                _picture(axes, np.asarray(images[row["row_id"]]))
                _caption(axes, row, spec)
        return save(figure, path)


def draw_sample_rows(
    path: Path, predictions: pl.DataFrame, part: str, spec: DataSpec, rows: pl.DataFrame | None = None
) -> Path | None:
    """A table of such rows. rows: the raw data with a column row_id, of which the first five inputs are shown."""
    table = sample_table(predictions, part, spec, rows)
    if not table:
        return None
    heads, lines = table
    most = [TEXT_CELL if spec.kind == "text" and k == 2 else CELL for k in range(len(heads))]
    lengths = [min(most[k], max(width(line[k]) for line in [heads, *lines])) for k in range(len(heads))]
    starts = np.cumsum([0, *lengths[:-1]]) + 2.5 * np.arange(len(heads))
    colours = {say(f"report.{name}"): colour for name, colour in _COLOURS.items()}
    with styled():
        figure = new_figure(0.092 * (starts[-1] + lengths[-1]) + 0.4, 0.29 * (len(lines) + 1) + 0.3, layout=None)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        axes.set_xlim(-2, starts[-1] + lengths[-1] + 2)
        axes.set_ylim(len(lines) + 1.1, -1)
        axes.hlines(0.5, -0.5, starts[-1] + lengths[-1], color="#c4cad4", linewidth=0.8)
        for index, line in enumerate([heads, *lines]):
            first = index < 2 or line[0] != lines[index - 2][0]
            for column, (place, cell) in enumerate(zip(starts, line, strict=True)):
                if column == 0 and not first:
                    continue
                colour = MUTED if index == 0 else colours.get(cell, INK) if column == 0 else INK
                axes.text(
                    place,
                    index,
                    shorten(cell, most[column]),
                    color=colour,
                    fontsize=9 if index else 8.5,
                    va="center_baseline",
                )
        return save(figure, path)


def sample_table(
    predictions: pl.DataFrame, part: str, spec: DataSpec, rows: pl.DataFrame | None = None
) -> tuple[list[str], list[list[str]]] | None:
    """Heads and lines, as text: group, the names of the row, some raw columns, truth, answer, probability."""
    groups = pick_samples(predictions, part, spec, ROWS_EACH)
    if not groups:
        return None
    inputs = [column.name for column in (*spec.numbers, *spec.categories)]
    known = [name for name in rows.columns if name != "row_id"] if rows is not None else []
    shown = [name for name in known if name in inputs or not inputs][:MOST_COLUMNS]
    answers = [name for name in predictions.columns if name.startswith(("target", "answer"))][:6]
    answers += ["probability"] if spec.classes else []
    named = [name for name in ROW_NAMES if name in predictions.columns]
    heads = [
        say("report.group"),
        *(say(f"report.{name}") for name in named),
        *shown,
        *(_head(name) for name in answers),
    ]
    lines = []
    for name, group in groups.items():
        joined = (
            group if rows is None else group.join(rows.select("row_id", *shown), on="row_id", how="left", suffix="_raw")
        )
        for row in joined.iter_rows(named=True):
            raw = [_beginning(_text(row.get(f"{column}_raw", row[column]))) for column in shown]
            called, told = ([_text(row[column]) for column in columns] for columns in (named, answers))
            lines.append([say(f"report.{name}"), *called, *raw, *told])
    return heads, lines


def _beginning(text: str) -> str:
    """One line of a cell, and no more than a page bears."""
    line = " ".join(text[: 2 * MOST_CHARACTERS].split())
    return f"{line[:MOST_CHARACTERS]} …" if len(line) > MOST_CHARACTERS or len(text) > 2 * MOST_CHARACTERS else line


def _picture(axes: Axes, image: np.ndarray) -> None:
    """uint8 (H, W, C): grey, colour, or the first channel of another number of channels; sharp pixels."""
    shown = image if image.ndim == 3 and image.shape[2] == 3 else image.reshape(*image.shape[:2], -1)[..., 0]
    sharp = "nearest" if max(image.shape[:2]) < 96 else "antialiased"
    axes.set(xticks=[], yticks=[], anchor="N")
    axes.spines[:].set(visible=True, color=LINE)
    axes.imshow(shown, cmap="gray" if shown.ndim == 2 else None, interpolation=sharp, vmin=0, vmax=255)


def _caption(axes: Axes, row: dict[str, Any], spec: DataSpec) -> None:
    """Under the picture: the answer, its probability, and the truth where it differs."""
    below: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "center", "va": "top"}
    if spec.classes:
        wrong = row["target"] != row["answer"]
        answer = f"{shorten(row['answer'], 13)} · {_percent(row['probability'])}"
        truth = say("report.truly_name", name=shorten(row["target"], 13)) if wrong else ""
        axes.annotate(answer, (0.5, 0), xytext=(0, -4), color=ORANGE if wrong else INK, fontsize=8.5, **below)
    else:
        name = next(column for column in row if column.startswith("answer"))
        axes.annotate(number(row[name]), (0.5, 0), xytext=(0, -4), color=INK, fontsize=8.5, **below)
        truth = say("report.truly_name", name=number(row[name.replace("answer", "target", 1)]))
    axes.annotate(truth, (0.5, 0), xytext=(0, -16), color=MUTED, fontsize=8, **below)


def _percent(share: float) -> str:
    """Never rounded up to a certainty that is not there."""
    return f"{100 * min(share, 0.999):.3g} %" if share < 1 else "100 %"


def _head(name: str) -> str:
    kind, _, target = name.partition("_")
    return say(f"report.{kind}_head") + (f" {target}" if target else "")


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
