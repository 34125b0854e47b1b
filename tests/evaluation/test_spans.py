"""Spans of labels, as the shared task of CoNLL-2000 counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.evaluation.spans import count_spans, find_spans, marks_spans


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ("B-PER I-PER O B-LOC", [(0, 1, "PER"), (3, 3, "LOC")]),
        ("B-PER B-PER I-LOC I-LOC", [(0, 0, "PER"), (1, 1, "PER"), (2, 3, "LOC")]),
        ("I-PER I-PER O I-LOC I-PER", [(0, 1, "PER"), (3, 3, "LOC"), (4, 4, "PER")]),  # IOB1
        ("B-X I-X E-X S-X O S-Y", [(0, 2, "X"), (3, 3, "X"), (5, 5, "Y")]),  # BIOES
        ("B-X L-X U-X", [(0, 1, "X"), (2, 2, "X")]),  # BILOU
        ("B-X M-X E-X E-X", [(0, 2, "X"), (3, 3, "X")]),
        ("O O", []),
        ("", []),
    ],
)
def test_known_spans(labels: str, spans: list[tuple[int, int, str]]) -> None:
    assert find_spans(labels.split()) == spans


def test_a_span_is_right_with_its_kind_and_both_ends() -> None:
    true, given_ = ["B-X", "I-X", "O", "B-Y", "B-X"], ["B-X", "O", "O", "B-X", "B-X"]
    assert count_spans(true, given_) == {"X": (1, 2, 3), "Y": (0, 1, 0)}


@given(st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y", "E-X", "S-Y"])))
def test_spans_cover_all_but_the_outside_once(labels: list[str]) -> None:
    covered = [place for first, last, _ in find_spans(labels) for place in range(first, last + 1)]
    assert covered == [place for place, label in enumerate(labels) if label != "O"]
    counts = count_spans(labels, labels)
    assert all(right == there == said for right, there, said in counts.values())


def test_other_labels_mark_no_spans() -> None:
    assert marks_spans(["O", "B-PER", "I-PER"]) and marks_spans(["O", "I-NP"])
    assert not marks_spans(["NN", "VB"]) and not marks_spans(["B", "M", "E", "S"]) and not marks_spans(["O"])
    assert not marks_spans(["O", "B-PER", "NOUN"])
