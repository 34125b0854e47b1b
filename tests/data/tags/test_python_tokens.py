"""Lines of programs, each token with its role."""

from lamina.data.tags.python_tokens import MODULES, STRING, python_lines, tagged_lines

PROGRAM = """
import os.path as place
class Box(Base):
    def open(self, lid=None):  # a comment
        return self.lock.turn(key, times=2)[é.name] + "a b" 'c'
pass
"""


def test_roles_follow_from_the_place() -> None:
    lines = tagged_lines(PROGRAM)
    assert [list(zip(*line, strict=True)) for line in lines[:2]] == [
        [("import", "keyword"), ("os", "import"), (".", "operator"), ("path", "import"), ("as", "keyword"), ("place", "import")],
        [("class", "keyword"), ("Box", "class"), ("(", "operator"), ("Base", "variable"), (")", "operator"), (":", "operator")],
    ]  # fmt: skip
    assert dict(zip(*lines[2], strict=True))["open"] == "function"
    assert dict(zip(*lines[2], strict=True))["lid"] == "parameter"
    roles = dict(zip(*lines[3], strict=True))
    assert [roles[name] for name in ("self", "lock", "turn", "key", "times", "2", "é", "name", STRING)] == [
        "variable", "attribute", "call", "variable", "argument", "number", "variable", "attribute", "string",
    ]  # fmt: skip
    assert len(lines) == 4  # a line of one token is none


def test_modules_are_dealt_to_the_parts() -> None:
    lines = []
    for module, part, line in python_lines():
        lines.append((module, part, line))
        if len(lines) == 600:
            break
    assert {part for module, part, _ in lines if module == MODULES[0]} == {"train"}
    assert len({line[0] for _, _, line in lines}) == len(lines)
