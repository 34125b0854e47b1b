"""How good word vectors are: their loss beside chance, and how they agree with judgements of people."""

import math
from itertools import islice

from lamina.core.contracts import OwnGradient
from lamina.core.errors import InputError, sentence
from lamina.core.records import Baseline, Evaluation, Note, Score
from lamina.data.corpus.word_judgements import Judgements
from lamina.data.corpus.word_windows import WindowBatches
from lamina.evaluation.word_vectors import Agreement, WordVectors, analogies, loss_of_shares, similarity
from lamina.networks.word2vec import Word2Vec

MOST_BATCHES = 200  # from which the finished network's loss is taken


def evaluate_words(batches: WindowBatches, network: Word2Vec) -> Evaluation:
    """Mean loss of a prediction on the text that was learned from, beside chance (every decision one half) and the best

    answer by how often each word occurs.
    """
    lost = predicted = decisions = 0.0
    rows = 0
    for batch in islice(batches.epoch(0), MOST_BATCHES):
        found = network.own_gradient(batch.inputs)
        lost, predicted, rows = lost + found.loss.item(), predicted + found.predicted.item(), rows + len(batch.target)
        decisions += _decisions(found, network)
    loss = lost / max(predicted, 1.0)
    chance = Baseline(name="chance", scores={"loss": math.log(2) * decisions / max(predicted, 1.0)})
    shares = Baseline(
        name="unigram", description=sentence("embed.unigram", {}),
        scores={"loss": loss_without_context(batches, network)},
    )  # fmt: skip
    return Evaluation(
        part="train", rows=rows, task="embed", headline="loss", scores={"loss": Score(value=loss)}, baselines=(chance, shares),
        notes=(Note(code="embed.judge"),),
    )  # fmt: skip


def loss_without_context(batches: WindowBatches, network: Word2Vec) -> float:
    """Mean loss of the best answer that knows how often each word is read, and nothing of the words around it."""
    read, noise = batches.shares
    sampled = network.output == "negative-sampling"
    return loss_of_shares(read, noise if sampled else None, network.negatives)


def _decisions(found: OwnGradient, network: Word2Vec) -> float:
    """Yes/no decisions of a batch: of each predicted word 1 + k, or as many as its way in the tree is long."""
    if network.output == "negative-sampling":
        return found.predicted.item() * (1 + network.negatives)
    return sum(change.decisions.sum().item() for change in found.changes if change.table is network.outputs)


def score_words(vectors: WordVectors, judgements: Judgements) -> Evaluation:
    """Spearman's correlation with judgements of likeness, or the share of analogies answered, also by section.

    coverage: share of the pairs or questions whose words all have vectors; only these are scored.
    """
    if judgements.questions is None:
        return _evaluation("spearman", similarity(vectors, judgements.pairs), {})
    sections = {name: analogies(vectors, some) for name, some in judgements.questions.items()}
    every = analogies(vectors, [question for some in judgements.questions.values() for question in some])
    return _evaluation("analogies", every, sections if len(sections) > 1 else {})


def _evaluation(headline: str, found: Agreement, sections: dict[str, Agreement]) -> Evaluation:
    if not math.isfinite(found.value):
        raise InputError("embed.nothing_covered", asked=found.asked, covered=found.covered)
    scores = {
        headline: Score(value=found.value, low=found.low, high=found.high),
        "coverage": Score(value=found.covered / found.asked),
    }
    scores |= {
        f"{headline}: {name}": Score(value=each.value, low=each.low, high=each.high)
        for name, each in sections.items()
        if each.covered
    }
    told = {"covered": found.covered, "asked": found.asked, "what": headline}
    return Evaluation(
        part="data", rows=found.covered, task="embed", headline=headline, scores=scores,
        notes=(Note(code="embed.coverage", parameters=told),),
    )  # fmt: skip
