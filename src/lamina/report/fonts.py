"""Fonts that can draw every class name: Chinese included, never boxes.

The Chinese font of a small font package comes first, so that pictures look alike on every machine; then the fonts of
the system; then DejaVu Sans, which comes with matplotlib. A character that none of them has is drawn as its number
(U+1F600), which stays readable and tells names apart.
"""

import functools
import importlib.util
import unicodedata
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

PACKAGE, FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"  # Noto Sans SC, SIL Open Font License 1.1
CHINESE_FAMILIES = (
    "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "SimHei",
    "STHeiti", "Heiti TC", "Arial Unicode MS",
)  # fmt: skip
LATIN_FAMILY = "DejaVu Sans"


@functools.cache
def families() -> tuple[str, ...]:
    """Families for matplotlib's `font.family`, tried in this order for each character."""
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    system = next((name for name in CHINESE_FAMILIES if name in known), None)
    packaged = _register_packaged_font()
    chinese = packaged or system
    return (chinese, LATIN_FAMILY) if chinese else (LATIN_FAMILY,)


def drawable(text: str) -> str:
    """The text on one line, each character that no font has written as its number."""
    pieces = []
    for character in text:
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            pieces.append(" ")
        elif unicodedata.category(character) in ("Cf", "Mn") and not has_glyph(character):
            continue  # joiners and marks that nobody would see
        else:
            pieces.append(character if has_glyph(character) else f"U+{ord(character):04X}")
    return " ".join("".join(pieces).split())


def has_glyph(character: str) -> bool:
    """Whether one of the families can draw the character."""
    return any(ord(character) in glyphs for glyphs in _glyphs())


def shorten(text: str, most: int) -> str:
    """At most `most` columns (a Chinese character takes two), the middle left out: beginning and end tell names apart."""
    text = drawable(text)
    if width(text) <= most:
        return text
    head, tail = [], []
    room = most - 1
    for index in range(len(text)):
        for piece, character in ((head, text[index]), (tail, text[-1 - index])):
            room -= width(character)
            if room < 0:
                return "".join(head) + "…" + "".join(reversed(tail))
            piece.append(character)
    return text


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _register_packaged_font() -> str | None:
    """The packaged font's family, made known to matplotlib; None where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / FILE
    if not path.is_file():
        return None
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=str(path)).get_name()


@functools.cache
def _glyphs() -> tuple[frozenset[int], ...]:
    """Characters of each family, by their numbers."""
    paths = [font_manager.findfont(font_manager.FontProperties(family=family)) for family in families()]
    return tuple(frozenset(FT2Font(path).get_charmap()) for path in paths)
