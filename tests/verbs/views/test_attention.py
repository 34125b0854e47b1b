"""The view of attention."""

import pytest

from lamina.verbs.views import attention as view_attention
from lamina.verbs.views.attention_sides import read_row, sides_of

from . import looks


@pytest.mark.parametrize(
    ("make", "stems"),
    [
        (lambda: looks.text(network="encoder"), ["attention", "attention-heads"]),
        (lambda: looks.text("language", "decoder"), ["attention", "attention-heads"]),
        (looks.pairs, ["attention-training", "attention-writing", "attention", "attention-heads"]),
        (lambda: looks.pairs("seq2seq-additive"), ["attention-training", "attention-writing", "attention-heads"]),
    ],
)
def test_every_network_with_attention(make, stems: list[str]) -> None:
    section = looks.shown_without_a_trace(view_attention.VIEW, make())
    assert [picture.stem for picture in section.pictures] == stems
    assert "heads" in section.sentences[0] or "head" in section.sentences[0]
    told = " ".join(section.sentences)
    assert ("tokens of padding" in told) == ("<pad>" in read_row(make(), 0).names)
    assert "Vaswani" in section.paper and section.body is not None and section.body.count("<tr>") > 1


def test_masks_are_said() -> None:
    causal = " ".join(view_attention.show(looks.text("language", "decoder")).sentences)
    assert "in 2 of 2 attentions no token looks at a later one" in causal and "padding" not in causal


def test_a_layer_that_is_asked_for_is_drawn() -> None:
    seen = looks.text(network="encoder")
    sides = sides_of(seen, read_row(seen, 0))
    assert {sides[side].layer for side, _ in view_attention.telling(sides, "layers.1")} == {"layers.1.attention"}
    assert len(view_attention.telling(sides, "")) == 2


@pytest.mark.parametrize("make", [looks.pairs, lambda: looks.text("language", "decoder")])
def test_a_text_of_one_token(make) -> None:
    section = looks.shown_without_a_trace(view_attention.VIEW, looks.of_one_token(make()))
    assert len(section.pictures) >= 2


def test_it_fits_what_has_attention() -> None:
    assert not any(
        view_attention.fits(make()) for make in (looks.table, looks.series, looks.text, lambda: looks.pairs("seq2seq"))
    )
