"""A run's commands are whole: its own network is named, and any folder can be pasted."""

import shlex
from pathlib import Path

from lamina.verbs.again import own_flag, resume_command, typed


def test_a_network_of_the_catalogue_is_not_named() -> None:
    assert typed("mlp") == typed("auto") == own_flag("lenet5") == ""
    assert resume_command(Path("runs/a"), "mlp") == "lamina resume runs/a"


def test_ones_own_is() -> None:
    assert typed("a.py:B") == "a.py:B" and typed("Tiny") == "file.py:Tiny"
    command = resume_command(Path("my runs/it's"), "my nets.py:Tiny")
    assert shlex.split(command) == ["lamina", "resume", "my runs/it's", "--network", "my nets.py:Tiny"]
