"""How a run ended stands in its state, and what to do follows from it."""

import errno
import os
from pathlib import Path

import pytest

import lamina
from lamina.core.config import RunConfig
from lamina.core.errors import InputError, InterruptedRunError, StoppedError
from lamina.verbs.ending import ending_recorded
from lamina.verbs.folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder.new(RunConfig().replace(out=str(tmp_path), name="run"), "mlp", "x")
    made.write_config(RunConfig())
    return made


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), InterruptedRunError("verbs.interrupted", command="lamina resume x", epochs=1)]
)
def test_a_user_who_stops_it_is_told_to_resume(folder: RunFolder, error: BaseException) -> None:
    with pytest.raises(InterruptedRunError, match="lamina resume"), ending_recorded(folder):
        assert folder.state()["status"] == "training"
        raise error
    assert folder.state()["status"] == "interrupted"
    with pytest.raises(InputError, match=r"was interrupted.*lamina resume"):
        lamina.evaluate(folder.path)


def test_a_loss_that_is_nan_is_told_to_train_again_more_slowly(table: Path, tmp_path: Path) -> None:
    options = {"target": "price", "ignore": ("kind",), "optimizer": "sgd", "learning_rate": 1e30, "epochs": 2}
    with pytest.raises(StoppedError, match=r"--learning-rate 0\.01 \(it was 1e\+30\)") as stopped:
        lamina.train(str(table), out=str(tmp_path), name="nan", **options)
    assert str(stopped.value).endswith(f"lamina doctor {tmp_path / 'nan'}")
    state = RunFolder(tmp_path / "nan").state()
    assert (state["status"], state["reason"]["code"]) == ("stopped", "training.not_finite")
    for ask in (lambda: lamina.evaluate(tmp_path / "nan"), lambda: lamina.predict(tmp_path / "nan", str(table))):
        with pytest.raises(InputError, match=r"loss became NaN.*--learning-rate 0\.01.*resume` would meet the same"):
            ask()
    assert not lamina.verify(tmp_path / "nan")[0].ok


def test_a_full_disk_says_how_to_go_on_once_there_is_a_checkpoint(folder: RunFolder) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "plots/curves.png")
    with pytest.raises(InputError, match=r"No space left") as refused, ending_recorded(folder):
        raise full
    assert "resume" not in str(refused.value)
    (folder.path / "checkpoints").mkdir()
    (folder.path / "checkpoints" / "last.json").write_text("{}")
    for error in (full, InputError("files.cannot_write", path="a", reason="No space left on device")):
        with pytest.raises(InputError, match=r"No space left.*then `lamina resume"), ending_recorded(folder):
            raise error
    assert folder.state()["status"] == "stopped"


def test_a_run_that_goes_on_forgets_why_it_stopped(folder: RunFolder) -> None:
    with pytest.raises(StoppedError), ending_recorded(folder):
        raise StoppedError("training.not_finite", epoch=1, step=1, what="loss", layer="", part="train")
    with ending_recorded(folder):
        assert "reason" not in folder.state()


def test_another_error_of_the_system_stays_what_it_is(folder: RunFolder) -> None:
    with pytest.raises(ConnectionError), ending_recorded(folder):
        raise ConnectionError("no")
