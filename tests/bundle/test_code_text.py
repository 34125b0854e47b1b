import ast
import string

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
