"""A calculation in steps as HTML: readable at any width, matrices as small tables between brackets."""

import re
from collections.abc import Sequence
from html import escape

from lamina.report.html import Html, join, tag
from lamina.report.worked.equation import Equation, Grid, Heading, Piece, Side, Step

MANY = 8  # columns beyond which a matrix is set smaller
_LETTER = re.compile(r"(?<![A-Za-z])(?!(?<=\d)e[−\d])([A-Za-zδση])(?![A-Za-z])")  # not the e of 1e−05
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀˡᴸ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉ᵢⱼₜ₋]+(?:,[₀₁₂₃₄₅₆₇₈₉]+)*")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀˡᴸ₀₁₂₃₄₅₆₇₈₉ᵢⱼₜ₋", "0123456789+−TlL0123456789ijt−")


def steps_html(steps: Sequence[Step], heading: str = "h3") -> Html:
    """The steps one below the other, each with a heading."""
    return join([join([tag(heading, step.title), *(_part(part) for part in step.parts)]) for step in steps])


def _part(part: str | Heading | Equation) -> Html:
    if isinstance(part, str):
        return tag("p", raised_html(part))
    if isinstance(part, Heading):
        return tag("p", raised_html(part.text), class_="layer")
    rows = []
    for place, side in enumerate(part.sides):
        left = join([_piece(piece) for piece in part.left]) if place == 0 else Html("")
        rows += [tag("span", left, class_="left"), tag("span", "=", class_="sign"), side_html(side)]
    return tag("div", *rows, class_="equation")


def side_html(side: Side) -> Html:
    """The pieces of one side of an equation."""
    return tag("span", *(_piece(piece) for piece in side), class_="side")


def _piece(piece: Piece) -> Html:
    return grid_html(piece) if isinstance(piece, Grid) else tag("span", formula(piece), class_="term")


def grid_html(grid: Grid) -> Html:
    """A matrix; marked cells are tinted, its size stands under it where it is not whole."""
    rows = [
        tag("tr", *(
            tag("td", _signed(cell), class_="seen" if (i, j) in grid.marked else None) for j, cell in enumerate(row)
        ))
        for i, row in enumerate(grid.cells)
    ]  # fmt: skip
    kind = "matrix" if grid.bracketed else "matrix loose"
    kind += " many" if len(grid.cells[0]) > MANY else ""
    size = tag("span", grid.size, class_="size") if grid.size else None
    held = tag("span", tag("span", tag("table", tag("tbody", *rows)), class_=kind), size, class_="held")
    return join([tag("span", formula(grid.factor), class_="term"), held]) if grid.factor else held


def formula(text: str) -> Html:
    """A formula of letters, raised and lowered digits: letters alone are variables, words are functions."""
    return _levels(_LETTER.sub(r"<i>\1</i>", escape(_signed(text))))


def raised_html(text: str) -> Html:
    """A sentence whose raised and lowered letters are set as such."""
    return _levels(escape(text))


def _levels(text: str) -> Html:
    found = _RAISED.sub(lambda hit: f"<sup>{hit.group().translate(_PLAIN)}</sup>", text)
    return Html(_LOWERED.sub(lambda hit: f"<sub>{hit.group().translate(_PLAIN)}</sub>", found))


def _signed(text: str) -> str:
    """With a real minus where a number begins."""
    return re.sub(r"(?<![\w.])-(?=[\d.∞i])|(?<=e)-(?=\d)", "−", text)
