"""The view of columns."""

import pytest
import torch

from lamina.verbs.views import columns as view_columns
from lamina.verbs.views.looked import Looked

from . import looks


def only_age(seen: Looked) -> Looked:
    """A network that answers with the sign of the first column."""
    with torch.no_grad():
        for parameter in seen.model.network.parameters():
            parameter.zero_()
        *_, first, last = [value for name, value in seen.model.network.named_parameters() if name.endswith("weight")]
        first[0, 0], first[1, 0] = 5.0, -5.0
        last[-1, 0], last[-1, 1] = 1.0, -1.0
    return seen


@pytest.mark.parametrize("task", ["classify", "regress"])
def test_tables_leave_no_trace(task: str) -> None:
    section = looks.shown_without_a_trace(view_columns.VIEW, looks.table(task))
    told = " ".join(section.sentences)
    assert "On 60 test rows" in told and "Check: with shuffled weights" in told and "Breiman" in section.paper
    assert {"columns-importance", "columns-row-1", "columns-row-3"} <= {picture.stem for picture in section.pictures}


def test_the_column_that_decides_is_found() -> None:
    section = view_columns.show(only_age(looks.table()))
    first, chance, course = section.sentences[:3]
    assert "accuracy is 100.0 %" in first and "Shuffling age costs most" in first
    assert "2 of 3 columns cost nothing beyond their spread" in first and "noise" in first and "sex" in first
    assert chance.startswith("Check:") and course.startswith("With age set to")
    row = next(sentence for sentence in section.sentences if sentence.startswith("row 0"))
    assert row.partition("most comes from ")[2].startswith("age = ")


def test_without_the_runs_rows_only_single_rows_are_told() -> None:
    seen = looks.table()
    section = view_columns.show(Looked(seen.model, seen.rows, seen.raw, seen.inputs, dict))
    assert "run's own rows are not there" in section.sentences[0]
    assert [picture.stem for picture in section.pictures] == ["columns-row-1", "columns-row-2", "columns-row-3"]


def test_categories_have_names() -> None:
    assert [view_columns.category_name(("red",), code) for code in (0, 1, 2)] == ["red", "missing", "unseen"]
    assert not view_columns.fits(looks.text())
