"""Numbers as people read them: metrics in their unit, durations, bars and little histograms of text."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from lamina.words import say
from lamina.words.numbers import COUNTS as COUNTS
from lamina.words.numbers import PERCENT as PERCENT
from lamina.words.numbers import SHARES as SHARES
from lamina.words.numbers import metric_text as metric_text
from lamina.words.numbers import number as number

HIGHER_IS_BETTER = (*SHARES, "roc_auc", "r2", "bleu", "chrf", "spearman")
DAY = 86_400  # seconds
BLOCKS = "▁▂▃▄▅▆▇█"


def named(kind: str, name: str) -> str:
    """The name of a metric, baseline, part, role, type or fact in the reader's language; itself where it has none."""
    code = f"show.{kind}.{name}"
    text = say(code)
    return name if text == code else text


def label(metric: str) -> str:
    """The metric's name in the reader's language."""
    return named("metric", metric)


def baseline_name(name: str) -> str:
    """The baseline's name in the reader's language."""
    return named("baseline", name)


def loss_text(loss: float | None) -> str:
    """A loss with four decimals, so that a column of them can be read down; "" for none."""
    if loss is None:
        return ""
    return f"{loss:.4f}" if loss == 0 or 1e-3 <= abs(loss) < 1e5 else f"{loss:.3g}"


def rate_text(rate: float) -> str:
    """A learning rate in one form, so that a column of them can be read down: 2.0e-03, 8.0e-09."""
    return f"{rate:.1e}"


def interval_text(metric: str, low: float | None, high: float | None) -> str:
    """A 95 % interval in the metric's unit, or "" where there is none."""
    if low is None or high is None:
        return ""
    return say("show.interval", low=metric_text(metric, low).removesuffix(" %"), high=metric_text(metric, high))


def short(value: float | None) -> str:
    """As `number`, without zeros at the end: 0.42, not 0.4200."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def date_text(seconds: float) -> str:
    """A moment in seconds since 1970 (UTC): 2009-11-14, with the time of day where it has one."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):  # a year that the calendar of Python does not reach
        return number(seconds)
    return f"{moment:%Y-%m-%d}" if seconds % DAY == 0 else f"{moment:%Y-%m-%d %H:%M}"


def seconds_text(seconds: float) -> str:
    """A duration: 0.43 s, 12.3 s, 4 min 05 s, 2 h 03 min."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60):02d} min"


def bar(share: float, width: int) -> str:
    """A bar of `share` (0..1) of `width` characters, in eighths of a character."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def dot_line(value: float, low: float | None, high: float | None, span: tuple[float, float], width: int) -> str:
    """A score as a dot on the line from span[0] to span[1], with its interval: ···├──●──┤···"""
    begin, end = span

    def place(at: float) -> int:
        return round((min(max(at, begin), end) - begin) / ((end - begin) or 1.0) * (width - 1))

    cells = ["·"] * width
    if low is not None and high is not None:
        first, last = place(low), place(high)
        cells[first : last + 1] = ["├", *"─" * max(0, last - first - 1), "┤"] if last > first else ["●"]
    if math.isfinite(value):
        cells[place(value)] = "●"
    return "".join(cells)


def sparkline(values: Sequence[float], width: int = 40) -> str:
    """Values as blocks of eight heights, the smallest lowest; thinned out to `width`."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return ""
    if len(finite) > width:
        finite = [finite[index * (len(finite) - 1) // (width - 1)] for index in range(width)]
    low, high = min(finite), max(finite)
    if high == low:
        return BLOCKS[0] * len(finite)
    return "".join(BLOCKS[round((value - low) / (high - low) * 7)] for value in finite)


def histogram_text(counts: Sequence[int], width: int = 16) -> str:
    """Counts as blocks: an empty bin is a space, the fullest is full; neighbours are added up to fit `width`."""
    if not counts or max(counts) == 0:
        return ""
    step = math.ceil(len(counts) / width)
    binned = [sum(counts[start : start + step]) for start in range(0, len(counts), step)]
    top = max(binned)
    return "".join(" " if count == 0 else BLOCKS[max(0, math.ceil(count / top * 8) - 1)] for count in binned)
