"""A calculation on paper: equations with the numbers put in, in steps. Drawn by `equation_text` and `equation_html`."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

WHOLE, PART = (
    11,
    6,
)  # rows or columns that are shown whole (AlexNet's first kernel is 11); of more the first ones and dots
SMALL = 1e-3  # matrices of numbers below it have a power of ten in front
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Grid:
    """A matrix as it is written: rows of texts. size: "16 x 64" where not all of it is shown; marked: cells (i, j).

    factor: "10⁻⁵ ·" in front of small numbers, "" of others.
    """

    cells: tuple[tuple[str, ...], ...]
    size: str = ""
    marked: frozenset[tuple[int, int]] = frozenset()
    bracketed: bool = True
    factor: str = ""


Piece = str | Grid
Side = tuple[Piece, ...]


@dataclass(frozen=True)
class Equation:
    """left = first side = second side ...: the formula, then with the numbers put in, then the result."""

    left: Side
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Heading:
    """A line above equations that belong together, such as those of a layer."""

    text: str


@dataclass(frozen=True)
class Step:
    """One step of a calculation: a title, sentences (str), headings, equations."""

    title: str
    parts: tuple[str | Heading | Equation, ...]


def raised(number: int) -> str:
    """A number as a superscript: 12 -> ¹²."""
    return str(number).translate(_RAISED)


def lowered(number: int) -> str:
    """A number as a subscript: 12 -> ₁₂."""
    return str(number).translate(_LOWERED)


def digits(value: float) -> str:
    """A number with four decimals, or digits where it is small: 0.6457, 12.3457, 0.00001234; 0 is "0"."""
    return alike([value])[0]


def alike(values: Sequence[float]) -> list[str]:
    """Numbers with as many decimals each, four, or so that the largest has four digits; zeros that all have are left out."""
    finite = [abs(value) for value in values if math.isfinite(value) and value]
    largest = max(finite, default=1.0)
    if not 1e-5 <= largest < 1e6:
        return [f"{value:.3e}" if value else "0" for value in values]
    places = max(4 if largest < 1000 else 1, 3 - math.floor(math.log10(largest)))
    texts = [f"{value:.{places}f}" for value in values]
    spare = min((len(text) - len(text.rstrip("0")) for text in texts if "." in text), default=0)
    texts = [text[: len(text) - spare].rstrip(".") if "." in text else text for text in texts]
    return [
        text if float(text) else f"{value:.0e}" if value else "0"  # what rounds to 0 is not shown as nothing
        for value, text in zip(values, texts, strict=True)
    ]


def matrix(values: Tensor, *, marked: Iterable[tuple[int, int]] = (), bracketed: bool = True) -> Piece:
    """A matrix (n, m) or vector (n,), which stands upright, as a Grid; a single number as just that.

    Of more than WHOLE rows or columns the first PART are shown; of small numbers a power of ten stands in front.
    """
    rows = values.detach().double().cpu()
    rows = rows[:, None] if rows.dim() == 1 else rows
    if rows.numel() == 1 and bracketed:
        return digits(float(rows))
    high, wide = (length if length <= WHOLE else PART for length in rows.shape)
    power = _power_of(rows[:high, :wide])
    texts = alike((rows[:high, :wide] * 10.0**-power).flatten().tolist())
    dots = ["…"] if wide < rows.shape[1] else []
    shown = [[*texts[row * wide : (row + 1) * wide], *dots] for row in range(high)]
    if high < len(rows):
        shown.append(["⋮"] * wide + ["⋱"] * len(dots))
    size = f"{rows.shape[0]} × {rows.shape[1]}" if dots or high < len(rows) else ""
    factor = f"10{raised(power)} ·" if power else ""
    return Grid(tuple(map(tuple, shown)), size, frozenset(marked), bracketed, factor)


def _power_of(values: Tensor) -> int:
    """The power of ten of the largest number where all are small (its first digit then stands before the point), else 0."""
    largest = float(torch.nan_to_num(values, posinf=1.0, neginf=1.0, nan=1.0).abs().max())
    return math.floor(math.log10(largest)) if 1e-300 < largest < SMALL else 0


def product(one: Piece, other: Piece, sign: str = "·") -> Side:
    """One times the other: numbers with a dot between them, matrices side by side (or with their own sign, ⊙)."""
    if isinstance(one, str) or isinstance(other, str):
        return (one, "·", _in_brackets(other))
    return (one, other) if sign == "·" else (one, sign, other)


def added(side: Side, other: Piece) -> Side:
    """A sum; a negative number stands in brackets."""
    return (*side, "+", _in_brackets(other))


def taken(side: Side, other: Piece) -> Side:
    """A difference."""
    return (*side, "−", _in_brackets(other))


def _in_brackets(piece: Piece) -> Piece:
    return f"({piece})" if isinstance(piece, str) and piece.startswith("-") else piece
