"""The baselines: their answers, their cost, and data on which a linear model does not exist."""

import pytest
import torch
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import lamina.words
from lamina.core.spec import CategoryColumn, DataSpec, TargetSpec
from lamina.evaluation.baselines import baseline_features, fit_baselines
from lamina.evaluation.score import point_scores

IRIS = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b", "c")),))
NUMBER = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
LABELS = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="a"), TargetSpec(name="b")))


@pytest.fixture(autouse=True)
def english() -> None:
    lamina.words.use("en")


def iris() -> tuple[torch.Tensor, torch.Tensor]:
    bunch = load_iris()
    return torch.tensor(bunch.data, dtype=torch.float32), torch.tensor(bunch.target)


def test_iris_agrees_with_scikit_learn() -> None:
    features, target = iris()
    majority, linear = fit_baselines(features, target, IRIS)
    reference = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)).fit(features.double(), target)
    expected = torch.from_numpy(reference.predict_proba(features.double()))
    assert torch.allclose(linear.answers(features), expected, atol=1e-3)
    assert torch.allclose(majority.answers(features[:2]), torch.full((2, 3), 1 / 3, dtype=torch.float64))
    assert (majority.name, linear.name) == ("majority", "linear")
    assert linear.description == "logistic regression, 4 features, 150 training rows"


def test_two_classes_agree_with_scikit_learn() -> None:
    features, target = iris()
    features, target = features[50:], target[50:] - 1
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
    linear = fit_baselines(features, target, spec)[1]
    reference = make_pipeline(StandardScaler(), LogisticRegression()).fit(features.double(), target)
    expected = torch.from_numpy(reference.predict_proba(features.double()))
    assert torch.allclose(linear.answers(features), expected, atol=1e-3)


def test_diabetes_agrees_with_scikit_learn() -> None:
    bunch = load_diabetes()
    features, target = torch.tensor(bunch.data, dtype=torch.float32), torch.tensor(bunch.target)[:, None]
    mean, linear = fit_baselines(features, target, NUMBER)
    reference = make_pipeline(StandardScaler(), Ridge()).fit(features.double(), target[:, 0])
    assert torch.allclose(
        linear.answers(features)[:, 0], torch.from_numpy(reference.predict(features.double())), atol=0.1
    )
    assert mean.answers(features)[0, 0] == pytest.approx(bunch.target.mean())
    first, second = (point_scores(each.answers(features), target, NUMBER) for each in (mean, linear))
    assert first["r2"] == pytest.approx(0.0, abs=1e-12) and second["r2"] > 0.5


def test_several_numbers_and_labels() -> None:
    random = torch.Generator().manual_seed(0)
    features = torch.randn(200, 3, generator=random)
    both = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="a"), TargetSpec(name="b")))
    target = torch.stack([features[:, 0] * 2 + 1, features[:, 1]], dim=1).double()
    linear = fit_baselines(features, target, both)[1]
    assert torch.allclose(linear.answers(features), target, atol=0.1)
    truth = torch.stack([(features[:, 0] > 0).double(), torch.ones(200, dtype=torch.float64)], dim=1)
    _, labels = fit_baselines(features, truth, LABELS)
    assert point_scores(labels.answers(features), truth, LABELS)["accuracy"] > 0.95


@pytest.mark.parametrize("case", ["one class", "one row", "no features"])
def test_where_no_linear_model_exists_the_constant_stands_alone(case: str) -> None:
    features, target = iris()
    if case == "one class":
        features, target = features[:50], target[:50]
    elif case == "one row":
        features, target = features[:1], target[:1]
    else:
        features = features[:, :0]
    assert [each.name for each in fit_baselines(features, target, IRIS)] == ["majority"]


def test_features_of_codes_and_pictures() -> None:
    spec = DataSpec(
        kind="table",
        task="classify",
        targets=IRIS.targets,
        categories=(CategoryColumn(name="c", categories=("x", "y")),),
    )
    prepared = {"features": torch.tensor([[0.5], [1.5]]), "codes": torch.tensor([[0], [3]])}
    assert baseline_features(prepared, spec).tolist() == [[0.5, 1, 0, 0, 0], [1.5, 0, 0, 0, 1]]
    images = DataSpec(kind="images", task="classify", targets=IRIS.targets)
    assert baseline_features({"images": torch.ones(2, 3, 8, 8)}, images).shape == (2, 192)
    assert baseline_features({"images": torch.ones(2, 3, 224, 100)}, images).shape == (2, 3 * 32 * 32)
