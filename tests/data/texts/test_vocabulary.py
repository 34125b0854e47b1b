"""Words and characters by frequency; the tokenizer of a spec is pure data."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import PADDING, UNKNOWN, build_tokenizer, count_tokens, cut, frequent

SEED = "我 是 一条 狗 篮球 鸡"  # seed 003


def spec(vocabulary: tuple[str, ...], tokens: str = "words", lower: bool = False) -> TextSpec:
    return TextSpec.model_validate({"tokens": tokens, "vocabulary": vocabulary, "lower": lower, "max_length": 64})


def test_the_line_of_the_notes_has_six_tokens_and_six_ids() -> None:
    vocabulary = frequent(count_tokens([SEED], "words")[0], 100)
    found = build_tokenizer(spec(vocabulary)).encode(SEED)
    assert found.tokens == ["我", "是", "一条", "狗", "篮球", "鸡"]
    assert len(set(found.ids)) == 6 and min(found.ids) == 2 and vocabulary[:2] == (PADDING, UNKNOWN)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't stop—it's 5pm!", ["don't", "stop", "—", "it's", "5pm", "!"]),
        ("  naïve\tcafe\u0301 ", ["naïve", "café"]),  # composed; blanks of any kind only divide
        ("a🙂b", ["a", "🙂", "b"]),
        ("हिन्दी में", ["हिन्दी", "में"]),  # marks belong to their letter
        ("", []),
        ("\n \n", []),
    ],
)
def test_words(text: str, tokens: list[str]) -> None:
    assert list(cut([text], "words", lower=True)) == [tokens]


def test_characters_keep_one_blank() -> None:
    assert list(cut(["我是  狗\n鸡"], "characters")) == [["我", "是", " ", "狗", " ", "鸡"]]


def test_frequent_orders_by_count_then_code_point() -> None:
    counts = Counter({"b": 2, "a": 2, "c": 5, "d": 1, "<pad>": 9})
    assert frequent(counts, 100) == ("<pad>", "<unk>", "c", "a", "b", "d")
    assert frequent(counts, 4) == ("<pad>", "<unk>", "c", "a")
    assert frequent(counts, 100, least=2) == ("<pad>", "<unk>", "c", "a", "b")


def test_a_word_that_is_called_like_a_special_token_is_unknown_and_no_padding() -> None:
    vocabulary = frequent(count_tokens(["<pad> <unk> pad"], "words")[0], 100)
    assert build_tokenizer(spec(vocabulary)).encode("<pad>").tokens == ["<", "pad", ">"]


@given(st.lists(st.text(alphabet="ab 我🙂'-A", max_size=12), max_size=5), st.sampled_from(["words", "characters"]))
def test_tokenizer_gives_what_was_counted(texts: list[str], kind: str) -> None:
    vocabulary = frequent(count_tokens(texts, kind, lower=True)[0], 1000)  # type: ignore[arg-type]
    tokenizer = build_tokenizer(spec(vocabulary, kind, lower=True))
    again = Tokenizer.from_str(tokenizer.to_str())  # what tokenizer.json holds
    for text, tokens in zip(texts, cut(texts, kind, lower=True), strict=True):  # type: ignore[arg-type]
        assert tokenizer.encode(text).tokens == tokens == again.encode(text).tokens
        assert [vocabulary[number] for number in again.encode(text).ids] == tokens
