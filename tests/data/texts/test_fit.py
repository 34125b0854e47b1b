"""What is fitted on training texts, and how tokens are chosen."""

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import sentence
from lamina.data.texts.fit import choose_kind, fit_text


@pytest.mark.parametrize(
    ("texts", "kind", "reason"),
    [
        (["the film was good", "I liked it 100 %"], "words", "spaced"),
        (["我 是 一条 狗 篮球 鸡"], "words", "segmented"),
        (["这部电影非常好看，我很喜欢。", "不好看！"], "characters", "unspaced"),
        (["これは面白い映画です"], "characters", "unspaced"),
        (["The word 狗 means dog in Chinese"], "words", "spaced"),
        (["12:30", "🙂"], "words", "spaced"),
    ],
)
def test_kind_by_the_script(texts: list[str], kind: str, reason: str) -> None:
    assert choose_kind(texts, DataConfig()) == (kind, reason)
    assert choose_kind(texts, DataConfig(tokens="pieces")) == ("pieces", "asked")


def test_words_seen_once_are_left_to_the_unknown_token_where_enough_is_left() -> None:
    fitted = fit_text(["a b a b", "B A once"], DataConfig())
    assert fitted.spec.vocabulary == ("<pad>", "<unk>", "a", "b") and fitted.spec.lower
    assert fit_text(["all of these differ"], DataConfig()).spec.vocabulary[2:] == ("all", "differ", "of", "these")
    assert fit_text(["a B a B"], DataConfig(lower_case="no")).spec.vocabulary[2:] == ("B", "a")


def test_length_covers_99_of_100_training_texts() -> None:
    texts = ["a " * length for length in range(1, 201)]
    assert fit_text(texts, DataConfig()).spec.max_length == 199
    assert fit_text(texts, DataConfig(max_length=7)).spec.max_length == 7
    assert fit_text(["a " * 9_000] * 3, DataConfig()).spec.max_length == 512
    assert fit_text(["", " "], DataConfig()).spec.max_length == 1


@pytest.mark.parametrize("kind", ["pieces", "words", "characters"])
def test_vocabulary_is_bounded_and_what_was_fitted_is_told(kind: str) -> None:
    fitted = fit_text(["one two three four", "two three"], DataConfig.model_validate({"tokens": kind, "vocab_size": 8}))
    assert len(fitted.spec.vocabulary) <= 8 and fitted.spec.tokens == kind
    assert {item.what: item.rows for item in fitted.statistics} == {"vocabulary": 2, "lengths": 2}
    assert sentence(fitted.notes[0].code, fitted.notes[0].parameters)
