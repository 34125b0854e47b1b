"""Python's own standard library as sentences: each logical line, each token with its role in the program.

What a name is (a call, an attribute, a parameter ...) follows from its place and not from its spelling: the parser
knows it, and a tagger has to read it off the line alone, as an editor does that colours code which does not parse yet.

    keyword number string operator     what the tokenizer says
    function class parameter           a name where it is defined
    call attribute argument            f(...), .name, name= inside a call
    import variable                    a name in an import line; any other name

String literals are written as one sign, because a token has no blanks. Lines of one token, and lines that stood
before, are left out. Modules, not lines, are dealt to the parts. The lines are those of the Python that runs this.
"""

import ast
import io
import keyword
import sysconfig
import tokenize
from collections.abc import Iterator
from pathlib import Path

STRING = '"…"'
TARGET = "role"
_LONGEST = 120  # tokens of a line
_SKIPPED = (
    tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER,
)  # fmt: skip
MODULES = (
    "argparse", "ast", "base64", "calendar", "cmd", "codecs", "configparser", "contextlib", "copy", "csv", "dataclasses",
    "difflib", "doctest", "enum", "fileinput", "fractions", "ftplib", "functools", "getopt", "glob", "gzip", "heapq",
    "imaplib", "inspect", "ipaddress", "locale", "mailbox", "mimetypes", "optparse", "pdb", "pickle", "plistlib",
    "poplib", "pprint", "random", "sched", "shlex", "shutil", "smtplib", "socketserver", "statistics", "string",
    "subprocess", "tarfile", "textwrap", "threading", "timeit", "trace", "uuid", "wave", "weakref",
)  # fmt: skip
Line = tuple[tuple[str, ...], tuple[str, ...]]


def python_lines() -> Iterator[tuple[str, str, Line]]:
    """(module, part, (tokens, roles)) of each line. Every fifth module is for the test, every fifth for validation."""
    seen: set[tuple[str, ...]] = set()
    library = Path(sysconfig.get_paths()["stdlib"])
    for place, module in enumerate(MODULES):
        path = library / f"{module}.py"
        if not path.is_file():
            continue
        part = {2: "validation", 4: "test"}.get(place % 5, "train")
        for line in tagged_lines(path.read_text(encoding="utf-8")):
            if line[0] not in seen:
                seen.add(line[0])
                yield module, part, line


def tagged_lines(source: str) -> list[Line]:
    """The logical lines of a program of two to 120 tokens: their tokens, and the role of each."""
    roles = _roles(ast.parse(source))
    lines: list[Line] = []
    tokens: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            if 1 < len(tokens) <= _LONGEST:
                lines.append(_tagged(tokens, roles))
            tokens = []
        elif token.type not in _SKIPPED:
            tokens.append(token)
    return lines


def _tagged(tokens: list[tokenize.TokenInfo], roles: dict[tuple[int, int], str]) -> Line:
    imports = tokens[0].string in ("import", "from")
    found, before = [], ""
    for token in tokens:
        place = (token.start[0], len(token.line[: token.start[1]].encode()))
        if token.type == tokenize.NUMBER:
            role = "number"
        elif token.type == tokenize.OP:
            role = "operator"
        elif token.type != tokenize.NAME:
            role = "string"
        elif keyword.iskeyword(token.string):
            role = "keyword"
        elif imports:
            role = "import"
        else:
            role = {"def": "function", "class": "class"}.get(before) or roles.get(place, "variable")
        found.append(role)
        before = token.string
    return tuple(
        STRING if role == "string" else token.string for token, role in zip(tokens, found, strict=True)
    ), tuple(found)


def _roles(tree: ast.AST) -> dict[tuple[int, int], str]:
    """(line, byte) at which a name begins -> its role, for those that are more than a variable."""
    roles: dict[tuple[int, int], str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            roles[node.lineno, node.col_offset] = "parameter"
        elif isinstance(node, ast.keyword) and node.arg:
            roles[node.lineno, node.col_offset] = "argument"
        elif isinstance(node, ast.Attribute):
            roles.setdefault(_attribute(node), "attribute")
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                roles[_attribute(called)] = "call"
            elif isinstance(called, ast.Name):
                roles[called.lineno, called.col_offset] = "call"
    return roles


def _attribute(node: ast.Attribute) -> tuple[int, int]:
    """Where the name behind the point begins."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset - len(node.attr.encode())
