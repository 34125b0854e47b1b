"""A run from its folder, or from its model's; a bundle that was copied out of its run."""

import shutil
from pathlib import Path

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run


def test_the_models_folder_leads_to_the_run(classified: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lamina.load(classified.path / "model").path == classified.path
    assert lamina.load(classified.path / "model" / "bundle.json").path == classified.path
    assert lamina.load(str(classified.path)).history == classified.history
    monkeypatch.chdir(classified.path / "model")
    assert lamina.load(".").path == classified.path


@pytest.mark.parametrize("name", ["copy", "model"])
def test_a_bundle_alone_answers_as_its_run_does(classified: Run, table: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(classified.path / "model", tmp_path / name))
    alone = lamina.load(copy)
    assert alone.path == copy
    assert alone.predict(str(table)).equals(classified.predict(str(table)))
    assert alone.evaluate(str(table)) == classified.evaluate(str(table))
    assert all(check.ok for check in lamina.verify(copy))
    assert lamina.inspect(str(copy)).num_parameters == lamina.inspect(classified).num_parameters
    assert alone.export("code").is_file()
    assert "bundle alone" in repr(alone)


def test_what_needs_the_run_is_refused_in_one_sentence(classified: Run, tmp_path: Path) -> None:
    alone = lamina.load(shutil.copytree(classified.path / "model", tmp_path / "copy"))
    for ask, said in (
        (lambda: alone.history, "the history"),
        (lambda: alone.config, "the settings"),
        (lambda: alone.audit, "the audit"),
        (alone.evaluate, "lamina evaluate .* DATA"),
        (lambda: lamina.resume(alone.path), "only a run can be resumed"),
        (lambda: lamina.verify(alone.path, resume=True), "only a run can be resumed"),
    ):
        with pytest.raises(InputError, match=f"is a bundle alone.*{said}"):
            ask()
    assert not (alone.path / ".lock").exists()
