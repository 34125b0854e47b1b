"""Commands can be pasted, whatever the folder is called."""

import shlex

from lamina.report.usage import commands, next_commands, next_in_python, python_lines


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
