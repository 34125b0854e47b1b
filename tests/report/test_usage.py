"""Commands can be pasted, whatever the folder is called."""

import shlex

from lamina.report.usage import commands, python_lines


def test_a_folder_with_blanks_and_quotes_stays_one_word() -> None:
    folder = "runs/it's mine; rm x"
    for _, line in commands(folder):
        words = shlex.split(line)
        assert words[0] == "lamina" and any(word.startswith(folder) for word in words)
    compile(python_lines(folder), "card", "exec")
