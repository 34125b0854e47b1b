"""Running text as a row of tokens, and windows in which each is scored once."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.spec import TextSpec
from lamina.data.corpus.split import Span
from lamina.data.corpus.stream import CHUNK, chunks, stream_of, what_follows, windows
from lamina.data.texts.vocabulary import END_ID, MARKED, START_ID

LETTERS = TextSpec(tokens="characters", vocabulary=(*MARKED, "a", "b", "\n"), max_length=4, white_space="kept")


@given(st.text(alphabet="ab \n", max_size=200))
def test_chunks_are_the_text(text):
    assert "".join(chunks(text)) == text


def test_chunks_begin_at_line_ends():
    text = ("a" * 99 + "\n") * 500
    pieces = list(chunks(text))
    assert "".join(pieces) == text and len(pieces) > 2
    assert all(piece[0] == "\n" and len(piece) < CHUNK + 200 for piece in pieces[1:-1])


def test_marks_stand_where_documents_begin_and_end():
    spans = [Span("x", "ab", 0, True, False), Span("y", "b", 5, False, True), Span("z", "a", 0, True, True)]
    assert stream_of(spans, LETTERS).tolist() == [START_ID, 4, 5, 5, END_ID, START_ID, 4, END_ID]


def test_the_beginning_of_a_document_is_foretold_by_nothing():
    assert what_follows(torch.tensor([4, END_ID, START_ID, 5])).tolist() == [END_ID, -1, 5]


@given(st.integers(2, 60), st.integers(1, 12), st.integers(1, 12))
def test_each_token_is_scored_once_with_all_its_past_in_the_window(size, length, stride):
    stride = min(stride, length)
    stream = torch.arange(4, 4 + size, dtype=torch.int32)  # all different: a token says where it stands
    tokens, lengths, target = windows(stream, length, stride)
    scored = target >= 0
    assert sorted(target[scored].tolist()) == list(range(5, 4 + size))
    assert torch.equal(target[scored], tokens.long()[scored] + 1)
    real = torch.arange(length) < lengths[:, None]
    assert not (scored & ~real).any() and (tokens[~real] == 0).all() and (tokens[real] >= 4).all()
    assert lengths.min() >= 1
    assert (scored[1:].int().argmax(dim=1) >= length - stride).all()
