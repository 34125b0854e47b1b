"""The view flow on runs."""

from lamina.verbs.run import Run
from lamina.verbs.views.flow import VIEW
from lamina.verbs.views.looking import look_at


def test_a_row_of_layers(digits: Run) -> None:
    section = VIEW.show(look_at(digits))
    assert "1×32×32" in section.sentences[0] and "one row" in section.sentences[1]
    assert [picture.stem for picture in section.pictures] == ["flow"] and not section.pictures[0].on_page
    assert "<svg" in str(section.body) and "c3" in str(section.body)


def test_a_table(classified: Run) -> None:
    section = VIEW.show(look_at(classified))
    assert "mlp takes" in section.sentences[0] and str(section.body).count("Linear") >= 2
