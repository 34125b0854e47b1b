"""Help in Chinese has no English of the library in it."""

import os
import subprocess
import sys

COMMANDS = ("", "train", "predict", "list", "verify", "export")


def test_no_english_words_of_the_library() -> None:
    code = f"from lamina.cli.main import run\nfor name in {COMMANDS}: run([*name.split(), '--help'])"
    environment = {**os.environ, "LAMINA_LANG": "zh", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.count("用法：") == len(COMMANDS)
    strange = ("Usage", "[required]", "[default", "[choices", " object at ")
    assert not [word for word in strange if word in done.stdout]
