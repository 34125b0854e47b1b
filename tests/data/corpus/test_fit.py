"""What running text is cut into, from training spans alone."""

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus import fit as module
from lamina.data.corpus.fit import fit_corpus
from lamina.data.corpus.split import Span
from lamina.data.texts.vocabulary import MARKED

ENGLISH = "To be, or not to be:\nthat is the question.\n" * 40
CHINESE = "我是一条狗，今天很高兴。明天去学校学习。" * 40


def fit(text: str, **options):
    return fit_corpus([Span("x", text, 0, True, False)], DataConfig(**options))


def test_characters_of_a_small_text_in_order_of_frequency():
    fitted = fit(ENGLISH)
    assert fitted.spec.tokens == "characters" and fitted.spec.white_space == "kept" and not fitted.spec.lower
    assert fitted.spec.vocabulary[:4] == MARKED and set(fitted.spec.vocabulary[4:]) == set(ENGLISH)
    counts = [ENGLISH.count(sign) for sign in fitted.spec.vocabulary[4:]]
    assert counts == sorted(counts, reverse=True)
    assert len(fitted.stream) == len(ENGLISH) + 1 and int(fitted.stream[0]) == 2


def test_chinese_is_cut_into_characters_at_any_size(monkeypatch):
    monkeypatch.setattr(module, "LARGE", 100)
    assert fit(CHINESE).spec.tokens == "characters"
    assert fit(ENGLISH).spec.tokens == "pieces"
    assert fit(CHINESE, tokens="pieces", vocab_size=60).spec.tokens == "pieces"


def test_words_lose_their_white_space_and_a_vocabulary_is_bounded():
    words = fit(ENGLISH, tokens="words", vocab_size=8, lower_case="yes").spec
    assert words.white_space == "one" and len(words.vocabulary) == 8 and "to" in words.vocabulary


def test_a_small_text_has_shorter_windows():
    assert fit(ENGLISH * 10).spec.max_length == 256
    assert fit(ENGLISH[:200]).spec.max_length == 201 // 16
    assert fit(ENGLISH[:40]).spec.max_length == 8
    assert fit(ENGLISH, max_length=33).spec.max_length == 33


def test_what_cannot_be_learned_from():
    for text, options, code in (
        ("Hello", {}, "corpus.too_short"),
        (ENGLISH[:40], {"max_length": 64}, "corpus.window_too_long"),
        (ENGLISH, {"vocab_size": 4}, "corpus.small_vocabulary"),
    ):
        with pytest.raises(InputError) as error:
            fit(text, **options)
        assert error.value.code == code
