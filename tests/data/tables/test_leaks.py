"""What gives the target away is found; what merely predicts it is not."""

import numpy as np
import pytest
import torch

from lamina.core.batch import Part
from lamina.core.spec import CategoryColumn, DataSpec, NumberColumn, TargetSpec
from lamina.data.tables.leaks import find_leaks

N = 800
random = np.random.default_rng(0)
A, B, C = random.normal(size=(3, N))
K = random.integers(0, 3, N)


def notes(target: np.ndarray, *numbers: np.ndarray, codes: np.ndarray | None = None, n: int = N):
    classes = ("0", "1", "2") if target.dtype == np.int64 else ()
    names = "abcdef"[: len(numbers)]
    spec = DataSpec(
        kind="table",
        task="classify" if classes else "regress",
        numbers=tuple(NumberColumn(name=name) for name in names),
        categories=() if codes is None else (CategoryColumn(name="k", categories=("x", "y", "z")),),
        targets=(TargetSpec(name="t", classes=classes),),
    )
    inputs = {
        "numbers": torch.from_numpy(np.stack(numbers, axis=1)) if numbers else torch.empty(N, 0, dtype=torch.float64),
        "codes": torch.empty(N, 0, dtype=torch.int64) if codes is None else torch.from_numpy(codes)[:, None],
    }
    values = torch.from_numpy(target if classes else target[:, None])
    part = Part("train", {name: value[:n] for name, value in inputs.items()}, values[:n], None, torch.arange(n))
    return [
        (note.code, note.parameters.get("column", note.parameters.get("terms")))
        for note in find_leaks(part, spec).notes
    ]


def test_a_copy_of_the_target_is_named() -> None:
    assert notes(np.exp(3 * A), A, B) == [("data.gives_away", "a")]
    assert notes(K, A, codes=K) == [("data.gives_away", "k")]
    assert notes((A > 0).astype(np.int64), A, B) == [("data.gives_away", "a")]


def test_each_column_has_its_share() -> None:
    spec = DataSpec(
        kind="table", task="regress", numbers=(NumberColumn(name="a"), NumberColumn(name="b")),
        targets=(TargetSpec(name="t"),),
    )  # fmt: skip
    inputs = {"numbers": torch.from_numpy(np.stack((A, B), axis=1)), "codes": torch.empty(N, 0, dtype=torch.int64)}
    part = Part("train", inputs, torch.from_numpy(A + 0.3 * B)[:, None], None, torch.arange(N))
    shares = find_leaks(part, spec).shares
    assert shares["a"] > 0.8 and shares["b"] < 0.2


def test_a_sum_or_difference_is_named_with_its_terms() -> None:
    assert notes(2 * A - 3 * B, A, B, C) == [("data.sum_gives_away", ["a", "b"])]
    assert notes((A - B > 0).astype(np.int64), A, C, B) == [("data.sum_gives_away", ["a", "c"])]


def test_a_sum_names_no_column_that_is_not_needed() -> None:
    """Of a target that was measured a little inexactly, columns that have no part in it get small weights, too."""
    measured = A + B + 0.006 * np.random.default_rng(1).normal(size=N)
    assert notes(measured, A, C, B, C**2, n=30) == [("data.sum_gives_away", ["a", "c"])]
    assert notes(A + B + C, A, C, B) == [("data.sum_gives_away", ["a", "b", "c"])]


def test_good_predictors_are_no_leaks() -> None:
    assert notes(A + 0.3 * B, A, C) == []
    assert notes((A + 0.3 * B > 0).astype(np.int64), A, C) == []
    assert notes(K, A, B) == []


def test_missing_and_enormous_numbers_do_not_disturb() -> None:
    holes = A.copy()
    holes[::10] = np.nan
    assert notes(B, holes * 1e300, np.full(N, 7.0)) == []
    assert notes(A * 1e300, A * 1e-300, B) == [("data.gives_away", "a")]


@pytest.mark.parametrize("n", [1, 19])
def test_few_rows_say_nothing(n: int) -> None:
    assert notes(A, A, n=n) == []
