"""Suspicions: a column, or a sum or difference of columns, that gives the target away.

Looked for in the training rows alone: what one half of them teaches is tried on the other half, and the reverse.
A column is tried by a small decision tree; sums by least squares. A suspicion is said, never acted on.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from lamina.core.batch import Part
from lamina.core.records import Note
from lamina.core.seed import derive
from lamina.core.spec import DataSpec

Floats = NDArray[np.float64]
Predict = Callable[[Floats, Floats, Floats], Floats]  # features and target to learn from, features to answer -> answers

MAX_ROWS = 10_000  # rows looked at, drawn at random
FEWEST_ROWS = 20
GIVES_AWAY = 0.99  # share of what the commonest answer leaves unexplained that one column explains
EXACT_SUM = 0.9999  # R2 from which a sum of columns is the target
MOST_TERMS = 3  # a sum that tells classes apart with so few columns is suspicious; with many it is just a good model
LEAVES = 256


def find_leaks(train: Part, spec: DataSpec, seed: int = 0) -> tuple[Note, ...]:
    """Notes data.gives_away (a column) and data.sum_gives_away (a sum), with how much is explained (0 to 1).

    train: raw inputs of the training rows, numbers (n, N) with NaN and codes (n, K). Fewer than 20 rows say nothing.
    """
    random = np.random.default_rng(derive(seed, "leaks"))
    rows = random.permutation(len(train))[:MAX_ROWS]
    if len(rows) < FEWEST_ROWS:
        return ()
    numbers = train.inputs["numbers"].numpy()[rows]
    codes = train.inputs["codes"].numpy()[rows].astype(np.float64)
    columns = [*numbers.T, *codes.T]
    names = [column.name for column in (*spec.numbers, *spec.categories)]
    target = train.target.numpy()[rows].astype(np.float64).reshape(len(rows), -1)
    notes: list[Note] = []
    for index, answer in enumerate(target.T):
        named = {"target": spec.targets[index].name}
        classes = spec.task == "classify"
        single = [_explained(column[:, None], answer, _tree(classes), classes) for column in columns]
        found = [i for i, share in enumerate(single) if share >= GIVES_AWAY]
        notes += [
            Note(code="data.gives_away", parameters={**named, "column": names[i], "explained": round(single[i], 4)})
            for i in found
        ]
        free = [i for i in range(numbers.shape[1]) if i not in found]
        if len(free) >= 2:
            notes += _sum(numbers[:, free], answer, [names[i] for i in free], classes, named)
    return tuple(notes)


def _sum(numbers: Floats, answer: Floats, names: list[str], classes: bool, named: dict[str, str]) -> list[Note]:
    filled = np.where(np.isnan(numbers), np.nanmedian(numbers, axis=0), numbers)
    spread = filled.std(axis=0)
    filled, names = filled[:, spread > 0], [name for name, some in zip(names, spread > 0, strict=True) if some]
    if len(names) < 2:
        return []
    scaled = (filled - filled.mean(axis=0)) / filled.std(axis=0)
    if classes:
        weights = np.abs(_directions(scaled, answer)).max(axis=1)
        terms = np.argsort(-weights, kind="stable")[:MOST_TERMS]
        share, limit = _explained(scaled[:, terms], answer, _tree_on_directions, True), GIVES_AWAY
        shown = [names[i] for i in sorted(terms)]
    else:
        share, limit = _explained(scaled, answer, _least_squares, False), EXACT_SUM
        coefficients = _coefficients(scaled, answer)[1:]
        size = np.abs(coefficients)
        kept = size > 1e-3 * answer.std()
        raw = coefficients / filled.std(axis=0)
        shown = [f"{value:+.4g} {name}" for value, name, keep in zip(raw, names, kept, strict=True) if keep]
    if share < limit:
        return []
    return [Note(code="data.sum_gives_away", parameters={**named, "terms": shown, "explained": round(share, 6)})]


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
    kind = DecisionTreeClassifier if classes else DecisionTreeRegressor

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


def _tree_on_directions(features: Floats, answer: Floats, asked: Floats) -> Floats:
    directions = _directions(features, answer)
    return _tree(True)(features @ directions, answer, asked @ directions)
