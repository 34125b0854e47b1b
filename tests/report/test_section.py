"""A section is a value: two of the same content are equal, and nobody changes one."""

import dataclasses

import pytest

from lamina.report.section import Picture, Section


def test_a_section_is_a_value() -> None:
    pictures = (Picture("maps", b"png", "maps"),)
    one = Section("maps", "Feature maps", "Zeiler and Fergus 2014", ("Two maps are dark.",), pictures)
    assert one == Section("maps", "Feature maps", "Zeiler and Fergus 2014", ("Two maps are dark.",), pictures)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "other"  # pyright: ignore[reportAttributeAccessIssue]
