"""Which held-out rows are worth looking at: one sure and right, one sure and wrong, one unsure; or by how far off."""

import polars as pl

from lamina.core.records import ROW_NAMES
from lamina.core.spec import DataSpec
from lamina.report.run.samples import pick_samples

Chosen = list[tuple[int, str]]  # place in the part, and why


def choose_rows(predictions: pl.DataFrame, spec: DataSpec) -> Chosen:
    """Rows of one part, from what was predicted of them (in the part's order; of tags a row per token).

    sure_right, sure_wrong and unsure of classes; closest, typical (the median) and farthest of all else; of
    translations one that is exact (right) and up to two that are not (wrong).
    """
    if spec.task == "tag":
        return _by_loss(tokens_of(predictions).group_by("sentence", maintain_order=True).agg(pl.col("loss").mean()))
    if spec.task == "translate":
        exact = predictions["exact"].to_list()
        right = [row for row, same in enumerate(exact) if same][:1]
        wrong = [row for row, same in enumerate(exact) if not same][: 3 - len(right)]
        return [*((row, "right") for row in right), *((row, "wrong") for row in wrong)]
    if not spec.classes:
        return _by_loss(predictions)
    numbered = predictions.with_row_index("row_id").with_columns(split=pl.lit(""))
    groups = pick_samples(numbered, "", spec, 1)
    found = {int(group["row_id"][0]): name for name, group in reversed(groups.items())}
    return [(row, name) for row, name in reversed(found.items())]


def tokens_of(predictions: pl.DataFrame) -> pl.DataFrame:
    """A tagger's predictions, a row per token, with the number of its sentence, from 0."""
    return predictions.with_columns(sentence=pl.col("place").eq(0).cast(pl.Int64).cum_sum() - 1)


def place_called(predictions: pl.DataFrame, name: str, spec: DataSpec) -> int | None:
    """The place in the part of the row that people call so (line, row, file or step); None where there is none."""
    if spec.task == "tag":
        predictions = tokens_of(predictions).group_by("sentence", maintain_order=True).first()
    for column in (*ROW_NAMES, "step", "position"):
        if column in predictions.columns:
            places = predictions[column].cast(pl.String).eq(name).arg_true()
            if len(places):
                return int(places[0])
    return None


def _by_loss(rows: pl.DataFrame) -> Chosen:
    """The least, the middle and the largest loss; a row is taken once."""
    if "loss" not in rows.columns:
        return []
    ranked = rows.with_row_index("at").filter(pl.col("loss").is_finite()).sort("loss", maintain_order=True)["at"]
    places = {
        name: ranked[k] for name, k in (("farthest", -1), ("typical", len(ranked) // 2), ("closest", 0)) if len(ranked)
    }
    found = {int(row): name for name, row in places.items()}
    return [(row, name) for row, name in reversed(found.items())]
