"""What is looked at is a value: nobody changes a row that is explained."""

import dataclasses

import pytest

from lamina.verbs.views.looked import LookedRow


def test_a_row_is_a_value() -> None:
    row = LookedRow("row 3", "unsure", "7", "1", 1)
    assert row == LookedRow("row 3", "unsure", "7", "1", 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.index = 7  # pyright: ignore[reportAttributeAccessIssue]
