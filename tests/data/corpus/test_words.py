"""Vocabulary by frequency, rare words left out, signs no words; the notes' own line of Chinese."""

import numpy as np
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus.words import read_words
from lamina.words import say

SENTENCES = ["the cat, the dog!", "The end.", "a cat"]


def read(**settings: object):
    return read_words(SENTENCES, DataConfig.model_validate(settings))


def test_words_are_numbered_by_frequency() -> None:
    found = read(min_count=1)
    assert found.spec.vocabulary == ("<pad>", "<unk>", "the", "cat", "a", "dog", "end")
    assert found.words.tolist() == [2, 3, 2, 5, 2, 6, 4, 3]
    assert found.sentence.tolist() == [0, 0, 0, 0, 1, 1, 2, 2]
    assert found.counts.tolist() == [0, 0, 3, 2, 1, 1, 1] and found.total == 8


def test_rare_words_are_left_out() -> None:
    found = read(min_count=2)
    assert found.spec.vocabulary[2:] == ("the", "cat")
    assert found.words.tolist() == [2, 3, 2, 2, 3] and found.sentence.tolist() == [0, 0, 0, 1, 2]
    assert found.total == 8
    assert "The 3 rarer ones are read over (37.5%)." in say(found.notes[0].code, found.notes[0].parameters)


def test_the_least_count_of_a_short_text_is_one() -> None:
    assert read().least == 1
    assert read_words(["a b " * 5, "c"], DataConfig()).least == 5


def test_upper_case_and_size() -> None:
    assert "The" in read(min_count=1, lower_case="no").spec.vocabulary
    assert read(min_count=1, vocab_size=4).spec.vocabulary[2:] == ("the", "cat")


def test_chinese_words_with_blanks_between() -> None:
    found = read_words(["我 是 一条 狗 篮球 鸡"], DataConfig())
    assert found.spec.tokens == "words" and len(found.words) == 6
    assert sorted(found.spec.vocabulary[2:]) == sorted(["我", "是", "一条", "狗", "篮球", "鸡"])
    assert np.unique(found.words).tolist() == [2, 3, 4, 5, 6, 7]


def test_chinese_without_blanks_gives_characters() -> None:
    assert read_words(["今天天气很好，我们去打篮球。" * 3], DataConfig()).spec.tokens == "characters"


def test_refusals() -> None:
    with pytest.raises(InputError, match="fewer than two"):
        read_words(["hello", "!!! ..."], DataConfig())
    with pytest.raises(InputError, match="words or characters"):
        read(tokens="pieces")
