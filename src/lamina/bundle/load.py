"""A bundle from its folder: read as data only, checked in every size, refused if it no longer gives its answers."""

from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError
from torch import nn

from lamina.bundle.build import build_pipeline, check_own, check_tensors
from lamina.bundle.golden import TOLERANCES, Golden, difference, read_golden
from lamina.bundle.migrate import migrate
from lamina.bundle.model import Model, Pipeline
from lamina.bundle.record import (
    CARD,
    GOLDEN_BYTES,
    RECORD,
    RECORD_BYTES,
    WEIGHTS,
    WEIGHTS_BYTES,
    BundleRecord,
    checksum,
)
from lamina.bundle.weights import check_regular, entries, read_header, read_tensors, sha256
from lamina.core.errors import InputError
from lamina.core.files import read_json


def load_bundle(
    folder: str | Path, *, network: nn.Module | None = None, verify: bool = True, device: str = "cpu"
) -> Model:
    """The model of a bundle, in evaluation mode; nothing in the folder can run code.

    network: the module for a bundle of the user's own network (its weights are overwritten).
    verify: replay the golden rows on `device` and refuse the bundle if the answers differ.
    """
    path = Path(folder)
    record = read_record(path)
    check_file(path, WEIGHTS, WEIGHTS_BYTES, record)
    check_file(path, record.golden_file, GOLDEN_BYTES, record)
    pipeline = load_weights(path, record, network).to(device)
    model = as_model(path, record, pipeline)
    if verify:
        check_golden(model, read_golden(path / record.golden_file, record.spec), str(path), device)
    return model


def read_record(folder: Path) -> BundleRecord:
    """bundle.json, its own checksum checked, brought to today's format, every key known."""
    path = folder / RECORD
    if not folder.is_dir() or not path.exists():
        raise InputError("bundle.no_bundle", path=str(folder))
    check_regular(path, RECORD_BYTES)
    content = read_json(path, RECORD_BYTES)
    if not isinstance(content, dict):
        raise InputError("bundle.no_format", path=str(path))
    if content.get("checksum") != checksum(content):
        raise InputError("bundle.changed", path=str(path), file=RECORD)
    content = migrate({key: value for key, value in content.items() if key != "checksum"}, str(path))
    try:
        record = BundleRecord.model_validate(content)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise InputError("bundle.bad_record", path=str(path), key=key, reason=problem["msg"]) from None
    _check_consistent(record, str(path))
    return record


def _check_consistent(record: BundleRecord, path: str) -> None:
    """What pydantic cannot see: the list of files is the known one, class names and kind fit the spec."""
    known = {WEIGHTS, CARD, record.golden_file}
    for name in sorted(known ^ set(record.files)):
        raise InputError(
            "bundle.bad_record", path=path, key="files", reason=f'"{name}" is listed wrongly or not at all'
        )
    if record.classes != record.spec.classes:
        raise InputError("bundle.bad_record", path=path, key="classes", reason="they are not those of the spec")
    if (record.spec.kind == "images") != (record.spec.image is not None) or not record.spec.targets:
        raise InputError("bundle.bad_record", path=path, key="spec", reason="kind, image and targets do not fit")
    kind, pairs = record.spec.kind, record.spec.into is not None
    if (kind in ("text", "pairs")) != (record.spec.text is not None) or (kind == "pairs") != pairs:
        raise InputError("bundle.bad_record", path=path, key="spec", reason="kind and text do not fit")
    if (record.spec.kind == "sequences") != (record.spec.sequence is not None):
        raise InputError("bundle.bad_record", path=path, key="spec", reason="kind and sequence do not fit")
    series = record.spec.series
    if (record.spec.kind == "series") != (series is not None):
        raise InputError("bundle.bad_record", path=path, key="spec", reason="kind and series do not fit")
    if series is not None and record.spec.num_outputs != series.horizon * len(series.targets):
        raise InputError("bundle.bad_record", path=path, key="spec", reason="targets and horizon do not fit")


def check_file(folder: Path, name: str, limit: int, record: BundleRecord) -> None:
    """Refuse a file that is missing, no plain file, too large, a pickle, or not the one that was saved."""
    path = folder / name
    check_regular(path, limit)
    if name.endswith(".safetensors"):
        read_header(path)  # says what it is (a pickle, cut short) before its checksum says only that it changed
    if sha256(path) != record.files[name]:
        raise InputError("bundle.changed", path=str(path), file=name)


def load_weights(folder: Path, record: BundleRecord, network: nn.Module | None) -> Pipeline:
    """The record's modules with the weights of the folder; shapes are compared before memory is taken."""
    path = folder / WEIGHTS
    if network is None:
        check_own(record)
    found = read_header(path)
    check_tensors(entries(build_pipeline(record, network, meta=True).state_dict()), found, str(path))
    pipeline = build_pipeline(record, network, meta=False)
    pipeline.load_state_dict(read_tensors(path))
    return pipeline.eval()


def as_model(folder: Path, record: BundleRecord, pipeline: Pipeline) -> Model:
    """The Model of a record and its loaded modules; the card's text comes along if nobody edited it."""
    card: dict[str, Any] = {**record.card, "split": record.split, "audit": record.audit, "versions": record.versions}
    text = folder / CARD
    if text.is_file() and text.stat().st_size <= RECORD_BYTES and sha256(text) == record.files[CARD]:
        card["text"] = text.read_text(encoding="utf-8")
    return Model(
        record.spec, record.network.name, record.network.arguments,
        pipeline.prepare, pipeline.network, pipeline.finish, card,
    )  # fmt: skip


def check_golden(model: Model, golden: Golden, path: str, device: str = "cpu") -> float:
    """Replay golden rows: the largest difference, or a refusal when it is beyond the tolerance of the device."""
    limit = TOLERANCES[(torch.device(device).type, "float32")]
    try:
        found = model.answer(golden.inputs)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        raise InputError("bundle.golden_failed", path=path, reason=str(error).strip().split("\n")[0]) from error
    largest = difference(golden.answers, found, model.spec)
    if not largest <= limit:
        raise InputError(
            "bundle.golden_mismatch", path=path, rows=len(golden.answers), difference=f"{largest:.3g}", tolerance=limit
        )
    return largest
