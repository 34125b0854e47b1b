"""`Run`: one training with its folder, as Python users hold it."""

import base64
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
from torch import nn

from lamina.bundle.load import load_bundle, read_record
from lamina.bundle.model import Model
from lamina.bundle.record import RECORD
from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Evaluation, Note
from lamina.data.tables.encode import reading_config
from lamina.verbs.answers import export_model
from lamina.verbs.courses.choice import course_of
from lamina.verbs.courses.course import Asked
from lamina.verbs.courses.generation import asked_options
from lamina.verbs.crops import score_again
from lamina.verbs.folder import RunFolder
from lamina.verbs.own import own_module


class Run:
    """A training and its results; `lamina.load(path)` gives it back in any later process.

    Of a bundle alone, without its run's folder, only the model: it answers, is exported, and scored on data given.
    `network` is needed only for a run of the user's own module: the same class, freshly built, or its `file.py:Class`.
    """

    def __init__(self, path: str | Path, network: nn.Module | str | None = None) -> None:
        self.folder = RunFolder.existing(path)
        self._network = network

    @property
    def path(self) -> Path:
        """The run's folder, or the bundle's where it stands alone."""
        return self.folder.path

    @property
    def config(self) -> RunConfig:
        """The whole configuration, "auto" resolved."""
        return self.folder.config()

    @property
    def audit(self) -> Audit:
        """What was read, dropped, split and fitted."""
        return self.folder.audit()

    @cached_property
    def model(self) -> Model:
        """The trained network with its data contract, loaded from the bundle and checked by its golden rows."""
        if not (self.folder.model / RECORD).is_file():
            raise self.folder.unfinished()
        return load_bundle(self.folder.model, network=self.own_network)

    @property
    def card(self) -> dict[str, Any]:
        """What the bundle tells of its training: epochs, seconds, parts ...; no weight is read, no network built."""
        if not (self.folder.model / RECORD).is_file():
            raise self.folder.unfinished()
        return read_record(self.folder.model).card

    @property
    def asks(self) -> str:
        """What `predict` is asked with: one of `report.run.usage.ASKS`."""
        return course_of(read_record(self.folder.model).spec).asks

    @cached_property
    def own_network(self) -> nn.Module | None:
        """The user's own network that was named for this run, if one was."""
        return own_module(self._network, self.folder.model)

    @property
    def history(self) -> list[dict[str, float]]:
        """A row per epoch: epoch, losses, metrics, learning_rate, seconds, samples_per_second."""
        return self.folder.history()

    def evaluation(self, part: str = "") -> Evaluation:
        """Scores with intervals, baselines, confusion ... of a part of the run's own data; else of the test part.

        A run without a test part answers with validation, or training, in its place.
        """
        evaluations = self.folder.evaluations()
        if not evaluations:
            raise self.folder.unfinished()
        chosen = part or next((name for name in ("test", "validation", "train") if name in evaluations), "test")
        if chosen not in evaluations:
            raise InputError("verbs.no_evaluation", part=chosen, path=str(self.path), parts=", ".join(evaluations))
        return evaluations[chosen]

    def evaluate(self, data: Any = None, *, crops: int = 1) -> dict[str, float]:
        """Metric name -> value on `data` (raw rows with the target), or on the run's own test part.

        crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
        """
        return {name: item.value for name, item in self.score(data, crops=crops).scores.items()}

    def score(self, data: Any = None, *, crops: int = 1) -> Evaluation:
        """The same as a record with intervals and confusion. A look at the run's own test part is counted."""
        if data is not None:
            known = None if self.folder.alone else self.folder.learned_rows_file
            course = course_of(self.model.spec)
            return course.score(self.model, data, self.reading(), Asked(crops=crops), known)
        before = self.evaluation()
        scored = before if crops == 1 else score_again(self.model, before, self.folder, crops)
        self.folder.count_test_use()
        return scored

    def predict(self, data: Any = None, *, probabilities: bool = False, crops: int = 1, **options: Any) -> pl.DataFrame:
        """Answers for raw rows or images, in class names or raw units; crops as in `evaluate`.

        options: of models that write: prompt, temperature, top_k, top_p, beam, length, seed (verbs.generation).
        """
        return self.answer(data, probabilities=probabilities, crops=crops, **options)[0]

    def answer(
        self, data: Any = None, *, probabilities: bool = False, crops: int = 1, **options: Any
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """The same with what should be told of the rows: columns ignored or taken by position, cells read as missing."""
        asked = Asked(probabilities=probabilities, crops=crops, options=asked_options(options, self.model.spec.task))
        if data is None and "prompt" not in asked.options:
            raise InputError("verbs.nothing_to_answer")
        return course_of(self.model.spec).answer(self.model, data, self.reading(), asked)

    def export(self, format: str = "onnx", to: str | Path | None = None) -> Path:
        """Write the model as "onnx" or as readable PyTorch "code", checked against it; the path of what was written."""
        return export_model(self.model, format, Path(to) if to else self.folder.model)

    def reading(self) -> DataConfig:
        """How new data is read: as the run's was; of a bundle alone only the target's column is known."""
        if self.folder.alone:
            names = [target.name for target in self.model.spec.targets if target.name != "label"]
            return DataConfig(target=tuple(names))
        return reading_config(self.folder.config().data)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r}, {self._summary()})"

    def _repr_html_(self) -> str:
        """What a notebook shows: the headline score, the folder, and the curves."""
        picture = self.folder.plots / "curves.png"
        data = base64.b64encode(picture.read_bytes()).decode() if picture.is_file() else ""
        drawing = f'<br><img width="720" src="data:image/png;base64,{data}">' if data else ""
        return f"<div><b>{escape(self._summary())}</b><br><code>{escape(str(self.path))}</code>{drawing}</div>"

    def _summary(self) -> str:
        if self.folder.alone:
            return f"{self.model.network_name}, a bundle alone"
        if not self.folder.evaluations():
            return self.folder.state()["status"]
        evaluation = self.evaluation()
        score = evaluation.scores[evaluation.headline]
        return f"{evaluation.part} {evaluation.headline} {score.value:.4g}"
