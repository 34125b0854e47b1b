"""What data and network agree on; saved in the bundle, checked at prediction. No torch here.

Table columns are either numbers (also dates, as seconds since 1970, and booleans, as 0 and 1) or categories.
`quantiles` are those of the training rows; golden rows are drawn from them and prediction flags what lies outside.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A frozen record; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberColumn(Frozen):
    """A numeric column as the training rows showed it."""

    name: str
    source: Literal["number", "date", "boolean"] = "number"
    quantiles: tuple[float, ...] = ()  # at 0, 1/8, ... 1 over the training rows that have a value
    missing: float = 0.0  # share of the training rows
    integer: bool = False
    date_format: str = ""  # of dates that were texts, such as %d/%m/%Y: 1/2/2020 stays the first of February


class CategoryColumn(Frozen):
    """A categorical column: its categories in order of code; code len(categories) is missing, +1 is unseen."""

    name: str
    categories: tuple[str, ...]
    frequencies: tuple[float, ...] = ()  # of the training rows, in the order of `categories`
    missing: float = 0.0


class TableForm(Frozen):
    """How the training table was written, so that new rows are read as it was."""

    columns: tuple[str, ...]  # all of them in order, used or not
    named: bool = True  # False: no header, or a plain array; the names only count the columns
    decimal: Literal[".", ","] = "."
    separator: str = ""  # of a text table
    encoding: str = ""
    missing_marks: tuple[str, ...] = ()  # asked for, beside the usual ones


class ImageSpec(Frozen):
    """The image as the network sees it (after padding or resizing), and how to bring one there."""

    channels: int
    height: int
    width: int
    fit: Literal["pad", "resize"] = "resize"  # pad: centred on zeros (28 to 32); resize: bilinear
    inner_height: int = 0  # size before padding
    inner_width: int = 0


class SeriesSpec(Frozen):
    """How a series is cut into windows: `window` steps of `variables` in, the next `horizon` steps of `targets` out."""

    variables: tuple[str, ...]  # of each step, in the order of the window's columns
    targets: tuple[str, ...]  # the variables to forecast
    window: int
    horizon: int
    time_column: str = ""  # "": no time, the steps only count
    time_format: str = ""  # of stamps that were texts, such as %d/%m/%Y
    series_column: str = ""  # names the series where several stand in long form
    frequency: str = ""  # of the steps, such as 1h, 1d, 1mo; "": not known
    season: int = 1  # steps after which the series is like itself (1: no season)
    naive_season: int = 1  # steps after which the better naive forecast repeats itself: the season, or 1 (last value)
    fill: Literal["interpolate", "last", "refuse"] = "refuse"  # how gaps are closed
    naive_errors: tuple[float, ...] = ()  # mean absolute error of the seasonal naive, training span: the unit of MASE


class SequenceSpec(Frozen):
    """Rows that are sequences of numbers, each with one answer; the variables of a step are the spec's `numbers`."""

    steps: int  # of the training rows


class TextSpec(Frozen):
    """How a text becomes token ids. Ids count the vocabulary: padding is 0, what it does not know is 1."""

    tokens: Literal["pieces", "words", "characters"]
    vocabulary: tuple[str, ...]  # in order of id
    merges: tuple[tuple[str, str], ...] = ()  # of byte-pair pieces, in order
    lower: bool = False
    white_space: Literal["one", "kept"] = "one"  # runs of it are one blank, or stand as they were written
    max_length: int  # longer texts are cut here, and flagged; of running text the length of a window
    columns: tuple[str, ...] = ()  # of a table that hold the text, joined in this order; () where a file is a text
    sentence_column: str = ""  # of a table with a row per token (in `columns`): what names its sentence


class TargetSpec(Frozen):
    """One target: its classes (by name, in order of index) or, without classes, a number in its raw unit."""

    name: str
    classes: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()  # of a numeric target, training rows


class DataSpec(Frozen):
    """The contract of data and network."""

    kind: Literal["table", "images", "series", "sequences", "text", "pairs"]
    task: Literal["classify", "regress", "forecast", "tag", "language", "translate", "embed"]
    numbers: tuple[NumberColumn, ...] = ()
    categories: tuple[CategoryColumn, ...] = ()
    embedded: bool = False  # categories reach the network as codes, for a learned embedding, not as one-hot
    image: ImageSpec | None = None
    brightness: tuple[float, ...] = ()  # of images: the least and the most of the training images, mean pixel in 0..1
    series: SeriesSpec | None = None  # of a forecast; `numbers` are its variables, `targets` one per variable and step
    sequence: SequenceSpec | None = None
    text: TextSpec | None = None  # of pairs: what is read
    into: TextSpec | None = None  # of pairs: what is written
    form: TableForm | None = None
    targets: tuple[TargetSpec, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names of a single classified target (empty otherwise)."""
        return self.targets[0].classes if len(self.targets) == 1 else ()

    @property
    def numeric(self) -> bool:
        """The answers are numbers in raw units, not probabilities."""
        return self.task in ("regress", "forecast")

    @property
    def multi_label(self) -> bool:
        """Several yes/no targets at once."""
        return self.task == "classify" and len(self.targets) > 1

    @property
    def each_step(self) -> bool:
        """The network answers at each step of a row: a tag, or what the next token is."""
        return self.task in ("tag", "language", "translate")

    @property
    def num_outputs(self) -> int:
        """Width of the network's output: classes, labels, numeric targets, tags, or tokens of the vocabulary."""
        if self.task in ("language", "translate"):
            written = self.into or self.text
            return len(written.vocabulary) if written else 0
        return len(self.classes) or len(self.targets)
