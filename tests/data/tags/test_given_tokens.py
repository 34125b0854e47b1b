"""Tokens that come as tokens: ids, pieces of long sentences, labels beside them."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.spec import TextSpec
from lamina.data.tags.given_tokens import count_given, encode_given, encode_labels

VOCABULARY = ("<pad>", "<unk>", "a", "b", "é")
SENTENCES = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "e\u0301"]), min_size=1, max_size=9), min_size=1, max_size=8
)


def spec(longest: int, lower: bool = False) -> TextSpec:
    return TextSpec(tokens="words", vocabulary=VOCABULARY, lower=lower, max_length=longest)


@given(SENTENCES, st.integers(1, 5))
def test_every_token_stands_once_in_its_place(sentences: list[list[str]], longest: int) -> None:
    rows = encode_given(sentences, spec(longest))
    labels = [[f"{token}!" for token in tokens] for tokens in sentences]
    target = encode_labels(labels, rows, ["a!", "b!", "e\u0301!"])
    assert rows.tokens.shape[1] == int(rows.lengths.max()) <= longest
    seen: list[list[tuple[int, int]]] = [[] for _ in sentences]
    for row, sentence in enumerate(rows.sentence.tolist()):
        assert rows.start[row] == len(seen[sentence])
        length = int(rows.lengths[row])
        seen[sentence] += zip(rows.tokens[row, :length].tolist(), target[row, :length].tolist(), strict=True)
        assert not rows.tokens[row, length:].any() and (target[row, length:] == -1).all()
    codes = {"a": (2, 0), "b": (3, 1), "c": (1, -1), "e\u0301": (4, 2)}
    assert seen == [[codes[token] for token in tokens] for tokens in sentences]


def test_case_and_composed_letters() -> None:
    assert count_given([["A", "a", "e\u0301"]], lower=True) == {"a": 2, "é": 1}
    assert encode_given([["A"]], spec(5)).tokens.tolist() == [[1]]
    assert encode_given([["A"]], spec(5, lower=True)).tokens.tolist() == [[2]]
    assert encode_given([["\ud800"]], spec(5)).tokens.tolist() == [[1]]


def test_no_sentence_is_no_row() -> None:
    rows = encode_given([], spec(5))
    assert rows.tokens.shape == (0, 1) and torch.equal(
        encode_labels([], rows, ["a"]), torch.empty(0, 1, dtype=torch.int64)
    )
