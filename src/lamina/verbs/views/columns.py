"""The view `columns`: which columns of a table the answers rest on, in all held-out rows and in the rows looked at."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.looks import Importance
from lamina.core.spec import DataSpec
from lamina.lens.columns import Rows, partial_dependence, permutation_importance
from lamina.lens.sanity import with_random_weights
from lamina.report.numbers import short
from lamina.report.section import Picture, Section
from lamina.report.views.column_pictures import Curve, draw_dependence, draw_importance
from lamina.verbs.views.column_rows import rows_in_columns
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import as_numbers
from lamina.words import say

MOST_ROWS = 1000  # held-out rows that are answered again and again
MOST_CURVES, MOST_TOLD, MOST_LINES = 4, 3, 3
REPEATS = 5


@dataclass(frozen=True)
class HeldOut:
    """Raw columns of held-out rows, name -> (n,), their targets, and how they are answered and scored."""

    looked: Looked
    columns: Rows
    target: Tensor

    def answers(self, rows: Rows) -> Tensor:
        """Answers of the model (n, K), whatever the columns hold."""
        return answers_of(self.looked, rows)

    def score(self, rows: Rows) -> float:
        """Larger is better: accuracy (share of right labels), or minus the root mean squared error."""
        answers, spec = self.answers(rows), self.looked.model.spec
        if spec.classes:
            return float((answers.argmax(dim=1) == self.target).double().mean())
        if spec.multi_label:
            return float(((answers >= 0.5) == (self.target >= 0.5)).double().mean())
        errors = (answers - self.target).square().mean(dim=0).sqrt()
        size = self.target.std(dim=0).clamp(min=1e-12) if answers.shape[1] > 1 else torch.ones_like(errors)
        return -float((errors / size).mean())


def fits(looked: Looked) -> bool:
    """A table."""
    return looked.model.spec.kind == "table"


def show(looked: Looked) -> Section:
    """Permutation importance and partial dependence on held-out rows, where the run's data is there; then row by row."""
    held, part = _held_out(looked)
    sentences, pictures = [], []
    if held is None:
        sentences.append(say("columns.no_rows"))
    else:
        found = permutation_importance(held.score, held.columns, repeats=REPEATS)
        sentences += _told(held, found, part)
        pictures.append(_importance(looked, found, part, len(held.target)))
        strongest = [one.column for one in found[:MOST_CURVES] if one.fall > one.spread]
        curves = [_curve(held, column) for column in strongest]
        if curves:
            under = say("columns.dependence_under", line=curves[0].lines[0], percent=not looked.model.spec.numeric)
            pictures.append(
                Picture("columns-dependence", draw_dependence(curves, under), say("columns.alt_dependence"))
            )
            sentences += [_course(curve, looked) for curve in curves[:MOST_TOLD]]
    rows = rows_in_columns(looked, held.columns if held else None)
    sentences += [sentence for sentence, _ in rows]
    sentences.append(say("columns.together"))
    pictures += [picture for _, picture in rows]
    return Section("columns", say("columns.title"), say("columns.paper"), tuple(sentences), tuple(pictures))


def answers_of(looked: Looked, rows: Rows) -> Tensor:
    """The model's answers for raw columns, put together again as it takes them."""
    spec = looked.model.spec
    count = len(next(iter(rows.values())))
    numbers = [rows[column.name] for column in spec.numbers]
    codes = [rows[column.name] for column in spec.categories]
    return looked.model.answer(
        {
            "numbers": torch.stack(numbers, dim=1) if numbers else torch.empty(count, 0, dtype=torch.float64),
            "codes": torch.stack(codes, dim=1) if codes else torch.empty(count, 0, dtype=torch.int64),
        }
    )


def _held_out(looked: Looked) -> tuple[HeldOut | None, str]:
    parts = looked.parts()
    name = next((name for name in ("test", "validation", "train") if name in parts and len(parts[name])), "")
    if not name:
        return None, ""
    return HeldOut(looked, raw_columns(looked, parts[name]), parts[name].target[:MOST_ROWS]), name


def raw_columns(looked: Looked, part: Part) -> Rows:
    """Column -> its values in the part, of long parts the first rows (whose order is random, but for series)."""
    spec, tensors = looked.model.spec, part.tensors
    found = {column.name: tensors["numbers"][:MOST_ROWS, place] for place, column in enumerate(spec.numbers)}
    return found | {column.name: tensors["codes"][:MOST_ROWS, place] for place, column in enumerate(spec.categories)}


def _told(held: HeldOut, found: list[Importance], part: str) -> list[str]:
    """What shuffling costs, and what it costs a network that learned nothing."""
    spec = held.looked.model.spec
    percent = not spec.numeric
    strong = [(one.column, one.fall, one.spread) for one in found[:MOST_TOLD] if one.fall > one.spread]
    idle = [one.column for one in found if one.fall <= one.spread]
    told = {
        "part": part, "rows": len(held.target), "percent": percent, "score": abs(held.score(held.columns)),
        "columns": strong, "idle": idle, "of": len(found), "several": spec.numeric and len(spec.targets) > 1,
    }  # fmt: skip
    model = held.looked.model
    random = replace(held.looked, model=replace(model, network=with_random_weights(model.network)))
    chance = permutation_importance(replace(held, looked=random).score, held.columns, repeats=1)
    most = max(chance, key=lambda one: one.fall)
    return [
        say("columns.importance", **told),
        say("columns.chance", column=most.column, fall=most.fall, percent=percent),
    ]


def _importance(looked: Looked, found: list[Importance], part: str, rows: int) -> Picture:
    percent = not looked.model.spec.numeric
    under = say("columns.importance_under", part=part, rows=rows, percent=percent, repeats=REPEATS)
    picture = draw_importance(say("columns.importance_title"), under, found, percent)
    return Picture("columns-importance", picture, say("columns.alt_importance"))


def _curve(held: HeldOut, name: str) -> Curve:
    """The mean answer along a column; of many classes those that move most."""
    spec = held.looked.model.spec
    found = partial_dependence(held.answers, held.columns, name)
    answers = as_numbers(found.answers)
    lines = [*spec.classes] if spec.classes else [target.name for target in spec.targets]
    kept = [1] if len(lines) == 2 and spec.classes else [*(-answers.std(axis=0)).argsort(kind="stable")[:MOST_LINES]]
    category = next((column for column in spec.categories if column.name == name), None)
    names = () if category is None else tuple(category_name(category.categories, int(code)) for code in found.grid)
    dates = any(column.name == name and column.source == "date" for column in spec.numbers)
    known = tuple(raw_columns_of(held.looked).get(name, torch.empty(0)).tolist()) if category is None else ()
    chosen = tuple(line_name(spec, lines[place]) for place in kept)
    return Curve(name, found.grid, answers[:, kept], chosen, names, dates, known)


def raw_columns_of(looked: Looked) -> Rows:
    """Column -> its values in the rows looked at."""
    spec, raw = looked.model.spec, looked.raw
    found = {column.name: raw["numbers"][:][:, place] for place, column in enumerate(spec.numbers) if looked.rows}
    return found | {
        column.name: raw["codes"][:][:, place] for place, column in enumerate(spec.categories) if looked.rows
    }


def category_name(categories: tuple[str, ...], code: int) -> str:
    """A category by its code; behind the last one stand missing and unseen."""
    return (
        categories[code]
        if code < len(categories)
        else say("columns.missing" if code == len(categories) else "columns.unseen")
    )


def line_name(spec: DataSpec, line: str) -> str:
    """What a line tells of: a class, with its target where it is but a number; a target."""
    return f"{spec.targets[0].name} = {line}" if spec.classes and line.replace(".", "").isdigit() else line


def _course(curve: Curve, looked: Looked) -> str:
    """Where along the column the mean answer is lowest and highest."""
    values = curve.answers[:, 0]
    low, high = int(values.argmin()), int(values.argmax())
    places = [curve.categories[k] if curve.categories else short(curve.grid[k]) for k in (low, high)]
    told = {"low": float(values[low]), "high": float(values[high]), "at_low": places[0], "at_high": places[1]}
    return say(
        "columns.course", column=curve.column, line=curve.lines[0], percent=not looked.model.spec.numeric, **told
    )


VIEW = View("columns", fits, show)
