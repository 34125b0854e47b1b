"""Suspicions: a column, or a sum or difference of columns, that gives the target away.

Looked for in the training rows alone: what one half of them teaches is tried on the other half, and the reverse.
A column is tried by a small decision tree on ranks, a sum by least squares (numbers) or logistic regression
(classes). A suspicion is said, never acted on.
"""

import warnings
from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lamina.core.batch import Part
from lamina.core.later import Later
from lamina.core.records import Note
from lamina.core.seed import derive
from lamina.core.spec import DataSpec
from lamina.data.magnitude import safe_unit
from lamina.data.tables.values import Floats

exceptions, linear_model, tree = Later("sklearn.exceptions"), Later("sklearn.linear_model"), Later("sklearn.tree")


Predict = Callable[[Floats, Floats, Floats], Floats]  # features and target to learn from, features to answer -> answers

MAX_ROWS = 10_000  # rows looked at, drawn at random
FEWEST_ROWS = 20
GIVES_AWAY = 0.99  # share of what the commonest answer leaves unexplained that one column explains
EXACT_SUM = 0.9999  # R2 from which a sum of columns is the target
MOST_TERMS = 3  # a sum that tells classes apart with so few columns is suspicious; with many it is just a good model
LEAVES = 256


class Leaks(NamedTuple):
    """What the columns say of the target. shares: column -> how much of it that one column explains (0 to 1)."""

    notes: tuple[Note, ...] = ()
    shares: dict[str, float] = {}


def find_leaks(train: Part, spec: DataSpec, seed: int = 0) -> Leaks:
    """Each column's share, and notes data.gives_away (a column) and data.sum_gives_away (a sum) of those that tell all.

    Of several targets the one that a column explains best counts. train: raw inputs of the training rows, numbers (n, N) with NaN and codes (n, K). Fewer than 20 rows say nothing.
    """
    random = np.random.default_rng(derive(seed, "leaks"))
    rows = random.permutation(len(train))[:MAX_ROWS]
    if len(rows) < FEWEST_ROWS:
        return Leaks()
    numbers = train.tensors["numbers"].numpy()[rows]
    codes = train.tensors["codes"].numpy()[rows].astype(np.float64)
    columns = [_ranks(column) for column in (*numbers.T, *codes.T)]
    names = [column.name for column in (*spec.numbers, *spec.categories)]
    target = train.target.numpy()[rows].astype(np.float64).reshape(len(rows), -1)
    notes: list[Note] = []
    shares: dict[str, float] = {}
    classes = spec.task == "classify"
    for index, answer in enumerate(target.T if classes else _safe(target).T):
        named = {"target": spec.targets[index].name}
        order = answer if classes else _ranks(answer)  # so that a few huge values do not decide
        single = [_explained(column[:, None], order, _tree(classes), classes) for column in columns]
        shares = {name: max(shares.get(name, 0.0), round(one, 4)) for name, one in zip(names, single, strict=True)}
        found = [i for i, share in enumerate(single) if share >= GIVES_AWAY]
        notes += [
            Note(code="data.gives_away", parameters={**named, "column": names[i], "explained": round(single[i], 4)})
            for i in found
        ]
        free = [i for i in range(numbers.shape[1]) if i not in found]
        if free:
            notes += _sum(numbers[:, free], answer, [names[i] for i in free], classes, named)
    return Leaks(tuple(notes), shares)


def _sum(numbers: Floats, answer: Floats, names: list[str], classes: bool, named: dict[str, str]) -> list[Note]:
    """A note when a weighted sum of the columns (n, M) is the target, or when that of a few tells the classes apart.

    Of the columns in the order of their weights it names no more than are needed.
    """
    filled = np.stack([_filled(column) for column in _safe(numbers).T], axis=1)
    spread = filled.std(axis=0)
    varied = spread > 0
    names = [name for name, some in zip(names, varied, strict=True) if some]
    if not names or (classes and len(names) < 2):
        return []
    scaled = (filled[:, varied] - filled[:, varied].mean(axis=0)) / spread[varied]
    if classes:
        weights = np.abs(_directions(scaled, answer)).max(axis=1)
        predict, limit, most = _logistic, GIVES_AWAY, MOST_TERMS
    else:
        weights = np.abs(_coefficients(scaled, answer)[1:])
        predict, limit, most = _least_squares, EXACT_SUM, int((weights > 1e-3 * answer.std()).sum())
    order = np.argsort(-weights, kind="stable")[:most]

    def explained(count: int) -> float:
        return _explained(scaled[:, order[:count]], answer, predict, classes)

    if explained(len(order)) < limit:
        return []
    fewest = bisect_left(range(1, len(order)), limit, key=explained) + 1  # the others have no part in it
    terms, share = sorted(order[:fewest].tolist()), explained(fewest)
    if len(terms) == 1:
        told = {**named, "column": names[terms[0]], "explained": round(share, 4)}
        return [Note(code="data.gives_away", parameters=told)]
    told = {**named, "terms": [names[i] for i in terms], "explained": round(share, 6)}
    return [Note(code="data.sum_gives_away", parameters=told)]


def _ranks(column: Floats) -> Floats:
    """Dense ranks, NaN kept: what a tree looks at, and exact in the float32 that trees compute in."""
    ranks = np.unique(column, return_inverse=True)[1].reshape(-1).astype(np.float64)
    return np.where(np.isnan(column), np.nan, ranks)


def _safe(columns: Floats) -> Floats:
    """Columns (n, M) in units in which squares neither overflow nor vanish."""
    return columns / np.array([safe_unit(column[~np.isnan(column)]) for column in columns.T])


def _filled(column: Floats) -> Floats:
    present = column[~np.isnan(column)]
    return np.where(np.isnan(column), np.median(present) if len(present) else 0.0, column)


def _explained(features: Floats, answer: Floats, predict: Predict, classes: bool) -> float:
    """Share of the errors of the commonest class (or of the variance) that `predict` removes, by halves; at least 0."""
    half = len(answer) // 2
    first, second = slice(0, half), slice(half, None)
    wrong, base = 0.0, 0.0
    for learn, ask in ((first, second), (second, first)):
        said = predict(features[learn], answer[learn], features[ask])
        if classes:
            kinds, counts = np.unique(answer[learn], return_counts=True)
            wrong += float((said != answer[ask]).sum())
            base += float((answer[ask] != kinds[np.argmax(counts)]).sum())
        else:
            wrong += float(np.square(said - answer[ask]).sum())
            base += float(np.square(answer[ask] - answer[learn].mean()).sum())
    return max(0.0, 1.0 - wrong / base) if base > 0 else 0.0


def _tree(classes: bool) -> Predict:
    kind = tree.DecisionTreeClassifier if classes else tree.DecisionTreeRegressor

    def predict(features: Floats, answer: Floats, asked: Floats) -> Floats:
        tree = kind(max_leaf_nodes=LEAVES, min_samples_leaf=2, random_state=0)
        return np.asarray(tree.fit(features, answer).predict(asked), dtype=np.float64)

    return predict


def _coefficients(features: Floats, answer: Floats) -> Floats:
    ones = np.ones((len(features), 1))
    return np.asarray(np.linalg.lstsq(np.hstack((ones, features)), answer, rcond=None)[0], dtype=np.float64)


def _least_squares(features: Floats, answer: Floats, asked: Floats) -> Floats:
    coefficients = _coefficients(features, answer)
    return coefficients[0] + asked @ coefficients[1:]


def _directions(features: Floats, answer: Floats) -> Floats:
    """(N, classes): least-squares directions to each class's indicator."""
    indicators = (answer[:, None] == np.unique(answer)[None, :]).astype(np.float64)
    return _coefficients(features, indicators)[1:]


def _logistic(features: Floats, answer: Floats, asked: Floats) -> Floats:
    """Almost unregularised; that it does not converge on separable classes is what is hoped for, not a problem."""
    if len(np.unique(answer)) < 2:
        return np.full(len(asked), answer[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exceptions.ConvergenceWarning)
        model = linear_model.LogisticRegression(C=1e6, max_iter=300).fit(features, answer)
    return np.asarray(model.predict(asked), dtype=np.float64)
