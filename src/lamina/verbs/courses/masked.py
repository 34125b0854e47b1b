"""The course of the task "language" for a network that reads from both sides: what stands where a token is hidden."""

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
from lamina.data.corpus.hidden_words import HeldWindows, HiddenWords
from lamina.data.corpus.prepared import PreparedCorpus
from lamina.data.corpus.window_batches import WindowBatches
from lamina.data.prepared import Prepared
from lamina.data.texts.preparation import TextPreparation
from lamina.report.run.curves import draw_curves
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.page import write_page
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.masked_answers import fill
from lamina.verbs.courses.masked_scores import evaluate_masked, score_masked
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job
from lamina.words import say

VALUES_LOOKED_AT = 2**22  # logits of a validation batch: 16 MB
SHOWN = 12  # held-out windows of the report


class MaskedCourse:
    """What is hidden; see `course.Course`."""

    asks = "hidden"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of the hidden tokens alone."""
        return make_token_task(prepared.spec, config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Windows beside each other; of training cut and hidden anew in each epoch, of the others always alike."""
        prepared, loop = job.prepared, job.config.loop
        assert isinstance(prepared, PreparedCorpus) and prepared.spec.text is not None
        if part not in prepared.parts:
            return None
        length = prepared.spec.text.max_length
        if part == "train":
            assert isinstance(prepared.prepare, TextPreparation)
            windows = WindowBatches(
                prepared.streams[part], length=length, batch_size=int(loop.batch_size), seed=loop.seed,
                drop_last=loop.drop_last, device=job.plan.device,
            )  # fmt: skip
            return HiddenWords(windows, prepared.prepare, prepared.spec.num_outputs, loop.seed)
        size = max(1, VALUES_LOOKED_AT // (length * prepared.spec.num_outputs))
        held = MemoryBatches(
            prepared.parts[part], batch_size=size, seed=loop.seed, shuffle=False, transform=prepared.prepare,
            device=job.plan.device,
        )  # fmt: skip
        return HeldWindows(held)

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Nobody."""
        return ()

    def finished(self, job: Job, network: nn.Module) -> Model:
        """The network as it is: its probabilities are those that it was scored by."""
        return model_of(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """Perplexity and accuracy of the hidden tokens, with intervals over windows, beside how often each token stands."""
        evaluations, predictions = evaluate_masked(job, model)
        return Outcome(model, evaluations, predictions)

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Curves, and held-out windows with what the network put in place of the hidden tokens."""
        curves = draw_curves(folder.plots / "curves.png", trained.history)
        main = main_evaluation(outcome.evaluations)
        assert main is not None
        rows = outcome.predictions.filter(pl.col("split") == main.part).head(SHOWN)
        heads = [say("report.hidden_text"), say("report.hidden_tokens"), say("report.filled_in")]
        write_page(
            folder.report_file, title=f"{job.config.network.network} · {job.name}", evaluations=outcome.evaluations,
            history=trained.history, audit=job.prepared.audit, plots=[curves] if curves else [], config=job.config,
            folder=str(folder.path), test_uses=test_uses,
            samples=(heads, [list(row) for row in rows.select("text", "target", "answer").iter_rows()]),
            doctor=diagnosis_of(folder).section(), asks=self.asks,
        )  # fmt: skip

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per text with [MASK] in it: the text filled in, and the likeliest tokens for each mark."""
        return fill(model, data, config, asked)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Perplexity and accuracy of hidden tokens in running text that is given."""
        if asked.crops != 1:
            raise InputError("language.only_writes", option="--crops")
        return score_masked(model, data, config, learned_rows)
