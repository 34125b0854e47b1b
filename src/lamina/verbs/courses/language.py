"""The course of the task "language": what the next token of running text is, and texts that are written so."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.errors import InputError
from lamina.core.events import Listener
from lamina.core.records import Evaluation, Note
from lamina.data.batches import MemoryBatches
from lamina.data.corpus.prepared import PreparedCorpus
from lamina.data.corpus.window_batches import WindowBatches
from lamina.data.prepared import Prepared
from lamina.data.texts.written import token_characters
from lamina.report.run.curves import draw_curves
from lamina.report.run.page import write_page
from lamina.report.run.passages import passages
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.language_answers import continuations
from lamina.verbs.courses.language_samples import FILE, Samples, read_samples
from lamina.verbs.courses.language_scores import evaluate_language, score_language
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job

VALUES_LOOKED_AT = 2**22  # logits of a validation batch: 16 MB


class LanguageCourse:
    """What comes next; see `course.Course`."""

    asks = "prompt"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of each next token; bits per character where tokens say how many they write."""
        assert prepared.spec.text is not None
        return make_token_task(prepared.spec, config, characters=token_characters(prepared.spec.text))

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Windows beside each other, cut anew and shuffled in each epoch of training; each starts with a fresh state."""
        prepared, loop = job.prepared, job.config.loop
        assert isinstance(prepared, PreparedCorpus) and prepared.spec.text is not None
        if part not in prepared.parts:
            return None
        length = prepared.spec.text.max_length
        if part == "train":
            return WindowBatches(
                prepared.streams[part], length=length, batch_size=int(loop.batch_size), seed=loop.seed,
                drop_last=loop.drop_last, device=job.plan.device,
            )  # fmt: skip
        rows = prepared.parts[part]
        size = max(1, VALUES_LOOKED_AT // (length * prepared.spec.num_outputs))
        return MemoryBatches(
            rows, batch_size=size, seed=loop.seed, shuffle=False, transform=prepared.prepare, device=job.plan.device
        )

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
        curves = draw_curves(folder.plots / "curves.png", trained.history)
        write_page(
            folder.report_file, title=f"{job.config.network.network} · {job.name}", evaluations=outcome.evaluations,
            history=trained.history, audit=job.prepared.audit, plots=[curves] if curves else [], config=job.config, folder=str(folder.path),
            test_uses=test_uses, samples=passages(read_samples(folder.path / FILE)),
            doctor=diagnosis_of(folder).section(), asks=self.asks,
        )  # fmt: skip

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per prompt with what follows it."""
        return continuations(model, data, config, asked)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Bits per character and perplexity of running text, beside the counts of single tokens in training."""
        if asked.crops != 1:
            raise InputError("language.only_writes", option="--crops")
        return score_language(model, data, config, learned_rows)
