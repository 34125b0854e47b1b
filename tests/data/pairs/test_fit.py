"""Vocabularies of pairs: shared or not, marks in front, from what they are given alone; lengths."""

import pytest

from lamina.core.config import DataConfig
from lamina.data.pairs.fit import fit_pairs
from lamina.data.texts.vocabulary import MARKED

TEXTS = ["ein Mann geht", "eine Frau geht", "ein Hund"] * 4
WRITTEN = ["a man walks", "a woman walks", "a dog"] * 4
NAMES = ("de", "en")


def test_pieces_are_shared_and_keep_their_case_by_default() -> None:
    text, into, _, notes = fit_pairs(TEXTS, WRITTEN, DataConfig(), NAMES)
    assert text.tokens == "pieces" and text.vocabulary == into.vocabulary and text.merges == into.merges
    assert text.vocabulary[:4] == MARKED and not text.lower
    assert (text.columns, into.columns) == (("de",), ("en",)) and notes[0].parameters["shared"]


@pytest.mark.parametrize("kind", ["words", "characters"])
def test_words_and_characters_have_a_vocabulary_each(kind: str) -> None:
    text, into, _, _ = fit_pairs(TEXTS, WRITTEN, DataConfig.model_validate({"tokens": kind}), NAMES)
    assert text.vocabulary[:4] == into.vocabulary[:4] == MARKED
    assert ("Mann" in text.vocabulary and "Mann" not in into.vocabulary) or kind == "characters"


def test_separate_pieces_and_a_shared_vocabulary_of_words_where_asked() -> None:
    text, into, _, _ = fit_pairs(TEXTS, WRITTEN, DataConfig(vocabulary="separate"), NAMES)
    assert text.vocabulary != into.vocabulary
    text, into, _, _ = fit_pairs(TEXTS, WRITTEN, DataConfig(vocabulary="shared", tokens="words"), NAMES)
    assert text.vocabulary == into.vocabulary and {"Mann", "man"} <= set(text.vocabulary)


def test_size_and_length_are_as_asked() -> None:
    text, into, statistics, _ = fit_pairs(TEXTS, WRITTEN, DataConfig(vocab_size=30, max_length=5), NAMES)
    assert len(text.vocabulary) <= 30 and text.max_length == into.max_length == 5
    assert {item.name for item in statistics} == set(NAMES) and all(item.rows == len(TEXTS) for item in statistics)


def test_the_longest_thousandth_is_too_long() -> None:
    texts = [*(["a b c"] * 2000), " ".join("a" * 300)]
    text, _, _, _ = fit_pairs(texts, texts, DataConfig(tokens="words"), NAMES)
    assert text.max_length == 3
