"""The linear baseline: absent classes, odd columns, bounded cost, labels that never vary."""

import pytest
import torch
from sklearn.datasets import load_iris

import lamina.words
from lamina.core.spec import DataSpec, TargetSpec
from lamina.evaluation.baselines import fit_baselines
from lamina.evaluation.linear import fit_linear

IRIS = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b", "c")),))


@pytest.fixture(autouse=True)
def english() -> None:
    lamina.words.use("en")


def iris() -> tuple[torch.Tensor, torch.Tensor]:
    bunch = load_iris()
    return torch.tensor(bunch.data, dtype=torch.float32), torch.tensor(bunch.target)


def test_a_class_without_training_rows_gets_no_probability() -> None:
    features, target = iris()
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b", "c", "d")),))
    answers = fit_baselines(features, target, spec)[1].answers(features)
    assert answers.shape == (150, 4) and float(answers[:, 3].max()) < 1e-10
    two = fit_baselines(features[:100], target[:100] * 2, IRIS)[1].answers(features[:100])
    assert float(two[:, 1].max()) < 1e-10 and (two.argmax(dim=1) == target[:100] * 2).all()


def test_constant_columns_and_huge_numbers_do_no_harm() -> None:
    features, target = iris()
    odd = torch.cat([features * 1e6, torch.full((150, 1), 7.0)], dim=1)
    answers = fit_baselines(odd, target, IRIS)[1].answers(odd)
    assert bool(torch.isfinite(answers).all()) and float((answers.argmax(dim=1) == target).double().mean()) > 0.95


def test_large_parts_are_fitted_on_drawn_rows_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lamina.evaluation.linear._MOST_CELLS", 400)
    features, target = iris()
    first, again = (fit_baselines(features, target, IRIS, seed=1)[1] for _ in range(2))
    assert "100 training rows, drawn from 150" in first.description
    assert torch.equal(first.answers(features), again.answers(features))
    other = fit_baselines(features, target, IRIS, seed=2)[1]
    assert not torch.equal(first.answers(features), other.answers(features))


def test_an_unfinished_fit_warns_nobody_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lamina.evaluation.linear._MOST_ITERATIONS", 2)
    monkeypatch.setattr("lamina.evaluation.linear._FEWEST_ITERATIONS", 2)
    features, target = iris()
    assert "stopped after 2 iterations" in fit_baselines(features, target, IRIS)[1].description


def test_a_label_that_never_varies_keeps_its_constant_answer() -> None:
    spec = DataSpec(
        kind="table", task="classify", targets=(TargetSpec(name="a"), TargetSpec(name="b"), TargetSpec(name="c"))
    )
    features = torch.randn(60, 2, generator=torch.Generator().manual_seed(0))
    target = torch.stack([torch.zeros(60), torch.ones(60), (features[:, 0] > 0).float()], dim=1).double()
    linear = fit_linear(features, target, spec, seed=0)
    assert linear is not None
    answers = linear.answers(features)
    assert float(answers[:, 0].max()) < 1e-10 and float(answers[:, 1].min()) > 1 - 1e-10
    assert ((answers[:, 2] > 0.5) == (target[:, 2] > 0.5)).double().mean() > 0.95


def test_pictures_are_not_scaled_again() -> None:
    spec = DataSpec(kind="images", task="classify", targets=IRIS.targets)
    linear = fit_linear(*iris(), spec, seed=0)
    assert linear is not None
    assert bool((linear.scale == 1).all()) and bool((linear.shift == 0).all())


def test_no_rows_give_no_answers() -> None:
    linear = fit_linear(*iris(), IRIS, seed=0)
    assert linear is not None and linear.answers(torch.zeros(0, 4)).shape == (0, 3)
