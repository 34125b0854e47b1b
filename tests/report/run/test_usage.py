"""Commands can be pasted, whatever the folder is called, and ask a model with what it takes."""

import shlex

import pytest

from lamina.report.run.usage import ASKS, commands, next_commands, next_in_python, python_lines


def test_a_folder_with_blanks_and_quotes_stays_one_word() -> None:
    folder = "runs/it's mine; rm x"
    for _, line in commands(folder):
        words = shlex.split(line)
        assert words[0] == "lamina" and any(word.startswith(folder) for word in words)
    compile(python_lines(folder), "card", "exec")


def test_what_follows_a_training_can_be_pasted() -> None:
    assert next_commands("my runs/a", program=".venv/bin/lamina")[0] == ".venv/bin/lamina evaluate 'my runs/a'"
    assert next_in_python("runs/a") == ["lamina.load('runs/a').predict(\"YOUR-DATA\")"]


def test_a_network_of_the_users_own_is_named_wherever_it_is_needed() -> None:
    own = "my nets.py:Tiny"
    for _, line in commands("runs/a", own):
        assert shlex.split(line)[-2:] == ["--network", own]
    assert shlex.split(next_commands("runs/a", own)[1])[-1] == own
    assert all(f"network={own!r}" in text for text in (python_lines("runs/a", own), *next_in_python("runs/a", own)))


@pytest.mark.parametrize(
    ("asks", "typed", "called"),
    [
        ("data", ["YOUR-DATA"], 'predict("YOUR-DATA")'),
        ("prompt", ["--prompt", "YOUR BEGINNING"], 'predict(prompt="YOUR BEGINNING")'),
        ("hidden", ["--prompt", "YOUR TEXT WITH [MASK]"], 'predict(prompt="YOUR TEXT WITH [MASK]")'),
        ("word", ["WORD"], 'predict("WORD")'),
        ("text", ["YOUR TEXT"], 'predict("YOUR TEXT")'),
    ],
)
def test_a_model_is_asked_with_what_it_takes(asks: str, typed: list[str], called: str) -> None:
    assert shlex.split(next_commands("runs/a", asks=asks)[1]) == ["lamina", "predict", "runs/a", *typed]
    assert next_in_python("runs/a", asks=asks)[0].endswith(called)
    if asks != "data":
        assert shlex.split(commands("runs/a", asks=asks)[0][1])[3:] == typed
        assert python_lines("runs/a", asks=asks).endswith(called)


@pytest.mark.parametrize("asks", ASKS)
def test_only_what_can_be_exported_is_said_to_be(asks: str) -> None:
    formats = [shlex.split(line)[-1] for _, line in commands("runs/a", asks=asks) if "export" in line]
    assert formats == {"hidden": [], "word": ["word2vec"]}.get(asks, ["onnx"])
