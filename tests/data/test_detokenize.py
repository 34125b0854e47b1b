"""Token ids back to texts: pieces and characters as they were, words with their signs in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.spec import TextSpec
from lamina.data.detokenize import write_texts
from lamina.data.fit_pairs import fit_pairs
from lamina.data.text_tokens import encode_texts

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
