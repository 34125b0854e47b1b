import ast
import string
import sys

import pytest

from lamina.bundle import code_text

BLOCKS = {name: value for name, value in vars(code_text).items() if name.isupper() and isinstance(value, str)}
BLOCKS |= {f"PREDICT {name}": value for name, value in code_text.PREDICT.items()}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_python_once_filled_and_needs_nothing_of_lamina(name: str) -> None:
    fields = {field: "x" for _, field, _, _ in string.Formatter().parse(BLOCKS[name]) if field}
    filled = BLOCKS[name].format(**fields)
    imported = [node for node in ast.walk(ast.parse(filled)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imported == [] and "{{" not in filled


@pytest.mark.parametrize("main", [code_text.TABLE_MAIN, code_text.IMAGES_MAIN])
def test_without_a_file_the_program_says_how_it_is_used(main: str, monkeypatch: pytest.MonkeyPatch) -> None:
    space: dict[str, object] = {"sys": sys, "csv": None}
    exec(main.format(answers="numbers"), space)
    monkeypatch.setattr(sys, "argv", ["model.py"])
    with pytest.raises(SystemExit, match=r"Usage: python model[.]py"):
        space["main"]()  # type: ignore[operator]
