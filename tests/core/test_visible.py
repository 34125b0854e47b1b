"""Control characters become signs."""

from hypothesis import given
from hypothesis import strategies as st

from lamina.core.visible import visible


def test_known_signs() -> None:
    assert visible("plain, naïve, 我 🙂\n\tx") == "plain, naïve, 我 🙂\n\tx"
    assert visible("\x1b[31mred\x00\x7f\x9b\r") == "␛[31mred␀␡�␍"
    assert visible("a\u202eb\u2066") == "a�b�"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any((ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160 for sign in shown)
