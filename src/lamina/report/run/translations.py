"""Translations worth reading: source, reference and answer beside each other, drawn from a part."""

import polars as pl
import torch

from lamina.core.seed import generator
from lamina.words import say

SHOWN = 20
MOST_CHARACTERS = 300  # of a cell: a text may be a megabyte


def translation_samples(predictions: pl.DataFrame, part: str) -> tuple[list[str], list[list[str]]]:
    """Heads and lines of at most 20 rows of a part, drawn by a fixed seed, in the order of the file."""
    rows = predictions.filter(pl.col("split") == part)
    chosen = torch.randperm(len(rows), generator=generator(0, "samples"))[:SHOWN].sort().values.tolist()
    heads = [say("report.source_text"), say("report.reference_text"), say("report.answer_text")]
    lines = rows[chosen].select("source", "target", "answer").rows()
    return heads, [[_short(cell) for cell in line] for line in lines]


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + " ..."
