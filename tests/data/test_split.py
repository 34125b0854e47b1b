"""The split: no row in two parts, all rows in one, groups whole, time forward, given parts respected."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.split import PARTS, split_rows
from lamina.words import say

CONFIG = DataConfig()


def covered(split, n: int) -> bool:
    return sorted(torch.cat(list(split.parts.values())).tolist()) == list(range(n))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.floats(0, 9)), min_size=3, max_size=50),
    st.sampled_from(["labels", "groups", "times", "none"]),
    st.integers(0, 5),
)
def test_parts_are_disjoint_and_complete(rows: list[tuple[int, int, float]], key: str, seed: int) -> None:
    labels, groups, times = (np.array(column) for column in zip(*rows, strict=True))
    keys = {"labels": labels, "groups": groups, "times": times}
    split = split_rows(len(rows), CONFIG, **({key: keys[key]} if key in keys else {}), seed=seed)
    assert covered(split, len(rows)) and len(split.parts["train"]) > 0
    said = {note.parameters["part"] for note in split.notes if note.code == "data.part_empty"}
    assert set(split.parts) | said == set(PARTS)
    if key == "groups":
        found = [set(groups[part.numpy()].tolist()) for part in split.parts.values()]
        assert sum(map(len, found)) == len(set().union(*found))
    if key == "times":
        ends = [(times[part.numpy()].min(), times[part.numpy()].max()) for part in split.parts.values()]
        assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_sizes_and_balance_are_those_asked_for() -> None:
    labels = np.repeat(["a", "b", "c"], [700, 290, 10])
    split = split_rows(1000, CONFIG, labels=labels, seed=0)
    assert {name: len(part) for name, part in split.parts.items()} == {"train": 650, "validation": 150, "test": 200}
    assert split.rule.code == "data.split_stratified"
    for name, share in (("validation", 0.15), ("test", 0.2)):
        kinds, counts = np.unique(labels[split.parts[name].numpy()], return_counts=True)
        assert kinds.tolist() == ["a", "b", "c"]
        assert np.abs(counts - share * np.array([700, 290, 10])).max() <= 1


def test_split_is_a_function_of_the_seed() -> None:
    first, again, other = (split_rows(50, CONFIG, seed=seed).parts["test"].tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_class_with_one_row_is_trained_on() -> None:
    split = split_rows(21, CONFIG, labels=["a"] * 20 + ["rare"], seed=3)
    assert 20 in split.parts["train"].tolist()


@pytest.mark.parametrize(("n", "sizes"), [
    (2, {"train": 1, "test": 1}), (3, {"train": 1, "validation": 1, "test": 1}),
])  # fmt: skip
def test_tiny_data(n: int, sizes: dict[str, int]) -> None:
    split = split_rows(n, CONFIG, seed=0)
    assert {name: len(part) for name, part in split.parts.items()} == sizes
    assert sum(note.code == "data.part_empty" for note in split.notes) == 3 - len(sizes)


def test_what_cannot_be_tested_is_refused_unless_asked_for() -> None:
    with pytest.raises(InputError) as caught:
        split_rows(1, CONFIG, seed=0)
    assert caught.value.code == "data.too_few_to_hold_out"
    none = DataConfig(validation_fraction=0.0, test_fraction=0.0)
    assert set(split_rows(1, none, seed=0).parts) == {"train"}


@pytest.mark.parametrize(("given_part", "drawn"), [("test", "validation"), ("validation", "test")])
def test_the_rule_says_which_part_was_given_and_which_was_drawn(given_part: str, drawn: str) -> None:
    rule = split_rows(100, CONFIG, given=["train"] * 80 + [given_part] * 20, seed=0).rule
    said = say(rule.code, rule.parameters)
    assert rule.parameters["drawn"] == [drawn]
    assert (
        f"{given_part} as given, {rule.parameters[drawn]} rows for " in said and "drawn from the training rows" in said
    )
    whole = split_rows(100, CONFIG, given=["train"] * 60 + ["test"] * 20 + ["validation"] * 20, seed=0).rule
    assert whole.parameters["drawn"] == [] and say(whole.code, whole.parameters).startswith("Split as given: 60")


def test_given_parts_are_kept_and_missing_ones_taken_from_training_rows() -> None:
    given_parts = ["train"] * 80 + ["test"] * 20
    split = split_rows(100, CONFIG, given=given_parts, seed=0)
    assert split.parts["test"].tolist() == list(range(80, 100)) and len(split.parts["validation"]) == 12
    assert split.rule.code == "data.split_given" and covered(split, 100)


def test_validation_beside_a_given_test_part_keeps_groups_whole() -> None:
    groups = np.repeat(np.arange(20), 5)
    split = split_rows(100, CONFIG, given=["train"] * 80 + ["test"] * 20, groups=groups, seed=0)
    assert not set(groups[split.parts["train"]]) & set(groups[split.parts["validation"]])


def test_no_validation_when_not_wanted() -> None:
    split = split_rows(10, DataConfig(validation_fraction=0.0), seed=0)
    assert set(split.parts) == {"train", "test"} and not split.notes


def test_folds_test_every_row_once_and_hold_validation_rows() -> None:
    config = DataConfig(folds=5)
    splits = [split_rows(40, config, labels=[0, 1] * 20, seed=0, fold=fold) for fold in range(5)]
    assert sorted(torch.cat([split.parts["test"] for split in splits]).tolist()) == list(range(40))
    assert all(covered(split, 40) and len(split.parts["validation"]) == 6 for split in splits)


@pytest.mark.parametrize(("options", "keys", "code"), [
    ({"validation_fraction": 0.6, "test_fraction": 0.5}, {}, "data.split_fractions"),
    ({"split": "group"}, {}, "data.split_needs"), ({"split": "time"}, {}, "data.split_needs"),
    ({"split": "stratified"}, {}, "data.split_needs"),
    ({}, {"given": ["test"] * 5 + ["validation"] * 5}, "data.no_training_rows"),
])  # fmt: skip
def test_impossible_splits_are_refused(options: dict, keys: dict, code: str) -> None:
    with pytest.raises(InputError) as caught:
        split_rows(10, DataConfig(**options), **keys, seed=0)
    assert caught.value.code == code


def test_no_rows_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        split_rows(0, CONFIG, seed=0)
    assert caught.value.code == "data.no_rows"


def test_folds_beside_a_given_test_part_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        split_rows(10, DataConfig(folds=2), given=["train"] * 8 + ["test"] * 2, seed=0, fold=0)
    assert caught.value.code == "data.folds_given"
