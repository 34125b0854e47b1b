"""The course of the task "embed": vectors of words, learned from running text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.errors import InputError
from lamina.core.events import Listener
from lamina.core.own_name import called
from lamina.core.records import Evaluation, Note
from lamina.data.corpus.huffman import huffman_tree
from lamina.data.corpus.word_judgements import read_judgements
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.data.prepared import Prepared
from lamina.evaluation.word_vectors import principal_axes
from lamina.networks.word2vec import Word2Vec
from lamina.report.run.curves import draw_curves
from lamina.report.run.page import write_page
from lamina.report.views.word_map import draw_words, sample_words
from lamina.training.session import Trained
from lamina.training.word_task import word_task
from lamina.verbs.courses.course import Asked, Outcome, model_of
from lamina.verbs.courses.word_answers import answer_words, nearest_table, vectors_of
from lamina.verbs.courses.word_scores import evaluate_words, score_words
from lamina.verbs.crops import check_crops
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.job import Job

MAPPED = slice(50, 190)  # words by frequency that the picture shows; before them stand the, of, and


class EmbedCourse:
    """Vectors of words; see `course.Course`."""

    asks = "word"

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """The loss is the network's own."""
        return word_task(config)

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Windows of words in the training part, the only one there is."""
        return window_batches(job, network) if part == "train" else None

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Nobody."""
        return ()

    def finished(self, job: Job, network: nn.Module) -> Model:
        """The model as it is: raw numbers, nothing to calibrate."""
        return model_of(job, network)

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """The loss beside that of chance, and the nearest words of every frequent word."""
        batches = window_batches(job, model.network)
        evaluations = {"train": evaluate_words(batches, word2vec_of(model.network))}
        return Outcome(model, evaluations, nearest_table(vectors_of(model), batches.counts))

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """The curve of the loss, frequent words on a map, and a table of nearest words."""
        vectors = vectors_of(outcome.model)
        shown = MAPPED if len(vectors.words) >= MAPPED.stop else slice(0, MAPPED.stop)
        places, share = principal_axes(vectors.table[shown])
        drawn = [
            draw_curves(folder.plots / "curves.png", trained.history),
            draw_words(folder.plots / "words.png", vectors.words[shown], places.tolist(), share),
        ]
        write_page(
            folder.report_file, title=f"{called(job.config.network.network)} · {job.name}", evaluations=outcome.evaluations,
            history=trained.history, audit=job.prepared.audit, plots=[path for path in drawn if path is not None],
            config=job.config, folder=str(folder.path), test_uses=test_uses or None,
            samples=sample_words(outcome.predictions),
            doctor=diagnosis_of(folder).section(), asks=self.asks,
        )  # fmt: skip

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """The nearest words of words, texts, or sums such as "king - man + woman"."""
        check_crops(asked.crops, model.spec)
        return answer_words(model, data, config)

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Agreement with judgements of people: pairs of words, or analogies."""
        check_crops(asked.crops, model.spec)
        assert model.spec.text is not None
        judgements = read_judgements(data, config, lower=model.spec.text.lower)
        return score_words(vectors_of(model), judgements)


def window_batches(job: Job, network: nn.Module) -> WindowBatches:
    """Windows as the network's arguments ask for, with what its output learns from: noise words, or a tree."""
    learner, part, text = word2vec_of(network), job.prepared.parts["train"], job.prepared.spec.text
    assert text is not None
    tokens = part.tensors["tokens"][:, 0]
    counts = np.bincount(tokens.numpy(), minlength=len(text.vocabulary))
    tree = huffman_tree(counts) if learner.output == "hierarchical-softmax" else None
    rules = WindowRules(learner.window, learner.subsample, learner.num_shared)
    return WindowBatches(
        tokens, part.row_ids, counts, rules, batch_size=int(job.config.loop.batch_size), seed=job.config.loop.seed,
        tree=tree, device=job.plan.device,
    )  # fmt: skip


def word2vec_of(network: nn.Module) -> Word2Vec:
    """The network, where it is one that learns word vectors; another, such as the user's own, is refused."""
    if not isinstance(network, Word2Vec):
        raise InputError("embed.other_network", network=type(network).__name__)
    return network
