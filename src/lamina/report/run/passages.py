"""Texts that a model wrote, as rows of the report's samples: line ends and blanks stay."""

from collections.abc import Mapping

from lamina.report.html import tag
from lamina.words import say

MOST = 6


def passages(samples: Mapping[int, str]) -> tuple[list[str], list[list[str]]] | None:
    """Heads and lines for `write_page`: epoch -> text; of many epochs the first, the last, and some between."""
    if not samples:
        return None
    epochs = sorted(samples)
    last = len(epochs) - 1
    chosen = sorted({round(place * last / (MOST - 1)) for place in range(MOST)}, reverse=True)
    lines = [[f"{epochs[place]:,}", tag("pre", samples[epochs[place]])] for place in chosen]
    return [say("report.epoch"), say("report.written")], lines
