"""What a translation has to beat: the source as it stands, and the translation of the most similar training sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lamina.core.errors import sentence
from lamina.core.later import Later

text_features = Later("sklearn.feature_extraction.text")


LONG = 4.0  # words of a text, from which words are compared, and not characters
WORD = r"(?u)\w+|[^\w\s]"
_AT_ONCE = 256  # sentences compared with all training sentences


@dataclass(frozen=True)
class Copied:
    """The source itself: right where both languages write the same."""

    name: str = "copy"

    @property
    def description(self) -> str:
        """What it is, in words."""
        return sentence("evaluation.copied", {})

    def answers(self, texts: Sequence[str]) -> list[str]:
        """(n,) sources -> (n,) answers."""
        return list(texts)


class MostSimilar:
    """The translation of the training sentence with the largest cosine of TF-IDF (words; of short ones characters)."""

    name = "most_similar"

    def __init__(self, texts: Sequence[str], written: Sequence[str]) -> None:
        words = sum(len(text.split()) for text in texts) / max(1, len(texts))
        self._vectorizer = (
            text_features.TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=WORD)
            if words >= LONG
            else text_features.TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(1, 4))
        )
        seen: Any = self._vectorizer.fit_transform(texts)
        self._seen, self._written = seen, list(written)

    @property
    def description(self) -> str:
        """What it is, in words."""
        return sentence("evaluation.most_similar", {"pairs": len(self._written)})

    def answers(self, texts: Sequence[str]) -> list[str]:
        """(n,) sources -> (n,) answers; equal ones: the first."""
        found: list[str] = []
        for start in range(0, len(texts), _AT_ONCE):
            close = self._vectorizer.transform(texts[start : start + _AT_ONCE]) @ self._seen.T
            found += [self._written[place] for place in np.asarray(close.argmax(axis=1)).ravel().tolist()]
        return found
