"""What a text is cut into, the vocabulary, and where long texts are cut: decided and fitted on the training texts alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note, Statistic
from lamina.core.spec import TextSpec
from lamina.data.texts.pieces import train_pieces
from lamina.data.texts.tokens import encode_texts, valid
from lamina.data.texts.vocabulary import SPECIAL, Kind, count_tokens, frequent

SAMPLE = 2_000  # texts and
SAMPLE_CHARACTERS = 2_000  # the beginning of each, that are looked at to decide
MOST = {"words": 20_000, "pieces": 8_000, "characters": 6_000}  # of the vocabulary
COVERED = 0.5  # of the running text by tokens seen twice or more; else those seen once are kept, too
LENGTH_SHARE = 0.99  # of the training texts that stay whole
LONGEST = 512
WITHOUT_BLANKS = 0.3  # share of the letters that are of scripts without blanks, from which a text is such a one
SEGMENTED = 3.0  # mean characters between blanks, up to which a text of such a script comes cut into words

# Han, Hiragana, Katakana, Thai, Lao, Burmese, Khmer: written without blanks between words.
_SCRIPTS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class FittedText(NamedTuple):
    """The text's contract, with what was fitted on how many rows and what should be told."""

    spec: TextSpec
    statistics: tuple[Statistic, ...]
    notes: tuple[Note, ...]


def fit_text(
    texts: Sequence[str],
    config: DataConfig,
    columns: tuple[str, ...] = (),
    special: Sequence[str] = SPECIAL,
    known: TextSpec | None = None,
) -> FittedText:
    """Tokens, vocabulary and length from training texts. columns: of a table that hold them, () for files.

    special: tokens in front of the vocabulary. known: those of weights that are started from; then only the length is
    fitted, which is at most theirs.
    """
    texts = [valid(text) for text in texts]
    if known is not None:
        return _given(texts, config, columns, known)
    kind, reason = choose_kind(texts, config)
    lower = config.lower_case == "yes" or (config.lower_case == "auto" and kind != "characters")
    most = config.vocab_size if config.vocab_size != "auto" else MOST[kind]
    merges: tuple[tuple[str, str], ...] = ()
    least = 1
    lengths: NDArray[np.int64] | None = None
    if kind == "pieces":
        vocabulary, merges = train_pieces(texts, most, lower, special)
    else:
        counts, lengths = count_tokens(texts, kind, lower)
        twice = sum(count for count in counts.values() if count > 1)
        least = 2 if twice >= COVERED * sum(counts.values()) else 1
        vocabulary = frequent(counts, most, least, special)
    spec = TextSpec(tokens=kind, vocabulary=vocabulary, merges=merges, lower=lower, max_length=LONGEST, columns=columns)
    lengths = encode_texts(texts, spec).full if lengths is None else lengths
    longest = config.max_length if config.max_length != "auto" else _longest(lengths)
    spec = spec.model_copy(update={"max_length": longest})
    told = {
        "tokens": kind, "reason": reason, "vocabulary": len(vocabulary), "texts": len(texts), "least": least,
        "lower": lower, "max_length": longest,
    }  # fmt: skip
    return FittedText(spec, _statistics(spec, lengths), (Note(code="text.tokens", parameters=told),))


def _given(texts: Sequence[str], config: DataConfig, columns: tuple[str, ...], known: TextSpec) -> FittedText:
    """The tokens and vocabulary of other weights. Refused where the settings ask for others."""
    refuse_other_tokens(config, known)
    lengths = encode_texts(texts, known).full
    longest = min(known.max_length, config.max_length if config.max_length != "auto" else _longest(lengths))
    spec = known.model_copy(update={"max_length": longest, "columns": columns, "sentence_column": ""})
    told = {"tokens": known.tokens, "vocabulary": len(known.vocabulary), "max_length": longest}
    return FittedText(spec, _statistics(spec, lengths), (Note(code="text.tokens_of_weights", parameters=told),))


def refuse_other_tokens(config: DataConfig, known: TextSpec) -> None:
    """Refuse settings of tokens where those of weights are used: they would have no effect."""
    asked = {"--tokens": config.tokens not in ("auto", known.tokens), "--vocab-size": config.vocab_size != "auto"}
    asked["--lower-case"] = config.lower_case not in ("auto", "yes" if known.lower else "no")
    if option := next((name for name, is_asked in asked.items() if is_asked), ""):
        raise InputError("text.tokens_given", option=option)


def choose_kind(texts: Sequence[str], config: DataConfig) -> tuple[Kind, str]:
    """What texts are cut into, and why: "asked", "segmented" (blanks between words of a script that has none),

    "unspaced" (such a script without them), or "spaced".
    """
    if config.tokens != "auto":
        return config.tokens, "asked"
    some = [text[:SAMPLE_CHARACTERS] for text in texts[:: max(1, len(texts) // SAMPLE)]]
    letters = sum(sign.isalpha() for text in some for sign in text)
    if sum(len(_SCRIPTS.findall(text)) for text in some) < WITHOUT_BLANKS * max(letters, 1):
        return "words", "spaced"
    runs = [len(_SCRIPTS.findall(run)) for text in some for run in text.split()]
    runs = [run for run in runs if run]
    return ("words", "segmented") if sum(runs) <= SEGMENTED * len(runs) else ("characters", "unspaced")


def _longest(lengths: np.ndarray) -> int:
    """The length that 99 of 100 training texts do not exceed, at most 512."""
    return int(np.clip(np.quantile(lengths, LENGTH_SHARE, method="higher"), 1, LONGEST)) if len(lengths) else 1


def _statistics(spec: TextSpec, lengths: np.ndarray) -> tuple[Statistic, ...]:
    name, rows = " + ".join(spec.columns) or "text", len(lengths)
    first = list(spec.vocabulary[len(SPECIAL) : len(SPECIAL) + 10])
    quantiles = np.quantile(lengths, (0, 0.5, 0.95, 0.99, 1), method="higher").tolist() if rows else []
    return (
        Statistic(name=name, what="vocabulary", values=[len(spec.vocabulary), *first], rows=rows),
        Statistic(name=name, what="lengths", values=quantiles, rows=rows),
    )
