"""The view of tokens."""

import pytest
import torch

from lamina.verbs.views import tokens as view_tokens

from . import looks


@pytest.mark.parametrize(
    "make",
    [looks.text, lambda: looks.text(network="encoder"), lambda: looks.text("regress"), lambda: looks.text("tag"),
     lambda: looks.text("language", "decoder"), lambda: looks.text("language", "lstm"), looks.pairs,
     lambda: looks.pairs("seq2seq"), lambda: looks.pairs("seq2seq-additive")],
)  # fmt: skip
def test_every_task_over_texts(make) -> None:
    seen = make()
    section = looks.shown_without_a_trace(view_tokens.VIEW, seen)
    told = " ".join(section.sentences)
    assert "add up to" in told and "Gradient × input" in told and "Sundararajan" in section.paper
    assert len(section.pictures) == len(seen.rows) and section.body is not None


def test_hostile_words_are_escaped() -> None:
    section = view_tokens.show(looks.text())
    assert section.body is not None and "<script>" not in section.body and "&lt;script&gt;" in section.body


def test_the_only_word_that_counts_is_named_first() -> None:
    seen = looks.text("regress")
    table = seen.model.network.get_submodule("embedding.table")
    with torch.no_grad():
        kept = table.get_parameter("weight")[5].clone()
        table.get_parameter("weight").zero_()
        table.get_parameter("weight")[5] = kept
    found = view_tokens.show(seen).sentences[0]
    words = found.partition(":")[2]
    assert "“prize”" in words and words.count("“") == 1


def test_the_tag_that_is_explained_is_marked() -> None:
    section = view_tokens.show(looks.text("tag"))
    assert section.body is not None and section.body.count("outline:2px") == 2
    assert "that token" in section.sentences[0] and "least sure" in section.sentences[0]


@pytest.mark.parametrize("make", [looks.text, looks.pairs, lambda: looks.text("language", "lstm")])
def test_a_text_of_one_token(make) -> None:
    section = looks.shown_without_a_trace(view_tokens.VIEW, looks.of_one_token(make()))
    assert "too short for a check" in " ".join(section.sentences)


def test_it_fits_texts() -> None:
    assert not view_tokens.fits(looks.table()) and not view_tokens.fits(looks.series())
