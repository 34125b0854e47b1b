"""What follows training: calibrate, evaluate beside baselines, save the bundle, draw, report."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.bundle.save import save_bundle
from lamina.core.batch import Part
from lamina.core.events import Announcement, Listener
from lamina.core.files import write_atomically
from lamina.core.records import CalibrationBin, Evaluation, Note
from lamina.evaluation.advice import recommend
from lamina.evaluation.calibration import calibration_bins, fit_temperature
from lamina.evaluation.predictions import logits, predictions_frame
from lamina.evaluation.score import evaluate_part
from lamina.report.card import model_card
from lamina.report.page import write_page
from lamina.report.plots import draw_plots
from lamina.report.samples import sample_table
from lamina.training.session import Trained
from lamina.verbs.card import card_facts, portable, portable_folder
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import Job
from lamina.verbs.rivals import baselines_of, scored


@dataclass(frozen=True)
class Outcome:
    """A trained job, evaluated."""

    model: Model
    evaluations: dict[str, Evaluation]
    predictions: pl.DataFrame
    uncalibrated: tuple[CalibrationBin, ...] = ()  # of the test part, before the temperature


def conclude(
    job: Job, network: nn.Module, trained: Trained, folder: RunFolder, listeners: Sequence[Listener]
) -> Outcome:
    """From trained weights to a finished run folder."""
    announce(listeners, "verbs.evaluating")
    model = finished_model(job, network)
    outcome = evaluate_job(job, model)
    if "test" in outcome.evaluations:
        test = outcome.evaluations["test"]
        outcome.evaluations["test"] = test.model_copy(update={"notes": (*test.notes, *folder.fold_notes())})
    if trained.epochs < 1:
        outcome.evaluations.update(told_hardly_trained(outcome.evaluations, trained))
    test_uses = 0
    if "test" in outcome.evaluations:
        folder.count_test_use()
        test_uses = folder.test_looks(job.prepared.audit)
        if test_uses > 1:
            announce(listeners, "verbs.test_looks", looks=test_uses, out=str(folder.path.parent))
    folder.write_evaluations(outcome.evaluations)
    buffer = io.BytesIO()
    outcome.predictions.write_parquet(buffer)
    write_atomically(folder.predictions_file, buffer.getvalue())
    model.card = card_facts(job, trained, outcome.evaluations, test_uses)
    announce(listeners, "verbs.saving")
    golden = job.prepared.parts["train"].inputs if job.config.output.golden == "data" else None
    save_bundle(
        folder.model, model,
        golden_inputs=None if golden is None else {name: value[:8] for name, value in golden.items()},
        readme=model_card(
            outcome.evaluations, portable(job.prepared.audit, job.config), model.card,
            spec=model.spec, folder=portable_folder(folder.path),
        ),
    )  # fmt: skip
    if job.config.output.plots:
        announce(listeners, "verbs.drawing")
        draw(job, trained, outcome, folder, test_uses)
    folder.update_state(status="done")
    return outcome


def told_hardly_trained(evaluations: dict[str, Evaluation], trained: Trained) -> dict[str, Evaluation]:
    """The evaluations with a note that the time budget ended before every training row was seen."""
    note = Note(code="verbs.hardly_trained", parameters={"epochs": trained.epochs})
    return {name: one.model_copy(update={"notes": (*one.notes, note)}) for name, one in evaluations.items()}


def finished_model(job: Job, network: nn.Module) -> Model:
    """The model with its contract; class probabilities are calibrated by a temperature fitted on validation rows."""
    prepared = job.prepared
    model = Model(
        prepared.spec,
        job.blueprint.bundle_name,
        job.blueprint.arguments,
        prepared.prepare,
        network,
        prepared.finish,
        {},
    )
    validation = prepared.parts.get("validation")
    if validation is not None and len(validation) and prepared.spec.classes:
        temperature = fit_temperature(logits(prepared.prepare, network, validation.inputs), validation.target)
        prepared.finish.get_buffer("temperature").fill_(temperature)
    return model


def evaluate_job(job: Job, model: Model) -> Outcome:
    """Scores of each part, with intervals and baselines on the held-out ones."""
    spec, parts, seed = job.prepared.spec, job.prepared.parts, job.config.loop.seed
    baselines = baselines_of(job) if job.config.output.baseline else []
    evaluations, frames = {}, []
    for name, part in parts.items():
        if len(part) == 0:
            continue
        answers = model.answer(part.inputs)
        compared = [] if name == "train" else [scored(fitted, job, part) for fitted in baselines]
        weighted = part.weight is not None
        evaluation = evaluate_part(
            name, answers, part.target, spec,
            baselines=compared, seed=seed, weighted=weighted, intervals=name != "train",
        )  # fmt: skip
        if compared:
            evaluation = evaluation.model_copy(update={"notes": (*evaluation.notes, recommend(evaluation))})
        evaluations[name] = evaluation
        frames.append(predictions_frame(name, part.row_ids, answers, part.target, spec))
    return Outcome(model, evaluations, pl.concat(frames), uncalibrated_bins(job, model))


def uncalibrated_bins(job: Job, model: Model) -> tuple[CalibrationBin, ...]:
    """Calibration of the test part without the fitted temperature, for the plot."""
    test = job.prepared.parts.get("test")
    if test is None or not len(test) or not job.prepared.spec.classes:
        return ()
    probabilities = logits(model.prepare, model.network, test.inputs).softmax(dim=1)
    best, chosen = probabilities.max(dim=1)
    return calibration_bins(best.numpy(), (chosen == test.target).double().numpy())


def draw(job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
    """Plots and the report page."""
    shown = next(part for part in ("test", "validation", "train") if part in outcome.evaluations)
    tabular = job.rows is not None and job.prepared.spec.series is None
    plots = draw_plots(
        folder.plots, history=trained.history, evaluations=outcome.evaluations,
        predictions=outcome.predictions, spec=job.prepared.spec, images=sample_images(job), rows=job.rows,
        calibration_before=outcome.uncalibrated,
    )  # fmt: skip
    write_page(
        folder.report_file, title=f"{job.config.network.network} · {job.name}", evaluations=outcome.evaluations,
        history=trained.history, audit=job.prepared.audit, plots=plots, config=job.config,
        folder=str(folder.path), test_uses=test_uses,
        samples=sample_table(outcome.predictions, shown, job.prepared.spec, job.rows) if tabular else None,
    )  # fmt: skip


class Pictures(Mapping[int, Tensor]):
    """Row number -> uint8 image (H, W, C) of a part, read when it is asked for."""

    def __init__(self, part: Part) -> None:
        self._images = part.inputs["images"]
        self._places = {row: place for place, row in enumerate(part.row_ids.tolist())}

    def __getitem__(self, row: int) -> Tensor:
        return self._images[self._places[row]]

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def sample_images(job: Job) -> Mapping[int, Tensor]:
    """Pictures of the test (or validation) part, for the sample plot."""
    part = job.prepared.parts.get("test") or job.prepared.parts.get("validation")
    return {} if part is None or "images" not in part.inputs else Pictures(part)


def announce(listeners: Sequence[Listener], code: str, **parameters: Any) -> None:
    """Tell the listeners a sentence."""
    for listener in listeners:
        listener.hear(Announcement(code, parameters))
