"""The view of gates."""

import pytest
import torch

from lamina.verbs.views import gates as view_gates
from lamina.verbs.views.looked import Looked
from lamina.words import use

from . import looks


@pytest.mark.parametrize(
    "make", [looks.series, lambda: looks.series("gru", 3), looks.text, looks.sequences, lambda: looks.text("language", "lstm"),
             lambda: looks.text("tag"), lambda: looks.pairs("seq2seq"), lambda: looks.pairs("seq2seq-additive")],
)  # fmt: skip
def test_it_says_what_is_remembered_and_leaves_no_trace(make) -> None:
    section = looks.shown_without_a_trace(view_gates.VIEW, make())
    told = " ".join(section.sentences)
    assert "half of what it holds is gone after" in told and "row 0" in told and "Hochreiter" in section.paper
    assert all(picture.content.startswith(b"\x89PNG") for picture in section.pictures)


def test_a_unit_that_copies_the_series_is_found() -> None:
    seen = looks.series("rnn")
    cell = seen.model.network.get_submodule("recurrent.cells.0")
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.get_parameter("kernel.weight_ih_l0")[3, 0] = 0.1  # tanh is straight there
    section = looks.shown_without_a_trace(view_gates.VIEW, seen)
    assert "unit 3 goes with level (r = +1.00)" in section.sentences[0]
    assert section.pictures[0].stem == "gates-1-units"


def test_an_encoder_that_reads_backwards_is_shown_as_people_read() -> None:
    seen = looks.pairs("seq2seq")
    names = [name for name, _ in seen.model.network.named_modules() if name == "encoder.recurrent"]
    section = view_gates.show(seen)
    assert names and any("encoder.recurrent" in picture.alt for picture in section.pictures)


def test_it_fits_what_has_time_and_gates() -> None:
    assert not any(
        view_gates.fits(make()) for make in (looks.table, looks.pairs, lambda: looks.text(network="encoder"))
    )


def test_a_drawing_that_fails_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(view_gates, "draw_gates", fail)
    seen = looks.text()
    before = seen.model.answer(seen.raw)
    with pytest.raises(MemoryError):
        view_gates.show(seen)
    assert torch.equal(seen.model.answer(seen.raw), before)


def test_a_text_of_one_token() -> None:
    section = looks.shown_without_a_trace(view_gates.VIEW, looks.of_one_token(looks.text()))
    assert "No unit goes with" in " ".join(section.sentences)


def test_in_chinese() -> None:
    try:
        use("zh")
        assert "遗忘门" in " ".join(view_gates.show(looks.series()).sentences)
    finally:
        use("en")


def test_of_a_bundle_without_rows_there_is_nothing_to_see() -> None:
    seen = looks.text()
    assert not view_gates.fits(Looked(seen.model, (), {}, (), seen.parts))
