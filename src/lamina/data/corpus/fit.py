"""What running text is cut into, its vocabulary, and how long a window is: fitted on the training spans alone."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note, Statistic
from lamina.core.spec import TextSpec
from lamina.data.corpus.split import Span
from lamina.data.corpus.stream import chunks, stream_of
from lamina.data.texts.fit import choose_kind
from lamina.data.texts.pieces import train_pieces
from lamina.data.texts.vocabulary import HIDING, MARKED, Kind, count_tokens, frequent

LARGE = 5_000_000  # characters of training from which pieces are taken: what characters cost, pieces spread over words
MOST = {"characters": 6_000, "pieces": 4_000, "words": 20_000}  # of the vocabulary
MOST_HIDDEN = 8_000  # of one whose tokens are hidden: each window asks for as many numbers a token
WINDOW = {"characters": 256, "pieces": 128, "words": 64}  # tokens
SMALLEST_WINDOW, FEWEST_WINDOWS = 8, 16  # a small text gets shorter windows, so that there are some to learn from
WHITE_SPACE: dict[str, str] = {"characters": "kept", "pieces": "kept", "words": "one"}


class FittedCorpus(NamedTuple):
    """The text's contract, the training tokens (n,) int32, what was fitted, and what should be told."""

    spec: TextSpec
    stream: Tensor
    statistics: tuple[Statistic, ...]
    notes: tuple[Note, ...]


def fit_corpus(spans: Sequence[Span], config: DataConfig, *, hides: bool = False) -> FittedCorpus:
    """Tokens, vocabulary and window from training spans: characters for texts of up to 5 million and for such as have

    no blanks, byte-pair pieces for larger ones. hides: tokens are to be hidden and foretold, so words are preferred.
    Raises InputError where there are too few tokens to learn from.
    """
    size = sum(len(span.text) for span in spans)
    kind, reason = _kind(spans, config, size, hides)
    special = HIDING if hides else MARKED
    lower = config.lower_case == "yes" or (config.lower_case == "auto" and hides and kind != "characters")
    usual = min(MOST[kind], MOST_HIDDEN) if hides else MOST[kind]
    most = config.vocab_size if config.vocab_size != "auto" else usual
    if most <= len(special):
        raise InputError("corpus.small_vocabulary", vocab_size=most, least=len(special) + 1)
    kept = WHITE_SPACE[kind] == "kept"
    merges: tuple[tuple[str, str], ...] = ()
    if kind == "pieces":
        vocabulary, merges = train_pieces(_pieces(spans), most, lower, special, kept)
    else:
        vocabulary = frequent(count_tokens(_pieces(spans), kind, lower, kept)[0], most, special=special)
    spec = TextSpec(
        tokens=kind, vocabulary=vocabulary, merges=merges, lower=lower, max_length=1,
        white_space="kept" if kept else "one",
    )  # fmt: skip
    stream = stream_of(spans, spec)
    spec = spec.model_copy(update={"max_length": _window(config, kind, len(stream))})
    told = {
        "tokens": kind, "reason": reason, "vocabulary": len(vocabulary), "characters": size, "stream": len(stream),
        "lower": lower, "window": spec.max_length,
    }  # fmt: skip
    return FittedCorpus(spec, stream, _statistics(spec, stream), (Note(code="corpus.tokens", parameters=told),))


def _pieces(spans: Sequence[Span]) -> Iterator[str]:
    return (piece for span in spans for piece in chunks(span.text))


def _kind(spans: Sequence[Span], config: DataConfig, size: int, hides: bool) -> tuple[Kind, str]:
    """What the text is cut into, and why: "asked", "unspaced", "hidden", "small" or "large"."""
    if config.tokens != "auto":
        return config.tokens, "asked"
    found, reason = choose_kind([piece for span in spans[:: max(1, len(spans) // 50)] for piece in _some(span)], config)
    if hides and found == "words":
        return "words", "hidden"
    if found == "characters" or reason == "segmented":
        return "characters", "unspaced"
    return ("pieces", "large") if size > LARGE else ("characters", "small")


def _some(span: Span) -> list[str]:
    """A few places of a span."""
    step = max(1, len(span.text) // 20)
    return [span.text[first : first + 2_000] for first in range(0, len(span.text), step)]


def _window(config: DataConfig, kind: Kind, tokens: int) -> int:
    """Tokens of a window: as asked, else what is usual, less for a small text."""
    if config.max_length != "auto":
        if tokens <= config.max_length + 1:
            raise InputError("corpus.window_too_long", tokens=tokens, window=config.max_length)
        return config.max_length
    if tokens < 2 * SMALLEST_WINDOW:
        raise InputError("corpus.too_short", tokens=tokens, least=2 * SMALLEST_WINDOW)
    return min(WINDOW[kind], max(SMALLEST_WINDOW, tokens // FEWEST_WINDOWS))


def _statistics(spec: TextSpec, stream: Tensor) -> tuple[Statistic, ...]:
    counts = torch.bincount(stream.to(torch.int64), minlength=len(spec.vocabulary))
    first = [spec.vocabulary[place] for place in counts.argsort(descending=True, stable=True)[:10].tolist()]
    return (Statistic(name="text", what="vocabulary", values=[len(spec.vocabulary), *first], rows=len(stream)),)
