"""Spans of labels that mark a beginning and an inside: B-PER I-PER O, with the variants IOB1, BIOES and BILOU.

A span is right where its kind and both ends are. What begins and ends one is as the shared task of CoNLL-2000 scored it
(conlleval; Tjong Kim Sang & Buchholz 2000): an inside that follows nothing of its kind begins a span, too.
"""

from collections.abc import Sequence

OUTSIDE = "O"
BEGINS, SINGLE, ENDS, INSIDE = "B", "SU", "EL", "IM"  # letters of the variants
Span = tuple[int, int, str]  # first token, last token, kind


def marks_spans(labels: Sequence[str]) -> bool:
    """Whether labels are O and letter-kind, with a beginning or an inside among them: a column of anything else is not."""
    marks = [label for label in labels if label != OUTSIDE]
    known = all(len(mark) > 2 and mark[1] in "-_" and mark[0] in BEGINS + SINGLE + ENDS + INSIDE for mark in marks)
    return OUTSIDE in labels and bool(marks) and known and any(mark[0] in "BI" for mark in marks)


def find_spans(labels: Sequence[str]) -> list[Span]:
    """The spans of a sentence's labels, in order; any other label than letter-kind is outside."""
    spans: list[Span] = []
    first, before, kind = -1, OUTSIDE, ""
    for place, label in enumerate([*labels, OUTSIDE]):
        letter, own = (label[0], label[2:]) if len(label) > 2 and label[1] in "-_" else (OUTSIDE, "")
        ends = letter == OUTSIDE or letter in BEGINS + SINGLE or before in ENDS + SINGLE or own != kind
        if first >= 0 and ends:
            spans.append((first, place - 1, kind))
            first = -1
        if first < 0 and letter != OUTSIDE:
            first = place
        before, kind = letter, own
    return spans


def count_spans(true: Sequence[str], given: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Kind -> (spans found rightly, spans there are, spans given) of a sentence."""
    there, said = set(find_spans(true)), set(find_spans(given))
    kinds = sorted({span[2] for span in there | said})
    return {
        kind: (
            sum(span[2] == kind for span in there & said), sum(span[2] == kind for span in there),
            sum(span[2] == kind for span in said),
        )
        for kind in kinds
    }  # fmt: skip
