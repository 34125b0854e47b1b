"""What a tagger has to beat: the most frequent label, and, much stronger, the most frequent label of each word.

The second needs no network and no context; on English parts of speech it is right nine times in ten (Charniak et al.
1993, Equations for part-of-speech tagging).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.core.errors import sentence
from lamina.core.spec import DataSpec
from lamina.evaluation.baselines import Fitted, fit_constant


@dataclass(frozen=True)
class WordLabels:
    """The shares of the labels of each word; of a word that training lacks, those of words that were new in its second half."""

    description: str
    shares: dict[str, Tensor]  # word -> (K,) float64
    unknown: Tensor  # (K,)
    name: str = "word"

    def answers(self, features: Sequence[str]) -> Tensor:
        """Tokens -> (N, K) float64."""
        if not features:
            return self.unknown.new_zeros((0, len(self.unknown)))
        return torch.stack([self.shares.get(token, self.unknown) for token in features])


def fit_tag_baselines(tokens: Sequence[str], target: Tensor, spec: DataSpec) -> list[Fitted]:
    """Both baselines from the scored training tokens, one after the other, and their labels (N,) int64."""
    return [fit_constant(target, spec), fit_word_labels(tokens, target, spec)]


def fit_word_labels(tokens: Sequence[str], target: Tensor, spec: DataSpec) -> WordLabels:
    """Shares of the labels by word, as the words are written."""
    labels, size = target.tolist(), len(spec.classes)
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for token, label in zip(tokens, labels, strict=True):
        counts[token][label] += 1
    half = len(tokens) // 2
    first = set(tokens[:half])
    new = Counter(label for token, label in zip(tokens[half:], labels[half:], strict=True) if token not in first)
    unknown = _shares(new or Counter(labels), size)
    most = spec.classes[int(unknown.argmax())]
    told = {"words": len(counts), "tokens": len(tokens), "most": most}
    shares = {token: _shares(own, size) for token, own in counts.items()}
    return WordLabels(sentence("tag.word_labels", told), shares, unknown)


def _shares(counts: Counter[int], size: int) -> Tensor:
    values = torch.zeros(size, dtype=torch.float64)
    for label, count in counts.items():
        values[label] = count
    return values / values.sum()
