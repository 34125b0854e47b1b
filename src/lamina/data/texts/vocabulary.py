"""Words and characters as a vocabulary by frequency, and what a text's tokens are: one tokenizer for each kind.

Every kind is a `tokenizers.Tokenizer` that is built from a TextSpec, pure data, each time it is used: the one that
made the training's ids, prediction's and the tokenizer.json of an export are the same object, so none can drift.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from lamina.core.spec import TextSpec

Kind = Literal["pieces", "words", "characters"]
PADDING, UNKNOWN, START, END = "<pad>", "<unk>", "<s>", "</s>"
PADDING_ID, UNKNOWN_ID, START_ID, END_ID = 0, 1, 2, 3
SPECIAL = (PADDING, UNKNOWN)  # in front of every vocabulary, at these ids
MARKED = (*SPECIAL, START, END)  # of one with marks of where a text begins and ends
MASK, MASK_ID = "[MASK]", 4  # in place of a hidden token
HIDING = (*MARKED, MASK)  # of one for a network that foretells hidden tokens
BLANK = "▁"  # how pieces write the blank in front of a word

# A word is letters, marks and digits, with apostrophes inside (don't); any other sign but a blank is a token by itself.
_WORD = r"[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}\p{N}_]+)*|[^\s\p{L}\p{M}\p{N}_]"
_SIGN = r"[^\s\p{L}\p{M}\p{N}_▁]"
# Where white space is kept: a line end with the blanks that begin the next line, blanks but the last, a word, a sign.
_KEPT = r"\n▁*|[^\S\n]|▁+(?=▁)|▁?[\p{L}\p{M}\p{N}_]+|▁?[^\s▁\p{L}\p{M}\p{N}_]|▁"


def normalizer(lower: bool, kept: bool = False) -> normalizers.Normalizer:
    """One spelling for what looks alike: composed letters (NFC), runs of white space as one blank, lower case if asked.

    kept: white space stays as it is.
    """
    white = [] if kept else [normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    return normalizers.Sequence([normalizers.NFC(), *white, *([normalizers.Lowercase()] if lower else [])])


def cutter(kind: Kind, kept: bool = False) -> pre_tokenizers.PreTokenizer:
    """What cuts a normalised text: into words and signs, into characters, or into what pieces may not reach across.

    kept: pieces keep all white space, so that a text can be put together again to the last blank.
    """
    if kind == "pieces" and kept:
        blanks = pre_tokenizers.Metaspace(replacement=BLANK, prepend_scheme="never", split=False)
        return pre_tokenizers.Sequence([blanks, pre_tokenizers.Split(Regex(_KEPT), "isolated")])
    if kind == "words":
        return pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)
    if kind == "characters":
        return pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    blanks = pre_tokenizers.Metaspace(replacement=BLANK, prepend_scheme="always")
    return pre_tokenizers.Sequence([blanks, pre_tokenizers.Split(Regex(_SIGN), "isolated")])


def cut(texts: Iterable[str], kind: Kind, lower: bool = False, kept: bool = False) -> Iterable[list[str]]:
    """The tokens of each text as `kind` cuts them, whatever the vocabulary."""
    first, then = normalizer(lower, kept), cutter(kind, kept)
    for text in texts:
        written = first.normalize_str(text)
        yield [*written] if kind == "characters" else [token for token, _ in then.pre_tokenize_str(written)]


def count_tokens(
    texts: Iterable[str], kind: Kind, lower: bool = False, kept: bool = False
) -> tuple[Counter[str], NDArray[np.int64]]:
    """(how often each token stands in the texts, (n,) tokens of each text)."""
    counts: Counter[str] = Counter()
    lengths = []
    for tokens in cut(texts, kind, lower, kept):
        counts.update(tokens)
        lengths.append(len(tokens))
    return counts, np.array(lengths, dtype=np.int64)


def hides(spec: TextSpec | None) -> bool:
    """Whether a vocabulary has the mark of a hidden token, as that of a network that foretells such tokens has."""
    return spec is not None and spec.vocabulary[: len(HIDING)] == HIDING


def frequent(counts: Counter[str], most: int, least: int = 1, special: Sequence[str] = SPECIAL) -> tuple[str, ...]:
    """The special tokens, then those seen `least` times or more, the most frequent first (equal ones by code point).

    At most `most` tokens, the special ones counted.
    """
    ranked = sorted(((-count, token) for token, count in counts.items() if count >= least and token not in special))
    return (*special, *(token for _, token in ranked[: max(0, most - len(special))]))


def tokenizer_json(spec: TextSpec) -> str:
    """tokenizer.json: `tokenizers.Tokenizer.from_file` gives the same ids, cut at the same length."""
    tokenizer = build_tokenizer(spec)
    tokenizer.enable_truncation(spec.max_length)
    return tokenizer.to_str(pretty=True)


def build_tokenizer(spec: TextSpec) -> Tokenizer:
    """The tokenizer of a spec; its `to_str()` is a tokenizer.json that `tokenizers` reads elsewhere.

    Nothing is looked up or run: the spec holds the vocabulary and, for pieces, the merges in their order.
    """
    ids = {token: number for number, token in enumerate(spec.vocabulary)}
    if spec.tokens == "pieces":
        model: models.Model = models.BPE(ids, list(spec.merges), unk_token=UNKNOWN, fuse_unk=False)
    else:
        model = models.WordLevel(ids, unk_token=UNKNOWN)
    tokenizer = Tokenizer(model)
    kept = spec.white_space == "kept"
    tokenizer.normalizer = normalizer(spec.lower, kept)  # type: ignore[assignment]
    tokenizer.pre_tokenizer = cutter(spec.tokens, kept)  # type: ignore[assignment]
    return tokenizer
