"""An inspection as Markdown: for a report, a README, a lecture."""

from lamina.core.inspection import Inspection
from lamina.report.inspect.data import (
    EVERYTHING,
    TEXT_COLUMNS,
    cell,
    explained,
    head,
    layer_title,
    remarks,
    total_cell,
    totals,
)
from lamina.words import say


def inspection_markdown(whole: Inspection) -> str:
    """Title, totals, one table with every column, formulas where they were asked for, remarks."""
    lines = [
        f"# {_plain(whole.name)}",
        "",
        *(f"- {_plain(name)}: {_plain(value)}" for name, value in totals(whole)),
        "",
    ]
    lines += [_line([head(column) for column in EVERYTHING])]
    lines += [_line(["---" if column in TEXT_COLUMNS else "---:" for column in EVERYTHING])]
    lines += [_line([cell(row, column, whole) for column in EVERYTHING]) for row in whole.rows]
    lines += [_line([f"**{text}**" if (text := total_cell(whole, column)) else "" for column in EVERYTHING]), ""]
    why = list(explained(whole))
    if why:
        lines += [f"## {say('inspect.why')}", ""]
    for row, steps in why:
        lines += [f"### {_plain(row.name)}: {_plain(layer_title(row))}", ""]
        lines += [f"- {name}: `{formula}`" for name, formula in steps] + [""]
    return "\n".join([*lines, *(f"- {_plain(remark)}" for remark in remarks(whole)), ""])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(_plain(text) if not text.startswith("**") else text for text in cells) + " |"


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    for mark in "\\|*_<`":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", " ")
