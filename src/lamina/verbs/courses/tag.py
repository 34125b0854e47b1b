"""The course of the task "tag": a label for each token of a sentence."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.events import Listener
from lamina.core.own_name import called
from lamina.core.records import Evaluation, Note
from lamina.data.prepared import Prepared
from lamina.data.tags.encode import NewSentences, read_new
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.page import write_page
from lamina.report.run.plots import draw_plots
from lamina.report.run.tagged_text import tagged_sentences
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.again import typed
from lamina.verbs.batches import source
from lamina.verbs.courses.course import Asked, Outcome
from lamina.verbs.courses.tag_answers import answer_sentences
from lamina.verbs.courses.tag_scores import evaluate_tagger, finished_tagger, score_tagger
from lamina.verbs.crops import check_crops
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job
from lamina.words import say


class TagCourse:
    """A label for each token; see `course.Course`."""

    asks = "data"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of each scored token."""
        return make_token_task(prepared.spec, config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Sentences of like length together."""
        return source(job, part, network, known)

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Nobody."""
        return ()

    def finished(self, job: Job, network: nn.Module) -> Model:
        """Probabilities are calibrated on the tokens of the validation part."""
        return finished_tagger(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """Scores of tokens (and spans), with intervals over sentences, beside both baselines."""
        return evaluate_tagger(job, model)

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Curves, confusion, calibration, and sentences with their labels in colour."""
        draw_tagger(job, trained, outcome, folder, test_uses)

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per token: its sentence, its place in it, its label and how sure that is."""
        check_crops(asked.crops, model.spec)
        new = read_new(data, model.spec, config)
        return answer_frame(model, new, asked.probabilities), ()

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Scores on labelled sentences, beside the most frequent label."""
        check_crops(asked.crops, model.spec)
        return score_tagger(model, read_new(data, model.spec, config), learned_rows)


def draw_tagger(job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
    """Plots and the report page, with sentences in place of sample rows."""
    main = main_evaluation(outcome.evaluations)
    plots = draw_plots(
        folder.plots, history=trained.history, evaluations=outcome.evaluations, predictions=outcome.predictions,
        spec=job.prepared.spec, calibration_before=outcome.uncalibrated,
    )  # fmt: skip
    write_page(
        folder.report_file, title=f"{called(job.config.network.network)} · {job.name}", evaluations=outcome.evaluations,
        history=trained.history, audit=job.prepared.audit, plots=plots, config=job.config, folder=str(folder.path),
        test_uses=test_uses, own=typed(job.config.network.network),
        doctor=diagnosis_of(folder).section(),
        samples=tagged_sentences(outcome.predictions, main.part, job.prepared.spec.classes) if main else None,
    )  # fmt: skip


def answer_frame(model: Model, new: NewSentences, probabilities: bool) -> pl.DataFrame:
    """A row per token: the line (or row) of its sentence, its place in it from 0, token, answer, probability, those of all labels on request,

    and outside: whether training never showed the token, or the sentence was read in pieces.
    """
    text, classes = model.spec.text, model.spec.classes
    assert text is not None
    answers, known, _ = answer_sentences(model, new.tokens)
    best, chosen = answers.max(dim=1)
    names = new.names[[row for row, tokens in enumerate(new.tokens) for _ in tokens]]
    frame = names.hstack(pl.DataFrame(
        {
            "place": [place for tokens in new.tokens for place in range(len(tokens))],
            "token": [token for tokens in new.tokens for token in tokens],
            "answer": [classes[code] for code in chosen.tolist()], "probability": best.numpy(),
        }
    ))  # fmt: skip
    if probabilities:
        frame = frame.with_columns(
            **{f"probability_{name}": answers[:, place].numpy() for place, name in enumerate(classes)}
        )
    cut = say("tag.in_pieces", most=text.max_length)
    longer = [len(tokens) > text.max_length for tokens in new.tokens for _ in tokens]
    strange = say("tag.unknown_token")
    outside = [
        "; ".join([*([] if seen else [strange]), *([cut] if long else [])])
        for seen, long in zip(known.tolist(), longer, strict=True)
    ]
    return frame.with_columns(outside=pl.Series(outside, dtype=pl.String))
