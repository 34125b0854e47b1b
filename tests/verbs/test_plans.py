"""The plan of a repeated or resumed run: replayed, set anew where the user says so, and told where the machine differs."""

import json
from pathlib import Path

import pytest

import lamina
from lamina.core.config import RunConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.verbs.job import plan_job
from lamina.verbs.run import Run

SHORT = {"epochs": 1, "plots": False, "baseline": False}


def changed(run: Run, path: Path, **plan: object) -> Path:
    """The run's config.json with other values in its plan."""
    content = json.loads((run.path / "config.json").read_text())
    content["plan"].update(plan)
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("option", "value"), [("precision", "bfloat16"), ("threads", 2), ("deterministic", False), ("device", "cpu")]
)
def test_a_machine_option_overrules_the_saved_plan(classified: Run, tmp_path: Path, option: str, value: object) -> None:
    config = classified.path / "config.json"
    again = lamina.train(config=config, out=str(tmp_path), **SHORT, **{option: value})
    assert getattr(again.config.plan, option) == value


def test_a_device_that_is_not_here_is_refused_when_asked(classified: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--device cpu"):
        lamina.train(config=classified.path / "config.json", device="cuda:9", out=str(tmp_path))


def test_a_config_of_another_machine_is_told_and_runs_here(classified: Run, tmp_path: Path) -> None:
    config = changed(classified, tmp_path / "c.json", device="cuda:9", torch="1.0", machine="Abacus")
    with pytest.warns(LaminaWarning) as told:
        again = lamina.train(config=config, out=str(tmp_path / "runs"), **SHORT)
    assert again.config.plan is not None
    assert again.config.plan.device != "cuda:9"
    assert len([warning for warning in told if "Abacus" in str(warning.message)]) == 1


def test_a_run_of_another_machine_is_told_at_resume(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lamina.train(str(table), target="kind", out=str(tmp_path), **SHORT)
    run.folder.update_state(status="training")
    monkeypatch.setattr("lamina.core.device.machine_name", lambda device: "Abacus")
    with pytest.warns(LaminaWarning, match="Abacus"):
        lamina.resume(run.path)


def test_convolutions_are_laid_out_channels_last_on_a_cpu_and_dense_layers_are_not() -> None:
    def plan(data: str):
        return plan_job(data, RunConfig().replace(data=data, device="cpu")).plan

    assert plan("digits").channels_last and not plan("iris").channels_last
