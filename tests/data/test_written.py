"""A text that is cut can be put together again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.spec import TextSpec
from lamina.data.pieces import train_pieces
from lamina.data.stream import encode_running
from lamina.data.vocabulary import MARKED, build_tokenizer, count_tokens, frequent
from lamina.data.written import token_characters, written

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
