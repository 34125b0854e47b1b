"""Weights to start from: of Lamina (a run, a bundle) or of torchvision (safetensors, `.pth`), with what they expect.

torchvision's files say nothing of their network: their names and shapes are compared with the `-tv` networks, and into
those alone they load (its ResNet-50 would fit the paper's by name, and answer wrongly). Lamina's are known by bundle.json.
"""

import hashlib
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lamina.bundle.hub import in_cache
from lamina.bundle.load import load_bundle, read_record
from lamina.bundle.record import RECORD, WEIGHTS, WEIGHTS_BYTES, BundleRecord, plain
from lamina.bundle.unpickle import is_pickle, to_safetensors
from lamina.bundle.weights import check_regular, pack, read_header, read_tensors, sha256
from lamina.core.errors import InputError
from lamina.core.files import read_json, write_atomically, write_json
from lamina.core.spec import TextSpec
from lamina.networks import catalog
from lamina.networks.googlenet_tv import DEVIATIONS, MEANS
from lamina.networks.head import blank, head_tensors

HUB = "hf:"
KEPT = "origin.json"  # beside a copy of the weights in the folder of a run under way
UNTAUGHT = "num_batches_tracked"  # not in old files; it does not enter an answer
TEXT_HEAD = "head."  # what begins the names of an encoder's head
AUXILIARY = ("aux1.", "aux2.")
TORCHVISION_IMAGE = (3, 224, 224)


@dataclass(frozen=True)
class Pretrained:
    """Weights by name, and what is known of where they are from."""

    file: str
    sha256: str
    form: str  # lamina | torchvision
    network: str  # of the catalogue
    arguments: dict[str, Any]  # that the weights were made with, without num_classes
    image: tuple[int, int, int]  # (C, H, W) that they are used to; zeros of texts
    mean: tuple[float, ...]  # of the images' channels, on the scale 0..1
    std: tuple[float, ...]
    classes: tuple[str, ...]  # in the head's order, where known
    num_classes: int
    tensors: dict[str, Tensor]
    text: TextSpec | None = None  # how texts become the token ids that they are used to

    def facts(self) -> dict[str, Any]:
        """All but the tensors, as JSON has it."""
        facts = {name: value for name, value in vars(self).items() if name not in ("tensors", "text")}
        return plain({**facts, **({"text": self.text.model_dump()} if self.text else {})})


def read_pretrained(text: str, network: str = "auto") -> Pretrained:
    """The weights of a file, run or bundle, or of `hf:owner/name` in the local cache; checked against the network.

    network: the one that is to start from them; "auto" takes the one that they are of. Nothing in them can run code.
    Raises InputError: no such file, damaged, weights of another network (which is named), tensors missing or odd.
    """
    path = in_cache(text.removeprefix(HUB)) if text.startswith(HUB) else Path(text)
    if not path.exists():
        raise InputError("weights.missing", path=text)
    if path.is_dir():
        path = path / "model" if (path / "model" / RECORD).is_file() else path
        if (path / KEPT).is_file():
            return _kept(path)
        return _of_lamina(path, network)
    if path.name == WEIGHTS and (path.parent / RECORD).is_file():
        return _of_lamina(path.parent, network)
    return _of_torchvision(path, text, network)


def keep(folder: Path, weights: Pretrained) -> None:
    """A copy in the folder of a run, so that resuming it does not need the file any more."""
    content = pack(weights.tensors)
    write_atomically(folder / WEIGHTS, content)
    write_json(folder / KEPT, {**weights.facts(), "copy": hashlib.sha256(content).hexdigest()})


def _kept(folder: Path) -> Pretrained:
    facts, path = read_json(folder / KEPT), folder / WEIGHTS
    check_regular(path, WEIGHTS_BYTES)
    if not isinstance(facts, dict) or sha256(path) != facts.pop("copy", None):
        raise InputError("bundle.changed", path=str(path), file=WEIGHTS)
    read_header(path)
    facts["text"] = TextSpec(**facts["text"]) if "text" in facts else None
    for name in ("image", "mean", "std", "classes"):
        facts[name] = tuple(facts[name])
    return Pretrained(**facts, tensors=read_tensors(path))


def _of_lamina(folder: Path, network: str) -> Pretrained:
    """The network of a bundle, which is loaded as for prediction, golden rows and all."""
    record = read_record(folder)
    if record.network.name not in catalog.names():
        raise InputError("weights.own_network", path=str(folder), network=record.network.name)
    if record.spec.text is not None and catalog.find(record.network.name).hides:
        return _of_texts(folder, record, network)
    if record.spec.image is None:
        raise InputError("weights.of_table", path=str(folder))
    if network not in ("auto", record.network.name):
        raise InputError("weights.other_network", path=str(folder), found=record.network.name, network=network)
    model, image = load_bundle(folder), record.spec.image
    arguments = {key: value for key, value in record.network.arguments.items() if key != "num_classes"}
    return Pretrained(
        file=str(folder), sha256=record.files[WEIGHTS], form="lamina", network=record.network.name,
        arguments=arguments, image=(image.channels, image.height, image.width),
        mean=tuple(model.prepare.get_buffer("mean").tolist()), std=tuple(model.prepare.get_buffer("std").tolist()),
        classes=record.spec.classes, num_classes=record.spec.num_outputs, tensors=model.network.state_dict(),
    )  # fmt: skip


def _of_texts(folder: Path, record: BundleRecord, network: str) -> Pretrained:
    """An encoder of tokens without its head, which answers for its own task alone, and the vocabulary that it reads."""
    if network not in ("auto", record.network.name):
        raise InputError("weights.other_network", path=str(folder), found=record.network.name, network=network)
    model, left = load_bundle(folder), ("num_classes", "answers")
    arguments = {key: value for key, value in record.network.arguments.items() if key not in left}
    tensors = {name: value for name, value in model.network.state_dict().items() if not name.startswith(TEXT_HEAD)}
    return Pretrained(
        file=str(folder), sha256=record.files[WEIGHTS], form="lamina", network=record.network.name, arguments=arguments,
        image=(0, 0, 0), mean=(), std=(), classes=(), num_classes=0, tensors=tensors, text=record.spec.text,
    )  # fmt: skip


def _of_torchvision(path: Path, text: str, network: str) -> Pretrained:
    """A state dict by torchvision's names; the -tv network is found by names and shapes."""
    tensors = _tensors(path)
    if network != "auto" and not network.endswith("-tv"):
        fitting = fitting_network(tensors)
        code = "weights.torchvision_only" if fitting else "weights.nobodys"
        raise InputError(code, path=text, network=network, found=fitting or "")
    name = network
    if name == "auto" or not _fits(name, tensors, shapes=False):
        fitting = fitting_network(tensors)
        if name == "auto" and not fitting:
            raise InputError("weights.nobodys", path=text, network="", found="")
        if fitting and name != "auto":
            raise InputError("weights.other_network", path=text, found=fitting, network=network)
        name = fitting or name
    known = catalog.arguments(name)
    arguments: dict[str, Any] = {}
    if "auxiliary" in known:
        arguments["auxiliary"] = any(key.startswith(AUXILIARY) for key in tensors)
    if "transform_input" in known:
        arguments["transform_input"] = True  # as torchvision does when it loads its published weights
    found = Pretrained(
        file=text, sha256=sha256(path), form="torchvision", network=name, arguments=arguments,
        image=TORCHVISION_IMAGE, mean=MEANS, std=DEVIATIONS, classes=(), num_classes=0, tensors=tensors,
    )  # fmt: skip
    head = head_tensors(name, arguments)
    expected = blank(name, arguments)
    check_names(found, set(expected), head)
    _check_head(found, {key: tuple(expected[key].shape) for key in head})
    widths = {tensors[key].shape[0] for key in head if key in tensors and tensors[key].dim() > 0}
    return replace(found, num_classes=int(widths.pop()) if len(widths) == 1 else 0)


def _tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file, which may be a pickle; numbers are float32 and finite."""
    check_regular(path, WEIGHTS_BYTES)
    if is_pickle(path):
        with tempfile.TemporaryDirectory(prefix="lamina-weights-") as folder:
            target = Path(folder) / WEIGHTS
            to_safetensors(path, target)
            read_header(target)
            tensors = {name: tensor.clone() for name, tensor in read_tensors(target).items()}
    else:
        tensors = _plain_file(path)
    if any(name.startswith("network.") for name in tensors) and any(name.startswith("prepare.") for name in tensors):
        raise InputError("weights.bundle_alone", path=str(path))
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise InputError("weights.not_finite", path=str(path), tensor=name)
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}


def _plain_file(path: Path) -> dict[str, Tensor]:
    try:
        read_header(path)
        return read_tensors(path)
    except InputError as error:
        if error.code not in ("bundle.bad_header", "bundle.absurd_size"):
            raise
        reason = str(error.parameters.get("reason") or f"{error.parameters.get('tensor')} is larger than the file")
        raise InputError("weights.unreadable", path=str(path), reason=reason) from None


def check_names(weights: Pretrained, expected: set[str], head: frozenset[str]) -> None:
    """Refuse tensors that are missing or odd, by name (the first three, and how many)."""
    found = set(weights.tensors)
    missing = sorted(name for name in expected - found - head if not name.endswith(UNTAUGHT))
    missing = [name for name in missing if not name.startswith(AUXILIARY)]
    odd = sorted(name for name in found - expected if not name.startswith(AUXILIARY))
    if missing or odd:
        raise InputError(
            "weights.names", path=weights.file, network=weights.network,
            missing=missing[:3], num_missing=len(missing), odd=odd[:3], num_odd=len(odd),
        )  # fmt: skip


def _check_head(weights: Pretrained, expected: dict[str, tuple[int, ...]]) -> None:
    """Refuse a head that, but for its number of classes, has not the network's shape: the file is not what it seems."""
    for key, shape in sorted(expected.items()):
        if key in weights.tensors and tuple(weights.tensors[key].shape)[1:] != shape[1:]:
            raise InputError(
                "weights.wrong_shape", path=weights.file, network=weights.network, tensor=key,
                found=str(tuple(weights.tensors[key].shape)), expected=str(shape),
            )  # fmt: skip


def fitting_network(tensors: dict[str, Tensor]) -> str | None:
    """The -tv network of the catalogue that these tensors are of, whatever its number of classes."""
    return next((name for name in catalog.names() if name.endswith("-tv") and _fits(name, tensors)), None)


def _fits(network: str, tensors: dict[str, Tensor], shapes: bool = True) -> bool:
    """Whether a file holds all of a network but heads and counters, and nothing else; by name, or also by shape."""
    body, head = _expected(network)
    if set(body) != {key for key in tensors if _told(key) and key not in head}:
        return False
    return not shapes or all(tuple(tensors[key].shape) == body[key] for key in body)


@cache
def _expected(network: str) -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """Shapes of what a file of this network must hold, and the names in its heads."""
    head = head_tensors(network, {})
    state = blank(network, {})
    return {key: tuple(value.shape) for key, value in state.items() if _told(key) and key not in head}, head


def _told(key: str) -> bool:
    return not key.endswith(UNTAUGHT) and not key.startswith(AUXILIARY)
