"""Every character of a class name is drawn by a font that has it, or by its number; never as a box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from lamina.report.fonts import drawable, families, has_glyph, shorten, width


def glyphs() -> set[int]:
    found: set[int] = set()
    for family in families():
        path = font_manager.findfont(font_manager.FontProperties(family=family), fallback_to_default=False)
        found |= set(FT2Font(path).get_charmap())
    return found


def test_chinese_has_glyphs_in_the_chosen_fonts() -> None:
    known = glyphs()
    assert not [
        character for character in "猫狗向日葵蒲公英玫瑰郁金香雏菊混淆矩阵，：（）“”" if ord(character) not in known
    ]


def test_latin_greek_and_signs_have_glyphs_too() -> None:
    assert all(has_glyph(character) for character in "AZaz019 äößéñçøåžłğ αβγΩ ²±×–—…%$&<>€")


def test_a_character_that_no_font_has_is_told_by_its_number() -> None:
    assert drawable("a\U000f0000b") == "aU+F0000b"


def test_control_characters_and_line_breaks_become_one_space() -> None:
    assert drawable("a\n\tb\x07  c\u2028d") == "a b c d"


@given(st.text(max_size=40))
def test_what_is_drawn_always_has_glyphs(text: str) -> None:
    assert all(has_glyph(character) for character in drawable(text))


@given(st.text(max_size=60), st.integers(3, 30))
def test_shortened_text_fits(text: str, most: int) -> None:
    assert width(shorten(text, most)) <= most


def test_shortening_keeps_beginning_and_end() -> None:
    assert shorten("class number 1234567", 11) == "class…34567"
    assert shorten("short", 11) == "short"
    assert width("猫a") == 3


def test_without_the_packaged_font_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lamina.report.fonts.PACKAGE", "no_such_font_package")
    families.cache_clear()
    try:
        assert families()[-1] == "DejaVu Sans"
    finally:
        families.cache_clear()
