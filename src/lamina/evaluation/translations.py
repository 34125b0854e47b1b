"""What translations are worth: BLEU and chrF by sacrebleu with their signatures, and the share of exact ones.

BLEU: Papineni et al. 2002; chrF: Popovic 2015; how they are to be reported: Post 2018, A call for clarity in
reporting BLEU scores. Both are in per cent here as there. Intervals are bootstrapped over sentences (Koehn 2004).
"""

from collections.abc import Mapping, Sequence

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from lamina.core.errors import InputError
from lamina.core.records import Baseline, Evaluation, Note, Score
from lamina.evaluation.intervals import SMALLEST_PART, wilson

RESAMPLES = 1000
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
    resamples = RESAMPLES if intervals and len(answers) >= SMALLEST_PART else 1
    scores: dict[str, Score] = {}
    for name, metric in (("bleu", bleu), ("chrf", chrf)):
        found = metric.corpus_score(list(answers), [list(references)], n_bootstrap=resamples)
        half = found._ci if resamples > 1 else None
        scores[name] = Score(
            value=found.score, low=None if half is None else max(0.0, found._mean - half),
            high=None if half is None else min(100.0, found._mean + half),
        )  # fmt: skip
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


def translation_scores(answers: Sequence[str], references: Sequence[str], lower: bool = False) -> dict[str, float]:
    """The scores without intervals: {"bleu", "chrf", "exact_match"}."""
    found = evaluate_translations("", answers, references, lower=lower, intervals=False)
    return {name: score.value for name, score in found.scores.items()}


def headline(references: Sequence[str]) -> str:
    """bleu; exact_match where nearly all references are one word, of which there are no 4-grams."""
    single = sum(len(text.split()) <= 1 for text in references)
    return "exact_match" if single >= ONE_WORD * len(references) else "bleu"


def matches(answers: Sequence[str], references: Sequence[str], lower: bool = False) -> list[bool]:
    """Whether each answer is its reference, but for white space (and case)."""

    def plain(text: str) -> str:
        return " ".join((text.lower() if lower else text).split())

    return [plain(answer) == plain(reference) for answer, reference in zip(answers, references, strict=True)]
