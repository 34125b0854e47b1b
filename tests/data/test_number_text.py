"""Texts that are numbers."""

from lamina.data.number_text import is_number


def test_what_python_reads_as_a_number() -> None:
    assert all(map(is_number, ("1", "-2.5", " 1e3 ", "nan")))
    assert not any(map(is_number, ("", "1,5", "one", "1 2")))
