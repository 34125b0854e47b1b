"""A run's folder: named, not overwritten, and it counts the looks at its test rows."""

import shutil
from pathlib import Path

import pytest

import lamina
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.verbs.folder import RunFolder
from lamina.verbs.run import Run


def test_two_runs_of_the_same_second_get_two_folders(tmp_path: Path) -> None:
    config = RunConfig().replace(out=str(tmp_path))
    folders = [RunFolder.new(config, "mlp", "a/b: c.csv").path for _ in range(3)]
    assert len(set(folders)) == 3
    assert all(folder.name.startswith("20") and "a-b-c.csv" in folder.name for folder in folders)


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    config = RunConfig().replace(out=str(tmp_path), name="mine")
    RunFolder.new(config, "mlp", "x").update_state(status="training")
    with pytest.raises(InputError, match="exists already"):
        RunFolder.new(config, "mlp", "x")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="Cannot write"):
        RunFolder.new(RunConfig().replace(out=str(tmp_path / "file")), "mlp", "x")


def test_looks_are_added_up_over_the_runs_on_the_same_rows(classified: Run, tmp_path: Path) -> None:
    uses = classified.folder.state()["test_uses"]
    for number, name in enumerate(("one", "two"), 1):
        shutil.copytree(classified.path, tmp_path / name)
        assert RunFolder.existing(tmp_path / name).test_looks(classified.audit) == number * uses >= 1


def test_a_run_is_repeated_by_its_own_configuration(table: Path, tmp_path: Path) -> None:
    first = lamina.train(str(table), target="kind", epochs=1, out=str(tmp_path), name="mine", plots=False)
    second = lamina.train(config=first.path / "config.json")
    assert second.path != first.path
    assert second.evaluate() == first.evaluate()


def test_a_taken_name_is_refused_before_any_data_is_read(classified: Run) -> None:
    with pytest.raises(InputError, match="exists already"):
        lamina.train("no-such-file.csv", out=str(classified.path.parent), name=classified.path.name)


def test_no_lock_is_left_behind(classified: Run) -> None:
    assert not (classified.path / ".lock").exists()


def test_the_nearest_run_is_named(classified: Run) -> None:
    with pytest.raises(InputError, match=f'Did you mean "{classified.path}"'):
        RunFolder.existing(f"{classified.path}s")


def test_a_run_without_its_audit_says_what_to_do(classified: Run, tmp_path: Path) -> None:
    shutil.copytree(classified.path, tmp_path / "run")
    (tmp_path / "run" / "audit.json").unlink()
    with pytest.raises(InputError, match=r"no audit.json.*lamina train --config .*config.json"):
        RunFolder.existing(tmp_path / "run").audit()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("audit.json", "[]"),
        ("audit.json", '{"parts": 3}'),
        ("state.json", "[]"),
        ("evaluation.json", "[]"),
        ("evaluation.json", '{"test": {"scores": 1}}'),
        ("history.csv", "epoch,train_loss\n1,many\n"),
        ("history.csv", "epoch,train_loss\n1,2,3\n"),
    ],
)
def test_a_damaged_file_is_one_sentence(classified: Run, tmp_path: Path, file: str, content: str) -> None:
    shutil.copytree(classified.path, tmp_path / "run")
    (tmp_path / "run" / file).write_text(content)
    folder = RunFolder.existing(tmp_path / "run")
    with pytest.raises(InputError, match=f"{file} is damaged"):
        [folder.audit(), folder.state(), folder.evaluations(), folder.history()]


def test_a_damaged_run_beside_it_does_not_stop_another(classified: Run, tmp_path: Path) -> None:
    shutil.copytree(classified.path, tmp_path / "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "audit.json").write_text("no JSON")
    looks = RunFolder.existing(tmp_path / "one").test_looks(classified.audit)
    assert looks == classified.folder.state()["test_uses"]


@pytest.mark.parametrize("lost", ["model", "evaluation.json", "predictions.parquet"])
def test_of_a_finished_run_it_is_said_what_is_gone(classified: Run, tmp_path: Path, lost: str) -> None:
    shutil.copytree(classified.path, tmp_path / "run")
    place = tmp_path / "run" / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    error = RunFolder.existing(tmp_path / "run").unfinished()
    assert f"its {lost}" in str(error) and "lamina train --config" in str(error) and "resume" not in str(error)


def test_a_folder_of_runs_names_them(classified: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"It holds runs.*{classified.path}"):
        RunFolder.existing(classified.path.parent)
    with pytest.raises(InputError, match="that `lamina train` printed"):
        RunFolder.existing(tmp_path)


def test_its_configuration_names_a_run(classified: Run) -> None:
    assert RunFolder.existing(classified.path / "config.json").path == classified.path
