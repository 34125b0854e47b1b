"""A text that is cut can be put together again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.spec import TextSpec
from lamina.data.corpus.stream import encode_running
from lamina.data.pairs.fit import fit_pairs
from lamina.data.texts.pieces import train_pieces
from lamina.data.texts.tokens import encode_texts
from lamina.data.texts.vocabulary import MARKED, build_tokenizer, count_tokens, frequent
from lamina.data.texts.written import token_characters, write_texts, written

TEXT = "To be,  or not\n\n    to be:\tthat is the question.\n我是一条狗 (x_1) don't\n"
SIGNS = st.text(alphabet=sorted(set(TEXT)), max_size=60)


def spec(kind: str) -> TextSpec:
    kept = kind != "words"
    merges: tuple = ()
    if kind == "pieces":
        vocabulary, merges = train_pieces([TEXT * 3], 120, False, MARKED, kept)
    else:
        vocabulary = frequent(count_tokens([TEXT], kind, False, kept)[0], 500, special=MARKED)
    white = "kept" if kept else "one"
    return TextSpec(tokens=kind, vocabulary=vocabulary, merges=merges, max_length=9, white_space=white)


def ids(text: str, text_spec: TextSpec) -> list[int]:
    return encode_running(text, build_tokenizer(text_spec)).tolist()


@settings(max_examples=60, deadline=None)
@given(SIGNS)
def test_characters_and_pieces_give_back_every_blank(text):
    for kind in ("characters", "pieces"):
        assert written(ids(text, SPECS[kind]), SPECS[kind]) == text


@settings(max_examples=60, deadline=None)
@given(SIGNS)
def test_tokens_write_as_many_characters_as_stand_there(text):
    for kind in ("characters", "pieces"):
        lengths = token_characters(SPECS[kind])
        assert lengths is not None and int(lengths[ids(text, SPECS[kind])].sum()) == len(text)


def test_words_stand_apart():
    words = SPECS["words"]
    assert written(ids("not  to\nbe", words), words) == "not to be"
    assert token_characters(words) is None


def test_marks_write_nothing_and_unknown_tokens_a_sign():
    characters = SPECS["characters"]
    assert written([0, 2, *ids("Tz", characters), 3], characters) == "T\ufffd"
    lengths = token_characters(characters)
    assert lengths is not None and lengths[:4].tolist() == [0, 1, 0, 0]


def test_pieces_of_one_blank_between_words():
    vocabulary, merges = train_pieces([TEXT * 3], 120)
    one = TextSpec(tokens="pieces", vocabulary=vocabulary, merges=merges, max_length=9)
    assert written(ids("to  be", one), one) == "to be"


SPECS = {kind: spec(kind) for kind in ("characters", "pieces", "words")}


TEXTS = ['A man, in a T-shirt; says: "no" (twice)!', "1998-05-03 is 50% done.", "Don't — 你好 🙂 über_x"] * 3


def round_trip(texts: list[str], spec: TextSpec) -> list[str]:
    found = encode_texts(texts, spec)
    return write_texts((row[:n] for row, n in zip(found.tokens.tolist(), found.lengths.tolist(), strict=True)), spec)


@pytest.mark.parametrize("kind", ["pieces", "characters"])
def test_pieces_and_characters_come_back_as_they_were(kind: str) -> None:
    spec = fit_pairs(TEXTS, TEXTS, DataConfig.model_validate({"tokens": kind}), ("a", "b")).into
    assert round_trip(TEXTS, spec.model_copy(update={"max_length": 999})) == TEXTS


@given(st.text(alphabet="ab ,.'-(1é", max_size=30))
def test_any_text_of_known_letters_comes_back_but_for_blanks(text: str) -> None:
    spec = fit_pairs(["a b , . ' - ( 1 é"] * 2, ["ab"] * 2, DataConfig(max_length=99), ("a", "b")).text
    plain = " ".join(text.split())
    assert round_trip([text], spec)[0] == plain


def test_words_are_joined_with_their_signs() -> None:
    text = ["A man, in a T-shirt (red)."]
    spec = fit_pairs(text * 2, text * 2, DataConfig(tokens="words"), ("a", "b")).into
    assert round_trip(text, spec) == text


def test_marks_are_left_out() -> None:
    spec = fit_pairs(["a"] * 2, ["a"] * 2, DataConfig(), ("a", "b")).into
    ids = [2, spec.vocabulary.index("▁a"), 1, 3, 0]
    assert write_texts([ids, []], spec) == ["a", ""]
