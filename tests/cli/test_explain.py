"""lamina explain."""

from pathlib import Path

import pytest

from lamina.cli.explain import is_text
from lamina.cli.main import run


def test_page_of_held_out_rows(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(trained_run), "--view", "rows", "--out", str(tmp_path)]) == 0
    assert "rows are looked at" in capsys.readouterr().out and (tmp_path / "explain.html").is_file()


def test_chinese(trained_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(trained_run), "wine", "--view", "rows", "--out", str(tmp_path), "--lang", "zh"]) == 0
    assert "看了" in capsys.readouterr().out and "所看的行" in (tmp_path / "explain.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--view", "rowz"], 'Did you mean "rows"'),
        (["--layer", "layers.99"], "no layer"),
        (["--row", "99999"], "no row"),
        (["--unit", "5"], "of which layer"),
        (["--unit", "a"], "is neither"),
        (["nothing/there.csv"], "nothing/there.csv"),
        (["digits"], "table"),
    ],
)
def test_mistakes_are_one_sentence(
    trained_run: Path, typed: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(trained_run), *typed, "--out", str(tmp_path / "look")]) == 2
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told and not (tmp_path / "look").exists()


def test_a_text_is_no_file() -> None:
    assert is_text("the film was dull. Really") and not is_text("reviews.txt") and not is_text("a/b.csv")
