"""Sentences with their labels in colour."""

import polars as pl

from lamina.report.run.tagged_text import label_colours, tagged_sentences

FRAME = pl.DataFrame(
    {
        "row_id": [0, 0, 1, 1, 2], "split": ["test"] * 4 + ["train"], "token": ["<b>", "ran", "Oslo", "x", "never"],
        "target": ["B-PER", "O", "B-LOC", None, "O"], "answer": ["B-PER", "O", "O", "O", "O"],
    }
)  # fmt: skip


def test_wrong_labels_are_marked_and_texts_stay_texts() -> None:
    html = tagged_sentences(FRAME, "test", ("B-LOC", "B-PER", "I-PER", "O"))
    assert html is not None
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "O, truly B-LOC" in html and "never" not in html
    assert html.index("ran") < html.index("Oslo")  # the right ones first


def test_marks_of_a_kind_share_a_colour() -> None:
    colours = label_colours(["B-PER", "I-PER", "B-LOC", "O"])
    assert colours["B-PER"] == colours["I-PER"] != colours["B-LOC"] and "O" not in colours


def test_no_labels_no_section() -> None:
    assert tagged_sentences(FRAME.with_columns(target=pl.lit(None, dtype=pl.String)), "test", ("O",)) is None
