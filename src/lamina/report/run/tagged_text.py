"""Sentences with their labels in colour, as the report shows them: what the network said, wrong ones marked with the truth."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from lamina.report.html import Html, join, tag
from lamina.words import say

MOST_EACH, MOST_TOKENS = 6, 60
# Okabe & Ito (2008), set apart for eyes that see few colours; the grey one is of labels beyond them.
COLOURS = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#0072b2", "#d55e00", "#8a6fdf", "#7fbf7b", "#b08968")
OTHER = "#a9b3c1"


def tagged_sentences(predictions: pl.DataFrame, part: str, classes: Sequence[str]) -> Html | None:
    """Sentences of a part: whole ones answered rightly, and those with most errors; None where there is none.

    predictions: a row per token with row_id (its sentence), split, token, target, answer.
    """
    rows = predictions.filter((pl.col("split") == part) & pl.col("target").is_not_null())
    if rows.is_empty():
        return None
    colours = label_colours(classes)
    wrong = rows.group_by("row_id", maintain_order=True).agg(
        (pl.col("target") != pl.col("answer")).sum().alias("wrong"), pl.len().alias("tokens")
    )
    errors = wrong.filter(pl.col("wrong") > 0).sort("wrong", descending=True, maintain_order=True).head(MOST_EACH)
    longest = wrong.filter(pl.col("wrong") == 0).sort("tokens", descending=True, maintain_order=True)
    right = longest.filter(pl.col("tokens") <= MOST_TOKENS).head(MOST_EACH)
    blocks: list[Html] = [_legend(colours)]
    for code, chosen in (("report.tags_right", right), ("report.tags_wrong", errors)):
        lines = [_sentence(rows.filter(pl.col("row_id") == number), colours) for number in chosen["row_id"].to_list()]
        if lines:
            blocks += [tag("h3", say(code)), *lines]
    return join(blocks)


def label_colours(classes: Sequence[str]) -> dict[str, str]:
    """Label -> colour; the marks B- and I- of a kind share it, and O has none."""
    kinds = list(dict.fromkeys(_kind(name) for name in classes if name != "O"))
    by_kind = {kind: COLOURS[place] if place < len(COLOURS) else OTHER for place, kind in enumerate(kinds)}
    return {name: by_kind[_kind(name)] for name in classes if name != "O"}


def _kind(name: str) -> str:
    return name[2:] if len(name) > 2 and name[1] in "-_" else name


def _legend(colours: dict[str, str]) -> Html:
    seen = {_kind(name): colour for name, colour in colours.items()}
    marks = [tag("span", kind, style=_style(colour)) for kind, colour in seen.items()]
    return tag("p", *[Html(f"{mark} ") for mark in marks])


def _sentence(rows: pl.DataFrame, colours: dict[str, str]) -> Html:
    tokens = [_token(row, colours) for row in rows.head(MOST_TOKENS).iter_rows(named=True)]
    more = [Html("…")] if rows.height > MOST_TOKENS else []
    return tag("p", *(Html(f"{token} ") for token in tokens), *more, style="line-height:2.1")


def _token(row: dict[str, Any], colours: dict[str, str]) -> Html:
    """A token on the colour of its answer; a wrong one with a red line under it, and both labels behind."""
    wrong = row["target"] != row["answer"]
    style = _style(colours.get(row["answer"], ""))
    if not wrong:
        return tag("span", row["token"], style=style or None, title=row["answer"])
    told = say("report.tag_instead", answer=row["answer"], target=row["target"])
    return tag(
        "span",
        row["token"],
        tag("small", f" {told}"),
        style=f"{style};border-bottom:3px solid #c0392b;padding-bottom:1px",
    )


def _style(colour: str) -> str:
    return f"background:{colour}55;border-radius:4px;padding:1px 4px" if colour else ""
