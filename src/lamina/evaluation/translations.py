"""What translations are worth: BLEU and chrF by sacrebleu with their signatures, and the share of exact ones.

BLEU: Papineni et al. 2002; chrF: Popovic 2015; how they are to be reported: Post 2018, A call for clarity in
reporting BLEU scores. Both are in per cent here as there. Intervals are bootstrapped over sentences (Koehn 2004).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from lamina.core.errors import InputError
from lamina.core.records import Baseline, Evaluation, Note, Score
from lamina.core.seed import derive
from lamina.evaluation.intervals import SMALLEST_PART, wilson

RESAMPLES = 1000
GRAM = 4  # words of the longest n-gram of BLEU
LONGEST_WORD = 20  # characters: a longer one is a text without blanks
ONE_WORD = 0.9  # share of references without a blank, from which whole answers are counted and not their 4-grams


def evaluate_translations(
    part: str, answers: Sequence[str], references: Sequence[str], *, lower: bool = False,
    more: Mapping[str, float] | None = None, baselines: Sequence[Baseline] = (), intervals: bool = True,
) -> Evaluation:  # fmt: skip
    """Evaluation of answers against references, (n,) each. lower: the model writes lower case, so case does not count.

    more: further scores, of the tokens. The headline is BLEU, or of references of one word each the exact answers.
    """
    if not answers:
        raise InputError("evaluation.empty_part", part=part)
    bleu, chrf = BLEU(lowercase=lower), CHRF(lowercase=lower)
    scores: dict[str, Score] = {}
    for name, metric in (("bleu", bleu), ("chrf", chrf)):
        value = metric.corpus_score(list(answers), [list(references)]).score
        low, high = (intervals and bootstrapped(metric, answers, references)) or (None, None)
        scores[name] = Score(value=value, low=low, high=high)
    right = sum(matches(answers, references, lower))
    interval = wilson(right, len(answers)) if intervals else None
    low, high = interval or (None, None)
    scores["exact_match"] = Score(value=right / len(answers), low=low, high=high)
    scores |= {name: Score(value=value) for name, value in (more or {}).items()}
    signatures = {"bleu": str(bleu.get_signature()), "chrf": str(chrf.get_signature())}
    return Evaluation(
        part=part, rows=len(answers), task="translate", headline=headline(references), scores=scores,
        baselines=tuple(baselines), notes=(Note(code="evaluation.signatures", parameters=signatures),),
    )  # fmt: skip


def bootstrapped(metric: Any, answers: Sequence[str], references: Sequence[str]) -> tuple[float, float] | None:
    """The middle 95 % of a metric over 1000 draws of the sentences with replacement; seeded. None for few sentences.

    sacrebleu's own interval fails where a draw has no 4-gram right; its counts of each sentence are what is drawn here.
    """
    if len(answers) < SMALLEST_PART:
        return None
    counts = np.array(metric._extract_corpus_statistics(list(answers), [list(references)]), dtype=np.float64)
    random = np.random.default_rng(derive(0, "translations"))
    drawn = [
        metric._compute_score_from_stats(
            counts[random.integers(0, len(counts), len(counts))].sum(axis=0).tolist()
        ).score
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist()
    return low, high


def translation_scores(answers: Sequence[str], references: Sequence[str], lower: bool = False) -> dict[str, float]:
    """The scores without intervals: {"bleu", "chrf", "exact_match"}."""
    found = evaluate_translations("", answers, references, lower=lower, intervals=False)
    return {name: score.value for name, score in found.scores.items()}


def headline(references: Sequence[str]) -> str:
    """bleu; where nearly all references are one short word the exact answers; chrf where half of them have no 4-gram.

    Without 4-grams BLEU is 0 or chance, whatever the answers are worth; so it is of texts without blanks.
    """
    words = [len(text.split()) for text in references]
    if sum(count <= 1 for count in words) >= ONE_WORD * len(references):
        lengths = sorted(map(len, references))
        return "exact_match" if lengths[len(lengths) // 2] <= LONGEST_WORD else "chrf"
    return "chrf" if 2 * sum(count < GRAM for count in words) >= len(references) else "bleu"


def matches(answers: Sequence[str], references: Sequence[str], lower: bool = False) -> list[bool]:
    """Whether each answer is its reference, but for white space (and case)."""

    def plain(text: str) -> str:
        return " ".join((text.lower() if lower else text).split())

    return [plain(answer) == plain(reference) for answer, reference in zip(answers, references, strict=True)]
