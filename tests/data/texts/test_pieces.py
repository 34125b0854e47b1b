"""Byte-pair pieces, on the example of their paper and on whatever text."""

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from lamina.core.spec import TextSpec
from lamina.data.texts.pieces import train_pieces
from lamina.data.texts.vocabulary import build_tokenizer

PAPER = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3


def test_the_paper_s_first_merges() -> None:
    """Sennrich 2016, figure 1: e+s, es+t are the most frequent pairs of low, lower, newest, widest."""
    merges = train_pieces(PAPER, 60).merges
    assert set(merges[:3]) >= {("e", "s"), ("es", "t")}
    assert ("l", "o") in merges or ("▁", "l") in merges


def test_vocabulary_is_bounded_and_ids_are_places() -> None:
    pieces = train_pieces(PAPER, 20)
    assert len(pieces.vocabulary) <= 20 and pieces.vocabulary[:2] == ("<pad>", "<unk>")
    assert all("".join(pair) in pieces.vocabulary for pair in pieces.merges)


@given(st.lists(st.text(alphabet="ab c我是🙂.", min_size=1, max_size=20), min_size=1, max_size=8))
def test_pieces_spell_the_text_and_are_a_function_of_it(texts: list[str]) -> None:
    pieces = train_pieces(texts, 200)
    assert pieces == train_pieces(texts, 200)
    spec = TextSpec(tokens="pieces", vocabulary=pieces.vocabulary, merges=pieces.merges, max_length=64)
    tokenizer = build_tokenizer(spec)
    again = Tokenizer.from_str(tokenizer.to_str())
    for text in texts:
        found = tokenizer.encode(text)
        assert "".join(found.tokens).replace("▁", " ").split() == text.split()
        assert found.ids == again.encode(text).ids and 1 not in found.ids


def test_a_character_that_training_lacks_is_unknown() -> None:
    pieces = train_pieces(PAPER, 60)
    spec = TextSpec(tokens="pieces", vocabulary=pieces.vocabulary, merges=pieces.merges, max_length=64)
    assert build_tokenizer(spec).encode("low狗鸡").ids.count(1) == 2
