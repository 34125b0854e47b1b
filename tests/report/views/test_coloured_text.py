"""Coloured texts."""

from tests.report.pngs import WIDE, has, size

from lamina.report.views.coloured_text import MOST_TOKENS, Word, coloured_html, coloured_picture

HOSTILE = '<script>alert("x")</script>'


def test_colours_say_for_and_against() -> None:
    html = coloured_html([Word("good", 2.0), Word("bad", -1.0), Word("so", 0.0, apart=False, marked=True)])
    assert 'style="background:rgba(0,114,178,0.85)' in html and "rgba(213,94,0," in html and "0.00)" in html
    assert ">good</span> <span" in html and ">bad</span><span" in html and "outline:2px" in html
    assert 'title="+2"' in html and 'title="-1"' in html


def test_hostile_text_is_escaped_and_long_text_cut() -> None:
    html = coloured_html([Word(HOSTILE, 1.0), *[Word("x", 0.1)] * (MOST_TOKENS + 5)])
    assert "<script" not in html and "&lt;script&gt;" in html and html.count("<span") == MOST_TOKENS


def test_the_picture_wraps_and_shows_both_colours() -> None:
    words = [Word("good", 1.0), Word("bad", -1.0), Word(HOSTILE, 0.5), Word("$\\frac", 0.1), Word("字😀", 0.2)]
    short, long = coloured_picture("why?", words), coloured_picture("why?", words * 20)
    assert size(short)[0] == size(long)[0] == WIDE and size(long)[1] > size(short)[1] + 75
    assert has(short, (38, 135, 190), 12) > 18 and has(short, (219, 118, 38), 12) > 18
    assert size(coloured_picture("nothing", [Word("", 0.0)]))[0] == WIDE


def test_a_blank_is_seen_in_a_sentence() -> None:
    assert [Word(text, 0.0).seen for text in ("a", " ", "\u00a0", "")] == ["a", "␣", "␣", "␣"]
