"""The course of the task "language": what the next token of running text is, and texts that are written so."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.events import Listener
from lamina.core.records import Evaluation, Note
from lamina.data.prepared import Prepared
from lamina.data.texts.written import token_characters
from lamina.report.run.passages import passages
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.language_answers import continuations
from lamina.verbs.courses.language_samples import FILE, Samples, read_samples
from lamina.verbs.courses.language_scores import evaluate_language, score_language
from lamina.verbs.courses.running_text import draw_run, held_windows, learned_windows
from lamina.verbs.crops import check_crops
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import Job


class LanguageCourse:
    """What comes next; see `course.Course`."""

    asks = "prompt"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of each next token; bits per character where tokens say how many they write."""
        assert prepared.spec.text is not None
        return make_token_task(prepared.spec, config, characters=token_characters(prepared.spec.text))

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Windows beside each other, cut anew and shuffled in each epoch of training; each starts with a fresh state."""
        if part not in job.prepared.parts:
            return None
        return learned_windows(job) if part == "train" else held_windows(job, part)

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """One that lets the network write a sample after each epoch."""
        assert job.prepared.spec.text is not None
        return (Samples(network, job.prepared.spec.text, folder, job.config.loop.seed, listeners),)

    def finished(self, job: Job, network: nn.Module) -> Model:
        """The network as it is: its probabilities are those that it was scored by."""
        return model_of(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """Bits per character and perplexity, with intervals over windows, beside models that count."""
        evaluations, predictions = evaluate_language(job, model)
        return Outcome(model, evaluations, predictions)

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Curves, and what was written after the epochs."""
        written = passages(read_samples(folder.path / FILE))
        draw_run(job, trained, outcome, folder, test_uses, written, self.asks)

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per prompt with what follows it."""
        return continuations(model, data, config, asked)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Bits per character and perplexity of running text, beside the counts of single tokens in training."""
        check_crops(asked.crops, model.spec)
        return score_language(model, data, config, learned_rows)
