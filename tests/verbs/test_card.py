"""A bundle tells of its training, and nothing of the machine."""

import os
from pathlib import Path

import pytest

import lamina
from lamina.core.config import RunConfig
from lamina.verbs.card import folders_of, portable_folder


def test_no_folder_of_the_machine_is_in_a_bundle(table: Path, tmp_path: Path) -> None:
    run = lamina.train(str(table), target="kind", epochs=1, out=str(tmp_path / "mine"), name="x", plots=False)
    texts = {path.name: path.read_text(encoding="utf-8") for path in (run.path / "model").glob("*.*[nd]")}
    assert set(texts) == {"bundle.json", "golden.json", "README.md"}
    assert table.name in texts["README.md"]
    for text in texts.values():
        for private in (str(table.parent), str(tmp_path), str(Path.home()) + os.sep, str(Path.cwd())):
            assert private not in text
    assert all(check.ok for check in lamina.verify(run.path))


def test_what_was_typed_relative_stays(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "own.csv").write_bytes(table.read_bytes())
    monkeypatch.chdir(tmp_path)
    run = lamina.train("deep/own.csv", target="kind", epochs=1, name="x", plots=False)
    assert "deep/own.csv" in (run.path / "model" / "README.md").read_text(encoding="utf-8")
    assert "lamina verify runs/x" in (run.path / "model" / "README.md").read_text(encoding="utf-8")


def test_folders_are_those_of_absolute_paths(tmp_path: Path) -> None:
    found = folders_of(RunConfig().replace(data="digits", test_data=str(tmp_path / "a" / "test.csv")))
    assert f"{tmp_path}/a/" in found
    assert all(folder.startswith("/") and folder.endswith("/") for folder in found)
    assert portable_folder(tmp_path / "run") == "run"
    assert portable_folder(Path("runs/x")) == "runs/x"
