"""Texts that are numbers. Loads nothing: plain mistakes are refused before heavy packages are there."""


def is_number(text: str) -> bool:
    """Whether a text is a number as Python writes one: 1, -2.5, 1e3, nan, inf."""
    try:
        float(text)
    except ValueError:
        return False
    return True
