"""What of a bundle agrees, said item by item."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lamina.bundle.build import own_named
from lamina.bundle.golden import TOLERANCES, read_golden
from lamina.bundle.load import as_model, check_file, check_golden, load_weights, read_record
from lamina.bundle.model import Pipeline
from lamina.bundle.record import CARD, GOLDEN_BYTES, RECORD_BYTES, WEIGHTS, WEIGHTS_BYTES, BundleRecord
from lamina.bundle.save import versions
from lamina.core.errors import InputError
from lamina.networks import catalog


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: a code with parameters for `words`, and whether it agrees."""

    code: str
    parameters: dict[str, Any] = field(default_factory=dict)
    ok: bool = True


def verify_bundle(folder: str | Path, *, network: nn.Module | None = None, device: str = "cpu") -> list[Check]:
    """Checks of record, files, shapes, golden rows and versions, in this order; it goes on after a failure where it can."""
    path = Path(folder)
    try:
        record = read_record(path)
    except InputError as error:
        return [Check(error.code, error.parameters, ok=False)]
    checks = [Check("bundle.format_agrees", {"format": record.format, "network": record.network.name})]
    for name, limit in ((WEIGHTS, WEIGHTS_BYTES), (record.golden_file, GOLDEN_BYTES), (CARD, RECORD_BYTES)):
        checks.append(_file_check(path, name, limit, record))
    if all(check.ok for check in checks if check.parameters.get("file") != CARD):
        checks += _answer_checks(path, record, network, device)
    return [*checks, *_version_checks(record)]


def _file_check(path: Path, name: str, limit: int, record: BundleRecord) -> Check:
    try:
        check_file(path, name, limit, record)
    except InputError as error:
        if name == CARD and error.code == "bundle.changed":
            return Check("bundle.card_changed", {"file": name, "path": str(path / name)}, ok=False)
        return Check(error.code, {**error.parameters, "file": name}, ok=False)
    return Check(
        "bundle.file_agrees", {"file": name, "bytes": (path / name).stat().st_size, "sha256": record.files[name]}
    )


def _answer_checks(path: Path, record: BundleRecord, network: nn.Module | None, device: str) -> list[Check]:
    checks: list[Check] = []
    if network is None and record.network.name not in catalog.names():
        return [Check("bundle.own_unchecked", own_named(record))]
    try:
        pipeline = load_weights(path, record, network).to(device)
        checks.append(Check("bundle.shapes_agree", _sizes(pipeline)))
        golden = read_golden(path / record.golden_file, record.spec)
        largest = check_golden(as_model(path, record, pipeline), golden, str(path), device)
    except InputError as error:
        return [*checks, Check(error.code, error.parameters, ok=False)]
    tolerance = TOLERANCES[(torch.device(device).type, "float32")]
    parameters = {"rows": len(golden.answers), "difference": f"{largest:.3g}", "tolerance": tolerance, "device": device}
    return [*checks, Check("bundle.golden_agree", parameters)]


def _sizes(pipeline: Pipeline) -> dict[str, Any]:
    state = pipeline.state_dict()
    return {"tensors": len(state), "values": sum(tensor.numel() for tensor in state.values())}


def _version_checks(record: BundleRecord) -> list[Check]:
    """Versions are told, not demanded: the golden rows have the last word."""
    here = versions()
    differing = [
        Check("bundle.version_differs", {"library": name, "saved": saved, "here": here.get(name, "-")})
        for name, saved in record.versions.items()
        if here.get(name) != saved
    ]
    return differing or [
        Check("bundle.versions_agree", {"versions": ", ".join(f"{name} {version}" for name, version in here.items())})
    ]
