"""The course of tasks whose rows have one answer each: classes, labels, numbers, the next steps of a series."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
import torch
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource, Part
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.events import Listener
from lamina.core.own_name import called
from lamina.core.records import CalibrationBin, Evaluation, Note
from lamina.data.prepared import Prepared
from lamina.evaluation.advice import recommend
from lamina.evaluation.calibration import calibration_bins, fit_temperature
from lamina.evaluation.predictions import logits, predictions_frame
from lamina.evaluation.score import evaluate_part
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.page import write_page
from lamina.report.run.plots import draw_plots
from lamina.report.run.samples import sample_table
from lamina.training.session import Trained
from lamina.verbs.again import typed
from lamina.verbs.answers import answer_frame
from lamina.verbs.batches import source
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job
from lamina.verbs.rivals import baselines_of, scored
from lamina.verbs.scores import score
from lamina.verbs.task import task_of


class RowsCourse:
    """One answer for each row; see `course.Course`."""

    asks = "data"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """The loss of classes, labels or numbers."""
        return task_of(prepared, config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Rows in memory, images by the batch, texts by length."""
        return source(job, part, network, known)

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Nobody."""
        return ()

    def finished(self, job: Job, network: nn.Module) -> Model:
        """Class probabilities are calibrated on the validation rows."""
        return finished_model(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """Scores of each part, with intervals and baselines on the held-out ones."""
        return evaluate_job(job, model)

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Curves, confusion or predicted against true, calibration, samples."""
        draw(job, trained, outcome, folder, test_uses)

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per raw row; of a series a row per step beyond its end."""
        return answer_frame(model, data, config, probabilities=asked.probabilities, crops=asked.crops)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Metrics on rows that hold the target, beside the constant or naive answer."""
        return score(model, data, config, learned_rows=learned_rows, crops=asked.crops)


def finished_model(job: Job, network: nn.Module) -> Model:
    """The model with its contract; class probabilities are calibrated by a temperature fitted on validation rows."""
    prepared, model = job.prepared, model_of(job, network)
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
        notes = (*evaluation.notes, *unlearned_classes(job, part), *([recommend(evaluation)] if compared else []))
        evaluation = evaluation.model_copy(update={"notes": notes})
        evaluations[name] = evaluation
        frames.append(predictions_frame(name, part.row_ids, answers, part.target, spec))
    predictions = job.names.join(pl.concat(frames), on="row_id", how="right", maintain_order="right")
    named = predictions.select(*job.names.columns, pl.exclude(job.names.columns))
    return Outcome(model, evaluations, named, uncalibrated_bins(job, model))


def unlearned_classes(job: Job, part: Part) -> list[Note]:
    """A note of the classes of a part that no training row is of."""
    classes = job.prepared.spec.classes
    if not classes:
        return []
    counts = torch.bincount(part.target, minlength=len(classes))
    lacking = (counts > 0) & (torch.bincount(job.prepared.parts["train"].target, minlength=len(classes)) == 0)
    names = [classes[index] for index in lacking.nonzero().flatten().tolist()]
    told = {"classes": names, "rows": int(counts[lacking].sum())}
    return [Note(code="verbs.class_not_learned", parameters=told)] if names else []


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
    main = main_evaluation(outcome.evaluations)
    assert main is not None
    tabular = job.rows is not None and job.prepared.spec.series is None
    plots = draw_plots(
        folder.plots, history=trained.history, evaluations=outcome.evaluations,
        predictions=outcome.predictions, spec=job.prepared.spec, images=sample_images(job), rows=job.rows,
        calibration_before=outcome.uncalibrated,
    )  # fmt: skip
    write_page(
        folder.report_file, title=f"{called(job.config.network.network)} · {job.name}", evaluations=outcome.evaluations,
        history=trained.history, audit=job.prepared.audit, plots=plots, config=job.config,
        folder=str(folder.path), test_uses=test_uses, own=typed(job.config.network.network),
        doctor=diagnosis_of(folder).section(),
        samples=sample_table(outcome.predictions, main.part, job.prepared.spec, job.rows) if tabular else None,
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
