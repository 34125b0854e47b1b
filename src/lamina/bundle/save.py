"""A model as a folder that stands alone; it appears as a whole or not at all."""

import contextlib
import copy
import glob
import hashlib
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import torch
from torch import Tensor

from lamina.bundle.golden import Golden, make_golden, pack_golden
from lamina.bundle.load import load_bundle
from lamina.bundle.model import Model
from lamina.bundle.record import CARD, FORMAT, RECORD, WEIGHTS, BundleRecord, Description, plain, seal
from lamina.bundle.weights import pack
from lamina.core.errors import InputError
from lamina.core.files import write_atomically, write_json
from lamina.data.prepare import describe
from lamina.networks import catalog


def save_bundle(
    folder: str | Path, model: Model, *, golden_inputs: dict[str, Tensor] | None = None, readme: str = ""
) -> Path:
    """Write weights, record, golden rows and card; load them back once; then take the place of `folder`.

    golden_inputs: raw inputs to keep as golden rows instead of synthetic ones (they are the user's data).
    readme: text of the model card (README.md); else `model.card["text"]`. `model.card["split"]` and `["audit"]`
    are the sentences that bundle.json keeps of them.
    A killed save leaves the old bundle or none. A folder that holds something else is never replaced.
    """
    path = Path(folder)
    _check_place(path)
    golden = make_golden(model, golden_inputs)
    with _staging(path) as staging:
        record = _write_files(staging, model, golden, readme or str(model.card.get("text", "")))
        write_json(staging / RECORD, seal(record.model_dump(mode="json")))
        own = model.network_name not in catalog.names()
        load_bundle(staging, network=copy.deepcopy(model.network) if own else None)
        _replace(staging, path)
    return path


def _write_files(folder: Path, model: Model, golden: Golden, readme: str) -> BundleRecord:
    record = BundleRecord(
        format=FORMAT,
        network=Description(name=model.network_name, arguments=plain(model.network_arguments)),
        spec=model.spec,
        prepare=Description.model_validate(plain(describe(model.prepare))),
        finish=Description.model_validate(plain(describe(model.finish))),
        classes=model.spec.classes,
        split=str(model.card.get("split", "")),
        audit=str(model.card.get("audit", "")),
        card=plain(
            {key: value for key, value in model.card.items() if key not in ("text", "split", "audit", "versions")}
        ),
        versions=versions(),
        files={},
    )
    contents = {
        WEIGHTS: pack(model.pipeline.state_dict()),
        record.golden_file: pack_golden(golden, model.spec),
        CARD: (readme or f"# {model.network_name}\n").encode(),
    }
    for name, content in contents.items():
        write_atomically(folder / name, content)
    return record.model_copy(
        update={"files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}}
    )


def versions() -> dict[str, str]:
    """Versions of what takes part in an answer."""
    try:
        lamina = metadata.version("lamina")
    except metadata.PackageNotFoundError:
        lamina = "unknown"
    return {
        "lamina": lamina,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "safetensors": metadata.version("safetensors"),
    }


def _check_place(path: Path) -> None:
    """Only an empty place or an older bundle is written over."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise InputError("bundle.place_taken", path=str(path))
    if path.is_dir() and any(path.iterdir()) and not (path / RECORD).is_file():
        raise InputError("bundle.place_taken", path=str(path))


@contextlib.contextmanager
def _staging(path: Path) -> Iterator[Path]:
    """A hidden neighbour to write in; what earlier, killed saves left there is cleared away."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for leftover in glob.glob(f"{glob.escape(str(path.parent))}/.{glob.escape(path.name)}.*.saving"):
            shutil.rmtree(leftover, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".saving", dir=path.parent))
    except OSError as error:
        raise InputError("files.cannot_write", path=str(path), reason=error.strerror or str(error)) from error
    try:
        staging.chmod(0o755)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(staging: Path, path: Path) -> None:
    """Put the finished folder in place; an older bundle steps aside first and comes back if that fails."""
    aside = staging.with_name(staging.name.replace(".saving", ".old.saving"))
    try:
        if path.exists():
            os.rename(path, aside)
        try:
            os.rename(staging, path)
        except OSError:
            if aside.exists():
                os.rename(aside, path)
            raise
    except OSError as error:
        raise InputError("files.cannot_write", path=str(path), reason=error.strerror or str(error)) from error
    shutil.rmtree(aside, ignore_errors=True)
