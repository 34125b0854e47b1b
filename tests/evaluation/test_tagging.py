"""Scores of labelled tokens against sums by hand and scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn import metrics

from lamina.core.errors import InputError
from lamina.evaluation.tagging import Tagged, evaluate_tags, tag_scores

CLASSES = ("B-X", "I-X", "O")


def drawn(sentences: int = 40, seed: int = 0) -> Tagged:
    random = np.random.default_rng(seed)
    lengths = random.integers(1, 9, sentences)
    probability = torch.from_numpy(random.dirichlet(np.ones(3), int(lengths.sum())))
    target = torch.from_numpy(random.integers(0, 3, int(lengths.sum())))
    known = torch.from_numpy(random.random(int(lengths.sum())) < 0.8)
    return Tagged(probability, target, torch.arange(sentences).repeat_interleave(torch.from_numpy(lengths)), known)


def test_scores_are_those_of_scikit_learn() -> None:
    tagged = drawn()
    chosen = tagged.probability.argmax(dim=1)
    scores = tag_scores(tagged, CLASSES)
    assert scores["accuracy"] == pytest.approx(metrics.accuracy_score(tagged.target, chosen))
    assert scores["f1_macro"] == pytest.approx(metrics.f1_score(tagged.target, chosen, average="macro"))
    assert scores["log_loss"] == pytest.approx(metrics.log_loss(tagged.target, tagged.probability, labels=[0, 1, 2]))
    strange = ~tagged.known
    assert scores["accuracy_unknown"] == pytest.approx(float((chosen == tagged.target)[strange].double().mean()))
    whole = [(chosen == tagged.target)[tagged.sentence == row].all().item() for row in range(40)]
    assert scores["sentence_accuracy"] == pytest.approx(np.mean(whole))


def test_spans_by_hand() -> None:
    target = torch.tensor([0, 1, 2, 0, 2])
    chosen = torch.tensor([0, 1, 2, 2, 0])  # one of two spans found, one too many
    tagged = Tagged(torch.eye(3, dtype=torch.float64)[chosen], target, torch.tensor([0, 0, 0, 1, 1]), torch.ones(5) > 0)
    evaluation = evaluate_tags("test", tagged, CLASSES)
    assert evaluation.headline == "span_f1" and evaluation.rows == 5
    assert evaluation.scores["span_f1"].value == 0.5 and evaluation.scores["span_precision"].value == 0.5
    assert evaluation.per_class[0].name == "X" and evaluation.per_class[0].rows == 2
    assert evaluation.confusion == ((1, 0, 1), (0, 1, 0), (1, 0, 1))
    assert "accuracy_unknown" not in evaluation.scores


def test_intervals_hold_the_score_and_copies_in_a_sentence_do_not_narrow_them() -> None:
    score = evaluate_tags("test", drawn(), CLASSES).scores["accuracy"]
    assert score.low is not None and score.high is not None and score.low < score.value < score.high
    one = drawn(40)
    order = torch.arange(len(one)).repeat_interleave(4)
    copied = Tagged(one.probability[order], one.target[order], one.sentence[order], one.known[order])
    wide = evaluate_tags("test", copied, CLASSES).scores["accuracy"]
    assert wide.low is not None and wide.high is not None
    assert wide.high - wide.low == pytest.approx(score.high - score.low, rel=0.1)


def test_parts_that_cannot_be_scored_are_refused() -> None:
    nothing = Tagged(torch.empty(0, 3).double(), torch.empty(0).long(), torch.empty(0).long(), torch.empty(0) > 0)
    with pytest.raises(InputError, match="no rows"):
        evaluate_tags("test", nothing, CLASSES)
    tagged = drawn()
    tagged.probability[3, 0] = torch.nan
    with pytest.raises(InputError, match="not a finite number"):
        evaluate_tags("test", tagged, CLASSES)
