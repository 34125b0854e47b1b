"""Plain records that measuring gives and drawing takes: nothing here computes or draws. No torch here."""

from typing import Any

from lamina.core.spec import Frozen

ROW_NAMES = ("file", "row", "line")  # columns that name a row to a person; data.row_names says which it is


class Note(Frozen):
    """One thing worth telling (audit, profile): a code with parameters, said by `words`."""

    code: str
    parameters: dict[str, Any] = {}


class Score(Frozen):
    """A metric with its 95 % interval (None where none is computed)."""

    value: float
    low: float | None = None
    high: float | None = None


class ClassScore(Frozen):
    """Precision, recall and F1 of one class, by name."""

    name: str
    precision: float
    recall: float
    f1: float
    rows: int


class Baseline(Frozen):
    """A simple model scored on the same rows."""

    name: str  # majority | mean | linear
    description: str = ""
    scores: dict[str, float] = {}


class CalibrationBin(Frozen):
    """Rows whose largest probability lies in a bin: mean probability against share that was right."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


class Evaluation(Frozen):
    """All that is known of a model on one part."""

    part: str
    rows: int
    task: str
    headline: str  # the metric that decides: accuracy or rmse
    scores: dict[str, Score]
    per_class: tuple[ClassScore, ...] = ()
    classes: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()  # row: true class, column: answer
    calibration: tuple[CalibrationBin, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    notes: tuple[Note, ...] = ()


class PartSummary(Frozen):
    """Size of a part; of classes and labels the rows of each, of numbers to learn their quantiles by name."""

    name: str
    rows: int
    balance: dict[str, float] = {}  # class or label -> rows
    quantiles: dict[str, float] = {}  # "median", or "<target> median" where there are several -> value


class Statistic(Frozen):
    """Something fitted, and on what: the audit's proof that only training rows were seen."""

    name: str  # column or "pixels"
    what: str  # mean, scale, categories, fill ...
    values: list[Any]
    rows: int
    part: str = "train"


class Audit(Frozen):
    """What was read, dropped, repaired, split and fitted (audit.json)."""

    source: str
    fingerprint: str
    kind: str
    rows_read: int
    rows_used: int
    rule: Note
    parts: tuple[PartSummary, ...]
    row_ids_hash: dict[str, str] = {}  # part -> sha256 of its sorted row numbers
    statistics: tuple[Statistic, ...] = ()
    notes: tuple[Note, ...] = ()
    shared_rows: dict[str, int] = {}  # "train/test" -> rows identical in both
    repeated_rows: int | None = None  # rows that stand in the data before already, where they were counted
    unseen_tokens: int | None = None  # of a text's vocabulary: in no training row
    unknown_shares: dict[str, float] = {}  # part -> share of its tokens that the vocabulary does not hold
    column_shares: dict[str, float] = {}  # column -> share of the target that it alone explains, on rows left out


class ColumnProfile(Frozen):
    """One column as `lamina data` shows it."""

    name: str
    type: str  # number | integer | category | date | boolean | text | id | constant
    role: str = "input"  # input | target | weight | group | ignored
    rows: int
    missing: int
    unique: int
    quantiles: tuple[float, ...] = ()
    mean: float | None = None
    std: float | None = None
    skew: float | None = None
    outliers: int = 0
    histogram: tuple[int, ...] = ()
    edges: tuple[float, ...] = ()
    top: dict[str, int] = {}  # most frequent values
    drift: float | None = None  # distance of train and test distributions, 0..1


class Profile(Frozen):
    """What `lamina data` says of a data set."""

    source: str
    kind: str
    rows: int
    task: str
    target: str
    columns: tuple[ColumnProfile, ...] = ()
    parts: tuple[PartSummary, ...] = ()
    repeated_rows: int = 0
    notes: tuple[Note, ...] = ()
