"""Checkpoints: the whole state of a training as JSON and safetensors; no pickle, nothing that can run code.

    checkpoints/last.json                       where the run stands, and the names and hashes of the tensor files
    checkpoints/last-<hash>.safetensors         network (buffers too) and optimizer
    checkpoints/best-<hash>.safetensors         the best epoch's weights

One rename of last.json moves from one state to the next: the tensor files it names are on the disk before, and the
old ones are removed after. So kill -9, a power cut or a full disk leave the last good checkpoint.
"""

import contextlib
import hashlib
import json
import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.files import read_json, write_json
from lamina.core.plan import Plan
from lamina.training.guard import NotFiniteError, spoilt_layer
from lamina.training.optimizer_state import TYPES, describe, expected_optimizer, flatten_optimizer, load_optimizer
from lamina.training.state import TrainingState
from lamina.training.sums import Sums
from lamina.training.tensor_file import damaged, read_tensors, remove_others, write_tensors

FORMAT = 1


def checkpoint_folder(run: Path) -> Path:
    """Where a run keeps its checkpoints."""
    return run / "checkpoints"


def has_checkpoint(run: Path) -> bool:
    """Whether the run can be resumed."""
    return (checkpoint_folder(run) / "last.json").is_file()


class CheckpointWriter:
    """Saves the state into a run's folder; a state with a value that is not finite is never saved."""

    def __init__(self, state: TrainingState, run: Path, plan: Plan) -> None:
        self.state, self.folder, self.plan = state, checkpoint_folder(run), plan
        self._best: tuple[int, dict[str, Any]] | None = None

    def save(self) -> None:
        """Write the present state and make it the last checkpoint. Raises InputError when it cannot be written."""
        state = self.state
        facts = state.facts()
        if not math.isfinite(state.sums.loss) or spoilt_layer(state.network):
            raise NotFiniteError(state.epoch, max(state.step - 1, 0))
        tensors, numbers = flatten_optimizer(state)
        waiting = state.sums.tensors()
        tensors |= {f"network.{name}": tensor for name, tensor in state.network.state_dict().items()} | waiting
        content = {"format": FORMAT, "plan": self.plan.model_dump(), **facts, "optimizer": numbers}
        content["waiting"] = describe(waiting)
        try:
            content["last"] = write_tensors(self.folder, "last", tensors)
            content["best"] = self._write_best()
            write_json(self.folder / "last.json", {**content, "sha256": digest(content)})
        except InputError:
            with contextlib.suppress(InputError):
                remove_others(self.folder, named_files(self.folder))
            raise
        remove_others(self.folder, named_files(self.folder))

    def _write_best(self) -> dict[str, Any] | None:
        """The record of the best weights' file, written only when they changed."""
        if self.state.best_weights is None:
            return None
        if self._best is None or self._best[0] != self.state.best_epoch:
            self._best = (self.state.best_epoch, write_tensors(self.folder, "best", self.state.best_weights))
        return self._best[1]


def load_checkpoint(state: TrainingState, run: Path) -> None:
    """Put a run's last checkpoint into a freshly made state, after checking names, shapes, types and hashes.

    Raises InputError: nothing saved, damaged, or another network or optimizer than this one.
    """
    folder = checkpoint_folder(run)
    path = folder / "last.json"
    if not path.is_file():
        raise InputError("training.no_checkpoint", path=str(run))
    content = _read_facts(path)
    try:
        _restore(state, folder, content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise damaged(path, f"{type(error).__name__}: {error}") from error


def read_plan(run: Path) -> Plan:
    """The plan that the run's last checkpoint was made under."""
    path = checkpoint_folder(run) / "last.json"
    content = _read_facts(path)
    try:
        return Plan.model_validate(content["plan"])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path, "plan") from error


def digest(content: dict[str, Any]) -> str:
    """sha256 of JSON content, whatever its spacing and order."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def named_files(folder: Path) -> set[str]:
    """Names of the tensor files that the checkpoint on the disk needs."""
    path = folder / "last.json"
    if not path.is_file():
        return set()
    content = _read_facts(path)
    return {content[part]["file"] for part in ("last", "best") if content[part]}


def _read_facts(path: Path) -> dict[str, Any]:
    """The JSON of a checkpoint, if its format is known and nothing in it was changed."""
    content = read_json(path)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise damaged(path, f"format {content.get('format') if isinstance(content, dict) else content!r}")
    if content.pop("sha256", None) != digest(content):
        raise damaged(path, "content hash")
    return content


def _restore(state: TrainingState, folder: Path, content: dict[str, Any]) -> None:
    weights = {name: (list(tensor.shape), tensor.dtype) for name, tensor in state.network.state_dict().items()}
    expected = {f"network.{name}": entry for name, entry in weights.items()}
    expected |= expected_optimizer(state, content["optimizer"])
    expected |= {name: (shape, TYPES[dtype]) for name, (shape, dtype) in content["waiting"].items()}
    tensors = read_tensors(folder, content["last"], expected)
    best = None if content["best"] is None else read_tensors(folder, content["best"], weights)
    state.network.load_state_dict({name: tensors[f"network.{name}"] for name in weights})
    load_optimizer(state, tensors, content["optimizer"])
    state.best_weights = None if best is None else {name: tensor.to(state.device) for name, tensor in best.items()}
    state.epoch, state.step = int(content["epoch"]), int(content["step"])
    state.sums = _sums(content["sums"], tensors, state.device)
    state.history = [dict(row) for row in content["history"]]
    state.best_epoch = int(content["best_epoch"])
    state.best_loss = math.inf if content["best_loss"] is None else float(content["best_loss"])
    state.learning_rate = float(content["learning_rate"])
    state.validation_seconds = float(content["validation_seconds"])
    state.share = float(content["share"])
    state.seconds_before, state.started = float(content["seconds"]), time.perf_counter()
    if content["scaler"]:
        state.scaler.load_state_dict(content["scaler"])


def _sums(facts: dict[str, Any], tensors: dict[str, Tensor], device: torch.device) -> Sums:
    """The sums of the epoch under way, with the outputs that waited to be tallied."""
    facts = dict(facts)
    tally = facts.pop("tally")
    sums = Sums(**facts, tally=None if tally is None else torch.tensor(tally, dtype=torch.float64, device=device))
    if "waiting.output" in tensors:
        weight = tensors.get("waiting.weight")
        held = (tensors["waiting.output"], tensors["waiting.target"], weight)
        sums.waiting = [tuple(None if part is None else part.to(device) for part in held)]  # type: ignore[list-item]
    return sums
