"""Text that a terminal or page shows and does not obey: control characters become signs one sees.

Names of files, columns and classes are the user's, or a stranger's: an escape in them could colour, erase or fake
what stands on the screen, and marks of direction could turn a line around.
"""

_SHOWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}  # ␀ ... ␟
_SHOWN |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}
_SHOWN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)  # that turn the direction of writing


def visible(text: str) -> str:
    """The text with each control character but line ends and tabs as one sign: ␛ for escape, � for what has none."""
    return text if text.isprintable() else text.translate(_SHOWN)
