"""Texts as padded ids."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.spec import TextSpec
from lamina.data.texts.tokens import encode_texts, valid

SPEC = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>", "a", "b"), max_length=3)


def test_padded_cut_and_counted() -> None:
    found = encode_texts(["a b", "", "a x b a b", " \n"], SPEC)
    assert found.tokens.tolist() == [[2, 3, 0], [1, 0, 0], [2, 1, 3], [1, 0, 0]]
    assert found.lengths.tolist() == [2, 1, 3, 1]
    assert found.full.tolist() == [2, 0, 5, 0] and found.unknown.tolist() == [0, 0, 1, 0]


def test_no_text_at_all() -> None:
    assert encode_texts([], SPEC).tokens.shape == (0, 1)


@given(st.lists(st.text(alphabet="ab x", max_size=9), min_size=1, max_size=6))
def test_a_text_is_encoded_alike_alone_and_among_others(texts: list[str]) -> None:
    together = encode_texts(texts, SPEC)
    for row, text in enumerate(texts):
        alone = encode_texts([text], SPEC)
        length = int(alone.lengths[0])
        assert together.lengths[row] == length
        assert together.tokens[row, :length].tolist() == alone.tokens[0].tolist()
        assert not together.tokens[row, length:].any()


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert valid("a\ud83db") == "a\ufffdb" and valid("🙂") == "🙂"
    assert encode_texts(["a \ud83d b"], SPEC).tokens.tolist() == [[2, 1, 3]]


def test_a_megabyte() -> None:
    found = encode_texts(["a b " * 250_000], SPEC)
    assert found.full.tolist() == [500_000] and found.tokens.shape == (1, 3)
    assert np.array_equal(found.lengths.numpy(), [3])
