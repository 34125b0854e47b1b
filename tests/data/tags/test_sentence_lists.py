"""Labelled sentences as Python lists."""

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.tags.sentence_lists import holds_sentences, list_sentences

PAIRS = [(["a", "b"], ["X", "Y"]), (["c"], ["X"]), ([], [])]
TUPLES = [[("a", "X"), ("b", "Y")], [("c", "X")]]


def test_both_forms_give_the_same() -> None:
    for source in (PAIRS, TUPLES, [list(pair) for pair in PAIRS]):
        found = list_sentences(source)
        assert [(item.tokens, item.labels) for item in found] == [(("a", "b"), ("X", "Y")), (("c",), ("X",))]
        assert holds_sentences(source) and detect(source, DataConfig()).task == "tag"


@pytest.mark.parametrize(
    "source", [[["a", "b"], ["x", "y"]], [("a text", "x")], [[1, 2], [3, 4]], [[[1, 2]], [[3, 4]]], ["a", "b"], [{}]]
)
def test_other_lists_are_none(source: list) -> None:
    assert not holds_sentences(source)


def test_a_label_too_few_is_told() -> None:
    with pytest.raises(InputError, match=r"Row 1 \(counted from 0\) has 2 tokens and 1 labels"):
        list_sentences([(["a"], ["X"]), (["a", "b"], ["X"])])
