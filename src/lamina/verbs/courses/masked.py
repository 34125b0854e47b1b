"""The course of the task "language" for a network that reads from both sides: what stands where a token is hidden."""

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
from lamina.data.corpus.hidden_words import HeldWindows, HiddenWords
from lamina.data.prepared import Prepared
from lamina.data.texts.preparation import TextPreparation
from lamina.report.run.main_part import main_evaluation
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.masked_answers import fill
from lamina.verbs.courses.masked_scores import evaluate_masked, score_masked
from lamina.verbs.courses.running_text import draw_run, held_windows, learned_windows
from lamina.verbs.crops import check_crops
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import Job
from lamina.words import say

SHOWN = 12  # held-out windows of the report


class MaskedCourse:
    """What is hidden; see `course.Course`."""

    asks = "hidden"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of the hidden tokens alone."""
        return make_token_task(prepared.spec, config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Windows beside each other; of training cut and hidden anew in each epoch, of the others always alike."""
        prepared = job.prepared
        if part not in prepared.parts:
            return None
        if part != "train":
            return HeldWindows(held_windows(job, part))
        assert isinstance(prepared.prepare, TextPreparation)
        return HiddenWords(learned_windows(job), prepared.prepare, prepared.spec.num_outputs, job.config.loop.seed)

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
        main = main_evaluation(outcome.evaluations)
        assert main is not None
        rows = outcome.predictions.filter(pl.col("split") == main.part).head(SHOWN)
        heads = [say("report.hidden_text"), say("report.hidden_tokens"), say("report.filled_in")]
        samples = (heads, [list(row) for row in rows.select("text", "target", "answer").iter_rows()])
        draw_run(job, trained, outcome, folder, test_uses, samples, self.asks)

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per text with [MASK] in it: the text filled in, and the likeliest tokens for each mark."""
        return fill(model, data, config, asked)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Perplexity and accuracy of hidden tokens in running text that is given."""
        check_crops(asked.crops, model.spec)
        return score_masked(model, data, config, learned_rows)
