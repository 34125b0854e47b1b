"""Holds the code to the table of floors in docs/architecture.md, and to the sizes that keep a house readable."""

import ast
import functools
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lamina"
FILES = sorted(SOURCE.rglob("*.py"))

MOST_LINES, MEDIAN_LINES, MOST_CODE_LINES, MOST_ARGUMENTS = 400, 150, 40, 8

# Packages that may be imported inside a function: extras that need not be installed, and modules of one system.
OPTIONAL = {"onnx", "onnxscript", "onnxruntime", "pandas", "pyarrow", "msvcrt", "fcntl"}

# Source files that need no test file of their own, with the reason.
UNTESTED = {
    "__init__": "the door; every verb's test goes through it",
    "__main__": "one line; tests/cli/test_main.py runs it",
    "core/axes": "a docstring",
    "core/backpropagation": "plain records; the tests of lens/backprop and its neighbours fill them",
    "core/flow": "plain records; tests/lens/test_flow.py fills them",
    "core/looks": "plain records; the tests of lens fill them",
    "core/batch": "plain containers and a protocol; the tests of data and training use them",
    "core/contracts": "protocols",
    "core/events": "plain containers; the tests of training and report use them",
    "core/plan": "a plain record; tests/core/test_device.py fills it",
    "core/records": "plain records; the tests of evaluation, data and report use them",
    "verbs/courses/course": "a protocol and plain containers; the tests of each course use them",
}  # words/ as a whole is tested by tests/test_words.py

TORCH_FREE = [
    *(f"lamina.core.{name}" for name in ("config", "errors", "spec", "records", "health", "plan", "files")),
    "lamina.networks.catalog", "lamina.words", "lamina.cli.main",
]  # fmt: skip


def read_floors(text: str) -> dict[str, tuple[int, str]]:
    """Folder (or file at the top) -> (floor, what it may import), from the table."""
    rows = re.findall(r"^\| `([\w.]+?)/?` \| (\d+) \| ([^|]+) \|", text, flags=re.MULTILINE)
    return {folder.removesuffix(".py"): (int(floor), allowed.strip()) for folder, floor, allowed in rows}


FLOORS = read_floors((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))


def allowed_folders(folder: str, floors: dict[str, tuple[int, str]]) -> set[str]:
    """Folders that a file of `folder` may import from, its own included."""
    floor, allowed = floors[folder]
    if allowed == "all below":
        return {folder} | {other for other, (other_floor, _) in floors.items() if other_floor < floor}
    return {folder} | {name.strip() for name in allowed.split(",") if name.strip() != "-"}


@functools.cache
def read(path: Path) -> tuple[ast.Module, list[str]]:
    """The tree of a file and its lines; each file is asked for by many tests."""
    text = path.read_text(encoding="utf-8")
    return ast.parse(text), text.splitlines()


def name_of(path: Path) -> str:
    """src/lamina/core/config.py -> core/config."""
    return path.relative_to(SOURCE).with_suffix("").as_posix()


def folder_of(module: str) -> str:
    """lamina.core.config -> core; lamina itself -> __init__."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Every module that is imported anywhere in a file, with its statement; `from a import b` counts as a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


@functools.cache
def resolve(module: str) -> str | None:
    """The longest prefix of a dotted name that is a file or folder of Lamina; None for other packages."""
    parts = module.split(".")
    if parts[0] != "lamina":
        return None
    while len(parts) > 1:
        path = SOURCE.joinpath(*parts[1:])
        if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
            return ".".join(parts)
        parts.pop()
    return "lamina"


@functools.cache
def own_imports(path: Path) -> frozenset[str]:
    """Modules of Lamina that a file imports."""
    found = {resolve(module) for module, _ in imported_modules(read(path)[0])}
    return frozenset(module for module in found if module is not None)


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines of a function that hold code: no docstring, no blank line, no line of comment alone."""
    first, last = function.lineno, function.end_lineno or function.lineno
    skipped: set[int] = set()
    body = function.body[0]
    if isinstance(body, ast.Expr) and isinstance(body.value, ast.Constant) and isinstance(body.value.value, str):
        skipped = set(range(body.lineno, (body.end_lineno or body.lineno) + 1))
    texts = (lines[number - 1].strip() for number in range(first, last + 1) if number not in skipped)
    return sum(bool(text) and not text.startswith("#") for text in texts)


@functools.cache
def functions(path: Path) -> list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, list[str]]]:
    """All functions of a file with its lines."""
    tree, lines = read(path)
    return [(node, lines) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_table_names_every_folder() -> None:
    folders = {name_of(path).split("/")[0] for path in FILES}
    assert folders == set(FLOORS)


@pytest.mark.parametrize("folder", sorted(FLOORS))
def test_table_allows_only_lower_floors(folder: str) -> None:
    for other in allowed_folders(folder, FLOORS) - {folder}:
        assert FLOORS[other][0] < FLOORS[folder][0], f"{folder} may import {other}, which is not below it"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_stay_on_allowed_floors(path: Path) -> None:
    folder = name_of(path).split("/")[0]
    # `lamina` itself may be imported by cli (its version); the door's own floor says so
    wrong = {module for module in own_imports(path) if folder_of(module) not in allowed_folders(folder, FLOORS)}
    assert not wrong, f"{name_of(path)} imports {sorted(wrong)}; {folder}/ may import {FLOORS[folder][1]}"


@functools.cache
def names_in(path: Path) -> frozenset[str]:
    """Names that a file defines or imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(read(path)[0]):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.split(".")[0])
    return frozenset(found)


def lacking(module: str) -> bool:
    """Whether `lamina.folder.file.name` is not a file of Lamina and no name in one: moved or renamed by another hand."""
    found = resolve(module)
    if found is None or found == module:
        return False
    path = SOURCE.joinpath(*found.split(".")[1:])
    file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    return module.removeprefix(f"{found}.") not in names_in(file)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imported_names_exist(path: Path) -> None:
    gone = [
        module
        for module, node in imported_modules(read(path)[0])
        if isinstance(node, ast.ImportFrom) and lacking(module)
    ]
    assert not gone, f"{name_of(path)} imports what is not there: {gone}"


def test_no_import_cycles() -> None:
    graph = {"lamina." + name_of(path).replace("/", "."): own_imports(path) for path in FILES}
    graph = {name.removesuffix(".__init__"): edges for name, edges in graph.items()}
    assert find_cycle(graph) == []


def find_cycle(graph: Mapping[str, Set[str]]) -> list[str]:
    """A cycle as a list of names, or [] where there is none."""
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, frozenset()) - {name}):
            if found := visit(other, [*trail, name]):
                return found
        done.add(name)
        return []

    return next((cycle for name in sorted(graph) if (cycle := visit(name, []))), [])


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).split("/")[0] != "cli"], ids=name_of)
def test_no_import_inside_functions(path: Path) -> None:
    inside = [
        (module, node.lineno)
        for function, _ in functions(path)
        for module, node in imported_modules(function)
        if module.split(".")[0] not in OPTIONAL
    ]
    assert not inside, f"{name_of(path)} imports inside a function: {inside}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_file_and_functions_are_short(path: Path) -> None:
    assert len(read(path)[1]) <= MOST_LINES
    long = {f.name: n for f, lines in functions(path) if (n := code_lines(f, lines)) > MOST_CODE_LINES}
    assert not long, f"{name_of(path)} has functions of more than {MOST_CODE_LINES} lines of code: {long}"


def test_median_file_is_short() -> None:
    assert statistics.median(len(read(path)[1]) for path in FILES) < MEDIAN_LINES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_constructors_take_few_arguments(path: Path) -> None:
    for function, _ in functions(path):
        if function.name == "__init__":
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            assert len(arguments) - 1 <= MOST_ARGUMENTS, f"{name_of(path)} line {function.lineno}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_each_file_has_a_test_of_its_name(path: Path) -> None:
    name = name_of(path)
    if path.name == "__init__.py" or name in UNTESTED or name.startswith("words/"):
        return
    folder, _, file = name.rpartition("/")
    assert (ROOT / "tests" / folder / f"test_{file}.py").is_file(), f"tests/{folder}/test_{file}.py is missing"


def test_untested_list_names_existing_files() -> None:
    gone = [name for name in UNTESTED if not (SOURCE / f"{name}.py").is_file()]
    assert not gone, f"remove from UNTESTED: {gone}"


@pytest.mark.parametrize("module", TORCH_FREE)
def test_module_loads_no_heavy_package(module: str) -> None:
    heavy = "('torch', 'polars', 'sklearn', 'matplotlib')"
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Written in pieces, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.$])/(?:wo" + r"rk|ro" + r"ot|op" + r"t|ho" + r"me)/\w",
            "pypi" + r"\.org", "pythonhosted" + r"\.org", "download" + r"\.pytorch", "registry" + r"\.npmjs", "conda" + r"\.anaconda",
        ]
    )
)  # fmt: skip


def test_no_machine_path_or_registry_host_in_tracked_files() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: tracked files are unknown")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # pictures and other binary files, and files that are being deleted
        found += [f"{name}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert not found


def test_the_rules_can_fail() -> None:
    """The helpers above find what they look for."""
    floors = read_floors("| `low/` | 0 | - | x |\n| `mid/` | 1 | low | x |\n| `top/` | 2 | all below | x |\n")
    assert allowed_folders("mid", floors) == {"mid", "low"}
    assert allowed_folders("top", floors) == {"top", "mid", "low"}
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    text = 'def f():\n    """Doc."""\n\n    # why\n    return 1\n'
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef) and code_lines(function, text.splitlines()) == 2
    assert [module for module, _ in imported_modules(ast.parse("from lamina.core import seed\nimport os"))] == [
        "lamina.core.seed", "os",
    ]  # fmt: skip
    assert resolve("lamina.core.config.RunConfig") == "lamina.core.config" and resolve("torch.nn") is None
    assert lacking("lamina.core.seed.no_such_name") and lacking("lamina.core.no_such_file.name")
    assert not any(map(lacking, ("lamina.core.seed.derive", "lamina.core.seed", "lamina.words", "torch.nn.Module")))
    assert FORBIDDEN.search("see /wo" + "rk/main") and not FORBIDDEN.search("https://example.org/work/main")
