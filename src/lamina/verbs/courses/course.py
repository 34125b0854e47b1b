"""What a task does in its own way at each station of the main path: the one place where the verbs ask what is learned.

A task whose rows have one answer each (classify, regress, forecast) goes the way of `course_rows`; another kind of
answer is another small class, one file a task, listed in `courses`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource
from lamina.core.config import DataConfig, TaskConfig
from lamina.core.contracts import Task
from lamina.core.events import Listener
from lamina.core.records import CalibrationBin, Evaluation, Note
from lamina.data.prepared import Prepared
from lamina.training.session import Trained
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import Job


@dataclass(frozen=True)
class Outcome:
    """A trained job, evaluated."""

    model: Model
    evaluations: dict[str, Evaluation]
    predictions: pl.DataFrame
    uncalibrated: tuple[CalibrationBin, ...] = ()  # of the test part, before the temperature


@dataclass(frozen=True)
class Asked:
    """What is asked of a model beside the data. Only what its course `takes` may differ from the defaults."""

    probabilities: bool = False
    crops: int = 1
    options: Mapping[str, object] = field(default_factory=dict)  # of generation: temperature, beam ... by flag name


class Course(Protocol):
    """A task at the stations of the main path. `data` stands for whatever the user gives: path, frame, texts."""

    asks: str  # what `predict` is asked with: `report.run.usage.ASKS`

    def task(self, prepared: Prepared, config: TaskConfig) -> Task:
        """Loss and metrics; a loss that does not fit the data is refused."""
        ...

    def batches(self, job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
        """Batches of a part, None without such a part. known: features (n, F) in place of the rows' inputs."""
        ...

    def watchers(self, job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> Sequence[Listener]:
        """Who else listens while a network is trained into a folder, beside those who listen already."""
        ...

    def finished(self, job: Job, network: nn.Module) -> Model:
        """The trained network with its data contract."""
        ...

    def evaluate(self, job: Job, model: Model) -> Outcome:
        """Scores of each part, with intervals and baselines on those held out, and the predictions."""
        ...

    def draw(self, job: Job, trained: Trained, outcome: Outcome, folder: RunFolder, test_uses: int) -> None:
        """Plots and the report page."""
        ...

    def answer(
        self, model: Model, data: object, config: DataConfig, asked: Asked
    ) -> tuple[pl.DataFrame, tuple[Note, ...]]:
        """Answers for raw data as a table, and what should be told of the data as a whole."""
        ...

    def score(
        self, model: Model, data: object, config: DataConfig, asked: Asked, learned_rows: Path | None = None
    ) -> Evaluation:
        """Scores on data that is given. learned_rows: fingerprints of what the model learned from."""
        ...


def model_of(job: Job, network: nn.Module) -> Model:
    """A trained network with its data contract, as it is: nothing calibrated."""
    prepared, made = job.prepared, job.blueprint
    return Model(prepared.spec, made.bundle_name, made.arguments, prepared.prepare, network, prepared.finish, {})
