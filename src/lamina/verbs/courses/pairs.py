"""The course of the task "translate": a text is read, and another is written token by token."""

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
from lamina.data.pairs.batches import PairBatches
from lamina.data.pairs.encode import encode_sources, read_new
from lamina.data.prepared import Prepared
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.page import write_page
from lamina.report.run.plots import draw_plots
from lamina.report.run.translations import translation_samples
from lamina.training.session import Trained
from lamina.training.token_task import make_token_task
from lamina.verbs.again import typed
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.translating import Search, translate
from lamina.verbs.courses.translation_scores import evaluate_translator, score_translator
from lamina.verbs.courses.translation_watch import watch_of
from lamina.verbs.crops import check_crops
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job
from lamina.words import say

LOOKED_AT = 256  # rows of a batch that nothing is learned from, at least


class PairsCourse:
    """A translation for each text; see `course.Course`."""

    asks = "text"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Cross entropy of each token of the translation, foretold from the true ones before it (teacher forcing)."""
        return make_token_task(prepared.spec, config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Pairs of like length together, about as many tokens in each batch."""
        if part not in job.prepared.parts:
            return None
        training, loop = part == "train", job.config.loop
        return PairBatches(
            job.prepared.parts[part], job.prepared.prepare, seed=loop.seed, shuffle=training, device=job.plan.device,
            batch_size=int(loop.batch_size) if training else max(LOOKED_AT, int(loop.batch_size)),
        )  # fmt: skip

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Who translates some validation pairs after each epoch."""
        return watch_of(job, network, folder, listeners)

    def finished(self, job: Job, network: nn.Module) -> Model:
        """The model as it is: its probabilities are those of the next token."""
        return model_of(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """BLEU, chrF and exact answers with intervals, beside the copied source and the most similar training pair."""
        return evaluate_translator(job, model)

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Curves, and a table of sources, references and answers."""
        main = main_evaluation(outcome.evaluations)
        assert main is not None
        plots = draw_plots(
            folder.plots, history=trained.history, evaluations=outcome.evaluations, predictions=outcome.predictions,
            spec=job.prepared.spec,
        )  # fmt: skip
        write_page(
            folder.report_file, title=f"{called(job.config.network.network)} · {job.name}", evaluations=outcome.evaluations,
            history=trained.history, audit=job.prepared.audit, plots=plots, config=job.config,
            folder=str(folder.path), test_uses=test_uses, samples=translation_samples(outcome.predictions, main.part), own=typed(job.config.network.network),
            doctor=diagnosis_of(folder).section(), asks=self.asks,
        )  # fmt: skip

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """A row per text: its name, source, answer, and outside: what training never saw of it."""
        check_crops(asked.crops, model.spec)
        search, prompt = Search.of(asked.options), asked.options.get("prompt")
        new = read_new(data if prompt is None else [prompt], model.spec, config)
        encoded = encode_sources(new.texts, model.spec)
        answers = translate(model.network, encoded.tokens, encoded.lengths, model.spec, search)
        answers = ["" if empty else answer for empty, answer in zip(encoded.empty, answers, strict=True)]
        outside = [_spoken(encoded.flags.get(row, [])) for row in range(len(new.texts))]
        columns = {"source": new.texts, "answer": answers, "outside": outside}
        return new.names.with_columns(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))), ()

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Scores on pairs that are given, beside the copied source."""
        check_crops(asked.crops, model.spec)
        new = read_new(data, model.spec, config, both=True)
        return score_translator(model, new, Search.of(asked.options), learned_rows)


def _spoken(flags: list[Note]) -> str:
    return "; ".join(say(flag.code, flag.parameters) for flag in flags)
