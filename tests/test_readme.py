"""The commands of both READMEs: those in blocks marked `<!-- tested -->` are run, all others are at least parsed.

Commands that begin with `make`, `py` or `pip` are left out: they set up an environment, which is what runs this test.
"""

import re
import shlex
from pathlib import Path

import pytest

from lamina.cli.main import make_app, run
from lamina.networks import catalog

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.zh-CN.md"]
BLOCK = re.compile(r"^(<!-- tested -->\n)?[ ]*```(\w*)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)


def blocks(name: str) -> list[tuple[bool, str, str]]:
    """(tested, language, text) of every block."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [(bool(mark), language, body) for mark, language, body in BLOCK.findall(text)]


def lamina_lines(name: str, only_tested: bool) -> list[list[str]]:
    """Command lines of `lamina`, as arguments, comments left out."""
    lines = [
        line
        for tested, language, body in blocks(name)
        if language == "bash" and (tested or not only_tested)
        for line in body.splitlines()
    ]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("lamina ")]


@pytest.mark.parametrize("name", READMES)
def test_tested_commands_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if name != READMES[0]:
        assert lamina_lines(name, True) == lamina_lines(READMES[0], True)  # the same commands need one run
        return
    monkeypatch.chdir(tmp_path)
    commands = lamina_lines(name, True)
    assert len(commands) >= 5
    for arguments in commands:
        assert run(arguments) == 0, f"lamina {shlex.join(arguments)}: {capsys.readouterr().err}"
    assert (tmp_path / "answers.csv").is_file() and (tmp_path / "runs" / "first" / "report.html").is_file()


def test_tested_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = [body for tested, language, body in blocks(READMES[0]) if tested and language == "python"]
    space: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), space)
    assert (tmp_path / "runs" / "iris").is_dir() and len(space["answers"]) == 150  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READMES)
def test_every_command_exists_with_its_flags(name: str) -> None:
    commands = lamina_lines(name, False)
    assert len(commands) >= 10
    for arguments in commands:
        make_app().parse_args(arguments, exit_on_error=False, print_error=False)


def test_a_wrong_flag_in_a_readme_would_be_found() -> None:
    with pytest.raises(Exception, match="epoch"):
        make_app().parse_args(["train", "x", "--epoch", "3"], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("name", READMES)
def test_names_networks_commands_and_existing_files(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert all(f"`{network}`" in text for network in catalog.names())
    # pictures are drawn from a real run and are looked at by people
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not link.startswith("docs/images/")]
    assert links and all((ROOT / link).exists() for link in links), links


def test_first_lines_are_the_two_commands() -> None:
    for name in READMES:
        language, body = blocks(name)[0][1:]
        assert language == "bash" and [line.split()[:2] for line in body.splitlines()] == [
            ["make", "demo"],
            ["make", "test"],
        ]


def test_both_readmes_have_the_same_blocks() -> None:
    shapes = [
        [
            (tested, language, [line.split("#")[0].strip() for line in body.splitlines()])
            for tested, language, body in blocks(name)
            if language in ("bash", "python")
        ]
        for name in READMES
    ]
    assert shapes[0] == shapes[1]
