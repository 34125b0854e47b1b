"""Proof on the user's own machine that a killed and resumed run ends with the same bits as one never killed."""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from lamina.bundle.load import read_record
from lamina.bundle.record import CARD, WEIGHTS
from lamina.bundle.verify import Check
from lamina.bundle.weights import read_header, read_tensors
from lamina.core.config import RunConfig
from lamina.core.files import write_json
from lamina.verbs.folder import RunFolder
from lamina.verbs.own import named_again
from lamina.verbs.resume import resume
from lamina.verbs.settings import source_of
from lamina.verbs.train import train

EPOCHS = 3  # of the proof's trainings; resuming does the same at any length
MOST_NAMED = 8  # of what differs
OF_A_TRAINING = {
    "card",
    "files",
    "versions",
}  # of bundle.json: seconds and checksums; the files are compared themselves


def prove_resume(run: RunFolder, network: nn.Module | str | None = None, kills: int = 2) -> list[Check]:
    """Train the run's configuration for a few epochs undisturbed, and again with `kills` kills; compare both bundles.

    network: `file.py:Class` of a run of the user's own; a module in memory is no use to the process that is killed.
    """
    asked = named_again(run.config(), network if isinstance(network, str) else None, str(run.config_file))
    own = network if isinstance(network, str) else None
    short = min(EPOCHS, int(asked.loop.epochs))
    config = asked.replace(epochs=short, checkpoint_seconds=0.05, baseline=False, plots=False, folds=0, minutes=None)
    source_of(None, config)  # data that was in memory cannot be read again: refused here
    with tempfile.TemporaryDirectory(prefix="lamina-proof-") as temporary:
        root = Path(temporary)
        whole = train(config=config.replace(out=str(root), name="whole"), network=own, quiet=True).folder.model
        killed = killed_and_resumed(config.replace(out=str(root), name="killed"), root, kills, own)
        found = differences(whole, root / "killed" / "model")
        parameters = {"kills": killed, "epochs": short, "tensors": len(read_header(whole / WEIGHTS))}
    told = ", ".join(found[:MOST_NAMED]) + (" ..." if len(found) > MOST_NAMED else "")
    return [Check("verbs.check_resume", {**parameters, "differing": told}, ok=not found and killed > 0)]


def killed_and_resumed(config: RunConfig, root: Path, kills: int, own: str | None = None) -> int:
    """Run the training in a child process, kill it (SIGKILL) at random moments, finish it here; the kills that hit."""
    write_json(root / "killed.json", config.model_dump(mode="json"))
    folder, hits = root / str(config.output.name), 0
    named = [] if own is None else ["--network", own]
    command = [sys.executable, "-m", "lamina", "--quiet", "train", "--config", str(root / "killed.json"), *named]
    for _ in range(kills):
        before = last_checkpoint(folder)
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None and last_checkpoint(folder) == before:  # it trains once it has written a new one
            time.sleep(0.01)
        time.sleep(random.uniform(0.0, 0.5))
        if child.poll() is None:
            child.kill()
            hits += 1
        child.wait()
        command = [sys.executable, "-m", "lamina", "--quiet", "resume", str(folder), *named]
    resume(folder, network=own, quiet=True)
    return hits


def last_checkpoint(folder: Path) -> int:
    """When the last checkpoint was written, in nanoseconds; 0 before the first."""
    path = folder / "checkpoints" / "last.json"
    return path.stat().st_mtime_ns if path.is_file() else 0


def differences(first: Path, second: Path) -> list[str]:
    """What is not the same to the last bit in two bundles: tensors of preparation, network and finish, the golden

    answers, and what bundle.json says of data and modules.
    """
    one, other = read_tensors(first / WEIGHTS), read_tensors(second / WEIGHTS)
    found = sorted(one.keys() ^ other.keys())
    found += [name for name in one if name in other and not _same(one[name], other[name])]
    mine, theirs = read_record(first), read_record(second)
    found += [name for name in mine.files if name not in (CARD, WEIGHTS) and mine.files[name] != theirs.files[name]]
    said, heard = mine.model_dump(exclude=OF_A_TRAINING), theirs.model_dump(exclude=OF_A_TRAINING)
    return found + [name for name in said if said[name] != heard[name]]


def _same(one: Tensor, other: Tensor) -> bool:
    """Equal in type, shape and every bit; a NaN equals itself."""
    alike = one.dtype == other.dtype and one.shape == other.shape
    return alike and torch.equal(
        one.contiguous().view(-1).view(torch.uint8), other.contiguous().view(-1).view(torch.uint8)
    )
