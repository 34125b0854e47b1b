"""What is offered for pasting as --network."""

import pytest

from lamina.core.own_name import called, is_own_file, own_hint


@pytest.mark.parametrize(
    ("network", "hint"),
    [
        ("nets.py:Tiny", "nets.py:Tiny"),
        ("my nets/网络.py:Tiny", "my nets/网络.py:Tiny"),
        (r"C:\nets (2)\a-b.py:Tiny", r"C:\nets (2)\a-b.py:Tiny"),
        ("Tiny", "file.py:Tiny"),
        ("x.py:Net; rm -rf .", "file.py:Class"),
        ("x.py:Net\nNote: all is well", "file.py:Class"),
        ("\x1b[2Jx.py:Net", "file.py:Class"),
        ("$(rm -rf .).py:Net", "file.py:Class"),
        ("", "file.py:Class"),
    ],
)
def test_only_a_plain_name_is_offered(network: str, hint: str) -> None:
    assert own_hint(network) == hint


def test_what_is_a_file() -> None:
    assert is_own_file("a.py:B") and not is_own_file("lenet5") and not is_own_file("a.py")


def test_a_title_leaves_the_folders_out() -> None:
    assert called("some/where/nets/own.py:Plain") == "own.py:Plain" == called("own.py:Plain")
    assert (
        called(r"C:\nets\own.py:Plain") == "own.py:Plain"
        and called("lenet5") == "lenet5"
        and called("Plain") == "Plain"
    )
