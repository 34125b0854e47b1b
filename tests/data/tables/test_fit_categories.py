"""Categories by frequency, and where missing, rare and unseen ones go."""

import polars as pl
import pytest
import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.prepare import TablePreparation
from lamina.data.tables.fit_categories import fit_categories, load_categories
from lamina.data.tables.values import code_cells


def features(train: list[str | None], asked: list[str | None], **options) -> list[list[int]]:
    """What the network sees of `asked`, fitted on `train`."""
    config = DataConfig(**options)
    fitted = fit_categories([pl.Series("k", train, dtype=pl.String)], config)
    embedding = config.categories == "embedding"
    prepare = TablePreparation(0, 1, num_onehot=0 if embedding else len(fitted.slots), embedding=embedding)
    load_categories(prepare, fitted)
    codes = torch.from_numpy(code_cells(pl.Series(asked, dtype=pl.String), fitted.columns[0].categories))[:, None]
    outputs = prepare(torch.zeros(len(asked), 0, dtype=torch.float64), codes)
    return outputs[-1].to(torch.int64).tolist()


def test_order_is_frequency_then_text() -> None:
    fitted = fit_categories([pl.Series("k", ["c", "b", "a", "b", None])], DataConfig())
    column = fitted.columns[0]
    assert column.categories == ("b", "a", "c") and column.frequencies == (0.4, 0.2, 0.2) and column.missing == 0.2
    assert fitted.statistics[0].values == ["b", "a", "c"] and fitted.statistics[0].rows == 5


def test_one_hot_without_places_for_what_training_never_saw() -> None:
    assert features(["a", "a", "b"], ["a", "b", None, "new"]) == [[1, 0], [0, 1], [0, 0], [0, 0]]


def test_missing_is_a_category_of_its_own_where_training_had_some() -> None:
    assert features(["a", "a", None], ["a", None, "new"]) == [[1, 0], [0, 1], [0, 0]]
    assert features(["a", "a", "b", None], ["a", None], missing="most-frequent") == [[1, 0], [1, 0]]
    assert features(["a", "b", "b", None], [None], missing_columns={"k": "most-frequent"}) == [[1, 0]]


def test_rare_categories_share_a_place_with_unseen_ones() -> None:
    train = ["a"] * 3 + ["b"] * 2 + ["c", "d"]
    assert features(train, ["a", "b", "c", "new"], max_categories=2) == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]


def test_embedding_sends_what_training_never_saw_to_the_most_frequent() -> None:
    assert features(["b", "a", "b"], ["a", None, "new"], categories="embedding") == [[1], [0], [0]]
    assert features(["b", "b", "a", None], [None, "new"], categories="embedding") == [[2], [0]]
    assert features(["b", "b", "a"], ["a"], categories="embedding", max_categories=1) == [[2]]


def test_rule_for_numbers_is_refused_on_categories() -> None:
    with pytest.raises(InputError) as caught:
        features(["a"], ["a"], missing_columns={"k": "mean"})
    assert caught.value.code == "data.rule_needs_numbers"


def test_no_categories_at_all() -> None:
    fitted = fit_categories([], DataConfig())
    assert fitted.columns == () and fitted.slots.shape == (0, 2) and fitted.missing.shape == (0,)
