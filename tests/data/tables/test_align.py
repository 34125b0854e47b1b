"""Columns by name where names count, else by position, and never silently shifted."""

import pytest

from lamina.core.errors import InputError
from lamina.core.spec import TableForm
from lamina.data.tables.align import align_names

NAMED = TableForm(columns=("size", "y", "kind", "note"))
BARE = TableForm(columns=("column1", "column2", "column3", "column4"), named=False)


def test_real_names_count() -> None:
    needed = ["size", "kind"]
    for names in (["kind", "size"], ["Size", "y", "kind", "note"]):  # a missing one is the caller's to refuse
        assert align_names(names, True, NAMED, needed, ["y"]) == (names, ())
    assert align_names(["column3", "more", "column1"], True, BARE, ["column1", "column3"], ["column2"])[1] == ()
    numbered = TableForm(columns=("x1", "x2", "y"))
    assert align_names(["x1", "x2"], False, numbered, ["x1", "x2"], ["y"]) == (["x1", "x2"], ())


@pytest.mark.parametrize(("named", "form"), [(True, BARE), (False, NAMED)])
def test_by_position_where_only_one_table_has_names(named: bool, form: TableForm) -> None:
    names, needed, target = ["p", "q", "r", "s"], [form.columns[0], form.columns[2]], [form.columns[1]]
    found, (note,) = align_names(names, named, form, needed, target)
    assert found == list(form.columns) and note.parameters["first"] == ["p", form.columns[0]]
    found, (note,) = align_names(names[:3], named, form, needed, target)
    assert found == [form.columns[0], *form.columns[2:]] and note.parameters["absent"] == target
    assert align_names(names[:2], named, form, needed, target) == (names[:2], ())


def test_a_target_in_the_middle_does_not_shift_the_counted_columns() -> None:
    counted = ["column1", "column2", "column3"]
    found, (note,) = align_names(counted, False, BARE, ["column1", "column3"], ["column2"])
    assert found == ["column1", "column3", "column4"] and note.parameters["first"] == ["column2", "column3"]
    assert align_names([*counted, "column4"], False, BARE, ["column1"], ["column2"])[1] == ()
    assert align_names(counted, False, BARE, ["column1"], ["column4"]) == (counted, ())
    for names in (counted[:2], [*counted, "column4", "column5"]):
        with pytest.raises(InputError) as error:
            align_names(names, False, BARE, ["column1"], ["column2"])
        assert error.value.code == "data.other_width" and "(3 without" in str(error.value)
