"""What bundle.json holds, as a strict record, and the limits that hold for everything read from a bundle."""

import hashlib
import json
import math
from typing import Any, Literal

from lamina.core.spec import DataSpec, Frozen

FORMAT = 1
RECORD = "bundle.json"
WEIGHTS = "weights.safetensors"
CARD = "README.md"
GOLDEN = {
    "table": "golden.json",
    "images": "golden.safetensors",
    "series": "golden.safetensors",
    "sequences": "golden.safetensors",
    "text": "golden.safetensors",
    "pairs": "golden.safetensors",
}

RECORD_BYTES = 32 * 2**20
GOLDEN_BYTES = 256 * 2**20
WEIGHTS_BYTES = 16 * 2**30


class Description(Frozen):
    """A module by name, from a closed table, and the plain arguments it is built with."""

    name: str
    arguments: dict[str, Any]


class BundleRecord(Frozen):
    """bundle.json, format 1. Unknown keys are errors; no name in it is ever imported."""

    format: Literal[1]
    network: Description
    spec: DataSpec
    prepare: Description
    finish: Description
    classes: tuple[str, ...]  # spec.classes again, for other readers
    split: str  # the rule by which rows went to train, validation and test
    audit: str  # the audit line beside the scores
    card: dict[str, Any]
    versions: dict[str, str]
    files: dict[str, str]  # the other files -> sha256

    @property
    def golden_file(self) -> str:
        """Name of the file with the golden rows."""
        return GOLDEN[self.spec.kind]


def seal(content: dict[str, Any]) -> dict[str, Any]:
    """The content with a checksum of itself, so that a changed letter in bundle.json shows, too."""
    return {**content, "checksum": checksum(content)}


def checksum(content: dict[str, Any]) -> str:
    """sha256 of the content without its checksum, in one canonical spelling; holds for every format."""
    rest = {key: value for key, value in content.items() if key != "checksum"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Values as JSON has them: tuples as lists, numbers that are not finite as null, anything else as its text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
