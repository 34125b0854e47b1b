"""A check-up gathers what a run's folder tells."""

from pathlib import Path

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.core.health import Checkup
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.run import Run


def test_of_a_finished_run_all_is_there(classified: Run) -> None:
    checkup = checkup_of(classified.path)
    assert (checkup.network, checkup.task, checkup.loss, checkup.divides) == ("mlp", "classify", "cross-entropy", True)
    assert checkup.status == "done" and checkup.reason in ("epochs", "patience")
    assert (
        checkup.readings and checkup.readings[0].step == 0 and checkup.chance is not None and checkup.order is not None
    )
    assert checkup.steps == checkup.readings[-1].step == round(checkup.steps_per_epoch * checkup.history[-1]["epoch"])
    assert sum(layer.parameters for layer in checkup.layers) == sum(
        value.numel() for value in classified.model.network.parameters()
    )
    assert checkup.data.class_counts["train"].keys() == {"low", "middle", "high"}
    assert checkup.data.recalls["test"].keys() <= {"low", "middle", "high"}
    assert checkup.data.features["features"][:2] == ("size", "weight")
    assert checkup.headline == "accuracy" and "majority" in checkup.baselines and "test" in checkup.scores
    share, rows = checkup.scores["test"]["accuracy"], checkup.data.parts["test"]
    assert checkup.errors["test"]["accuracy"] == pytest.approx((share * (1 - share) / rows) ** 0.5, rel=0.25)  # Wilson
    assert checkup.settings["learning_rate"] and isinstance(checkup.settings["batch_size"], int)
    assert Checkup.model_validate_json(checkup.model_dump_json()).steps == checkup.steps


def test_of_numbers(regressed: Run) -> None:
    checkup = checkup_of(regressed.folder)
    assert checkup.loss == "squared-error-mean" and checkup.chance is not None and checkup.chance.how == "constant"
    assert checkup.chance.loss == pytest.approx(1.0, rel=0.05)  # targets are scaled
    assert (checkup.data.target_std or 0.0) > 1.0 and not checkup.classes


def test_a_run_without_a_file_of_its_health_is_read_as_far_as_it_goes(classified: Run, tmp_path: Path) -> None:
    for name in ("config.json", "audit.json", "history.csv"):
        (tmp_path / name).write_bytes((classified.path / name).read_bytes())
    checkup = checkup_of(tmp_path)
    assert checkup.readings == () and checkup.status == "new" and checkup.history and checkup.steps_per_epoch > 0
    assert checkup.classes and checkup.best_epoch is not None


def test_a_bundle_alone_is_refused(classified: Run, tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    for path in (classified.path / "model").iterdir():
        if path.is_file():
            (tmp_path / "alone" / path.name).write_bytes(path.read_bytes())
    with pytest.raises(InputError):
        checkup_of(tmp_path / "alone")


def test_tokens_that_training_never_saw_come_from_the_audit(tmp_path: Path) -> None:
    """A test file of other words: told by the doctor, with the share."""
    lines = [
        f"{'good great fine' if row % 2 else 'bad poor weak'} film number {row % 7},{row % 2}" for row in range(60)
    ]
    strange = [f"{'zog zag zug' if row % 2 else 'mip map mop'} film,{row % 2}" for row in range(20)]
    for name, rows in (("train", lines), ("test", strange)):
        (tmp_path / f"{name}.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    run = lamina.train(
        str(tmp_path / "train.csv"), test_data=str(tmp_path / "test.csv"), text_column=("text",), target="label",
        network="lstm", epochs=1, quiet=True, out=str(tmp_path / "runs"), name="t", plots=False, baseline=False,
    )  # fmt: skip
    facts = checkup_of(run.folder).data
    assert facts.unseen_tokens == 0 and facts.unknown_shares["test"] == pytest.approx(0.75)
    assert facts.unknown_shares["train"] < 0.05
    assert any("75% of the tokens of the test part" in told for told in diagnosis_of(run.folder).sentences)
