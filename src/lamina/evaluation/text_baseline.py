"""The linear baseline of texts: TF-IDF of their words with logistic (or ridge) regression, all from scikit-learn.

It sees the whole texts of the same training rows as the network, with a vocabulary of its own.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import sentence
from lamina.core.later import Later
from lamina.core.seed import generator
from lamina.core.spec import DataSpec
from lamina.evaluation.baselines import Fitted, fit_constant

exceptions, linear_model = Later("sklearn.exceptions"), Later("sklearn.linear_model")
text_features = Later("sklearn.feature_extraction.text")


MOST_TEXTS = 50_000  # that are fitted; more are drawn from
MOST_CHARACTERS = 20_000  # of each, from its beginning
_MOST_ITERATIONS = 200
_INVERSE_PENALTY = 10.0  # scikit-learn's C = 1 is too much for rows of length 1: measured on SST-2 and AG News
_FEW_WORDS = 1.5  # words of a text on average, under which it has no blanks: characters are counted then


@dataclass(frozen=True)
class TextLinear:
    """A linear model over TF-IDF features of texts."""

    description: str
    vectorizer: Any  # TfidfVectorizer
    model: Any  # LogisticRegression, or Ridge where numbers are answered
    num_outputs: int
    name: str = "linear"

    def answers(self, features: Sequence[str]) -> Tensor:
        """Texts -> (n, Y) float64: probabilities of the classes, or raw units."""
        seen = self.vectorizer.transform([text[:MOST_CHARACTERS] for text in features])
        if isinstance(self.model, linear_model.Ridge):
            return torch.from_numpy(np.asarray(self.model.predict(seen), dtype=np.float64).reshape(len(features), -1))
        answers = torch.zeros(len(features), self.num_outputs, dtype=torch.float64)
        answers[:, self.model.classes_] = torch.from_numpy(self.model.predict_proba(seen))
        return answers


def fit_text_baselines(texts: Sequence[str], target: Tensor, spec: DataSpec, *, seed: int = 0) -> list[Fitted]:
    """Majority or mean, and the linear model where there is one: not of one class, no word, or several labels."""
    fitted: list[Fitted] = [fit_constant(target, spec)]
    linear = fit_text_linear(texts, target, spec, seed)
    return [*fitted, linear] if linear else fitted


def fit_text_linear(texts: Sequence[str], target: Tensor, spec: DataSpec, seed: int) -> TextLinear | None:
    """Sublinear TF-IDF of words (of characters and pairs of them where there are no blanks), C = 10 (alpha = 1)."""
    if (
        len(texts) < 2
        or not any(map(str.strip, texts))
        or spec.multi_label
        or (not spec.numeric and len(target.unique()) < 2)
    ):
        return None
    if len(texts) > MOST_TEXTS:
        chosen = torch.randperm(len(texts), generator=generator(seed, "text baseline"))[:MOST_TEXTS].sort().values
        texts, target = list(map(texts.__getitem__, chosen.tolist())), target[chosen]
    words = sum(len(text[:MOST_CHARACTERS].split()) for text in texts)
    spaced = words >= _FEW_WORDS * len(texts)
    vectorizer = (
        text_features.TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\w+|[^\w\s]", dtype=np.float64)
        if spaced
        else text_features.TfidfVectorizer(sublinear_tf=True, analyzer="char", ngram_range=(1, 2), dtype=np.float64)
    )
    try:
        seen = vectorizer.fit_transform([text[:MOST_CHARACTERS] for text in texts])
    except ValueError:  # no text has a word
        return None
    model = (
        linear_model.Ridge()
        if spec.numeric
        else linear_model.LogisticRegression(max_iter=_MOST_ITERATIONS, C=_INVERSE_PENALTY)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exceptions.ConvergenceWarning)
        model.fit(seen, target.numpy())
    told = {
        "texts": len(texts),
        "features": len(vectorizer.vocabulary_),
        "unit": "words" if spaced else "characters",
        "ridge": spec.numeric,
    }
    return TextLinear(sentence("evaluation.tfidf", told), vectorizer, model, spec.num_outputs)
