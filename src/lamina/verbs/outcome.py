"""What follows training: calibrate, evaluate beside baselines, save the bundle, draw, report."""

import io
from collections.abc import Sequence
from typing import Any

from torch import nn

from lamina.bundle.save import save_bundle
from lamina.core.events import Announcement, Listener
from lamina.core.files import write_atomically
from lamina.core.records import Evaluation, Note
from lamina.report.run.card import model_card
from lamina.training.session import Trained
from lamina.verbs.again import typed
from lamina.verbs.card import card_facts, portable, portable_folder
from lamina.verbs.courses.choice import course_of
from lamina.verbs.courses.course import Outcome
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import Job


def conclude(
    job: Job, network: nn.Module, trained: Trained, folder: RunFolder, listeners: Sequence[Listener]
) -> Outcome:
    """From trained weights to a finished run folder."""
    course = course_of(job.prepared.spec)
    announce(listeners, "verbs.evaluating")
    model = course.finished(job, network)
    outcome = course.evaluate(job, model)
    outcome.evaluations.update(told(outcome.evaluations, trained, folder))
    test_uses = 0
    if "test" in outcome.evaluations:
        folder.count_test_use()
        test_uses = folder.test_looks(job.prepared.audit)
        if test_uses > 1:
            announce(listeners, "verbs.test_looks", looks=test_uses, out=str(folder.path.parent))
    folder.write_evaluations(outcome.evaluations)
    buffer = io.BytesIO()
    outcome.predictions.drop("row_id", strict=False).write_parquet(buffer)
    write_atomically(folder.predictions_file, buffer.getvalue())
    model.card = card_facts(job, trained, outcome.evaluations, test_uses)
    model.card["parameters"] = sum(value.numel() for value in network.parameters())
    announce(listeners, "verbs.saving")
    golden = job.prepared.parts["train"].inputs if job.config.output.golden == "data" else None
    save_bundle(
        folder.model, model,
        golden_inputs=None if golden is None else {name: value[:8] for name, value in golden.items()},
        readme=model_card(
            outcome.evaluations, portable(job.prepared.audit, job.config), model.card,
            spec=model.spec, folder=portable_folder(folder.path), own=typed(model.card["network"]),
            asks=course.asks,
        ),
    )  # fmt: skip
    if job.config.output.plots:
        announce(listeners, "verbs.drawing")
        course.draw(job, trained, outcome, folder, test_uses)
    folder.update_state(status="done")
    return outcome


def told(evaluations: dict[str, Evaluation], trained: Trained, folder: RunFolder) -> dict[str, Evaluation]:
    """The evaluations with what the training adds: folds, a time budget that was too short, nothing held out."""
    notes = [Note(code="verbs.training_only")] if set(evaluations) == {"train"} else []
    if trained.epochs < 1:
        notes.append(Note(code="verbs.hardly_trained", parameters={"epochs": trained.epochs}))
    of_part = {"test": folder.fold_notes()} if "test" in evaluations else {}
    return {
        name: one.model_copy(update={"notes": (*one.notes, *of_part.get(name, ()), *notes)})
        for name, one in evaluations.items()
    }


def announce(listeners: Sequence[Listener], code: str, **parameters: Any) -> None:
    """Tell the listeners a sentence."""
    for listener in listeners:
        listener.hear(Announcement(code, parameters))
