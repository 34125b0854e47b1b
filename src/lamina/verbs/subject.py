"""What is to be inspected: a network of the catalogue, a run, a bundle, file.py:Class, convolutions in short, a module."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lamina.bundle.build import build_pipeline, check_own, own_named
from lamina.bundle.load import read_record
from lamina.bundle.record import BundleRecord
from lamina.core.errors import InputError
from lamina.core.own_name import OWN, is_own_file
from lamina.core.spec import DataSpec
from lamina.data.prepare import rebuild
from lamina.lens.inspect import Input
from lamina.networks import catalog
from lamina.verbs.chain import chain, is_chain
from lamina.verbs.folder import RunFolder
from lamina.verbs.network import built

_TEXT = 128  # tokens, where nothing is said
Shape = tuple[int, ...]
Given = tuple[tuple[Shape, torch.dtype | None], ...]  # as a person gives it: the type may be left open
InputShape = Shape | Sequence[Shape] | Tensor | Sequence[Tensor] | None


@dataclass(frozen=True)
class Subject:
    """A module with what its forward takes; for networks by name, without numbers."""

    name: str
    module: nn.Module
    inputs: tuple[Input, ...]
    softmax: bool = False
    optimizer: str = "adamw"
    built: bool = False  # for this inspection, without numbers; else the user's, which is only read


def find_subject(network: Any, input_shape: InputShape = None, arguments: dict[str, Any] | None = None) -> Subject:
    """The network that a person means, without allocating a weight; unknown names are refused with the nearest."""
    given = _inputs(input_shape)
    if isinstance(network, nn.Module):
        return _from_module(network, given)
    folder = getattr(network, "folder", None)
    if isinstance(folder, RunFolder):  # a Run, without importing all that a run can do
        return _from_run(folder, getattr(network, "own_network", None), given)
    name = str(network)
    if name in catalog.names():
        return _from_catalogue(name, given, arguments or {})
    if is_own_file(name):
        return _from_class(name, given, arguments or {})
    if is_chain(name):
        if not given:
            raise InputError("inspect.no_input", network=name)
        with torch.device("meta"):
            return Subject(name, chain(name, given[0][0][0]), _typed(given))
    path = Path(name)
    if path.exists() or "/" in name or "\\" in name:
        return _from_run(RunFolder.existing(path), None, given)
    row = catalog.find(name)  # refuses, with the nearest name
    return _from_catalogue(row.name, given, arguments or {})


def is_run(item: Any) -> bool:
    """Whether an item is a run: the object, or a folder whose name is none of the catalogue's."""
    if isinstance(getattr(item, "folder", None), RunFolder):
        return True
    return isinstance(item, str | Path) and str(item) not in catalog.names() and Path(item).is_dir()


def is_network(item: Any) -> bool:
    """Whether an item can only be a network: a module, a name of the catalogue, file.py:Class, convolutions in short."""
    if isinstance(item, str):
        return item in catalog.names() or is_own_file(item) or is_chain(item)
    return isinstance(item, nn.Module)


def _from_catalogue(name: str, given: Given, arguments: dict[str, Any]) -> Subject:
    row, known = catalog.find(name), catalog.arguments(name, text="vocab_size" in arguments)
    if given:
        arguments = {**_sizes(given[0][0], known), **arguments}
    with torch.device("meta"):
        module = catalog.build(name, **arguments)
    inputs = _typed(given) or _published(row, known, arguments)
    classifies = "classify" in row.tasks and not arguments.get("target_columns")
    return Subject(name, module, inputs, classifies, row.recipe.optimizer, built=True)


def _sizes(shape: Shape, known: dict[str, inspect.Parameter]) -> dict[str, Any]:
    """The arguments that an input of this shape settles."""
    found: dict[str, Any] = {}
    if len(shape) == 3:
        found = {"in_channels": shape[0], "image_size": tuple(shape[1:])}
    if len(shape) == 2 and "window" in known:
        found = {"window": shape[0], "in_features": shape[1]}
    elif "in_features" in known:
        found["in_features"] = torch.Size(shape).numel()
    return {key: value for key, value in found.items() if key in known}


def _published(row: catalog.Row, known: dict[str, inspect.Parameter], arguments: dict[str, Any]) -> tuple[Input, ...]:
    """The input of the paper, or the one that the arguments describe."""
    values = {**{key: item.default for key, item in known.items()}, **arguments}
    if "pairs" in row.kinds:  # what is read, its length, and what is written so far
        return (((_TEXT,), torch.int64), ((), torch.int64), ((_TEXT,), torch.int64))
    if "vocab_size" in known:
        return (((_TEXT,), torch.int64),)
    if "window" in known:
        return (((int(values["window"]), int(values["in_features"])), torch.float32),)
    if "in_features" in known:
        features = [((int(values["in_features"]),), torch.float32)]
        codes = values.get("cardinalities") or ()
        return tuple(features + ([((len(codes),), torch.int64)] if codes else []))
    channels, *size = row.image or (values.get("in_channels", 3),)
    size = size or values.get("image_size", 32)
    if "in_channels" in arguments:
        channels = arguments["in_channels"]
    if "image_size" in arguments:
        size = arguments["image_size"]
    height, width = (size, size) if isinstance(size, int | str) else size
    return (((int(channels), int(height), int(width)), torch.float32),)


def _from_class(name: str, given: Given, arguments: dict[str, Any]) -> Subject:
    with torch.device("meta"):
        module = built(name, arguments)
    return _from_module(module, given, name)


def _from_module(module: nn.Module, given: Given, name: str = "") -> Subject:
    own = str(getattr(module, "name", "")) if type(module).__module__.startswith("lamina.networks.") else ""
    row = catalog.find(own) if own in catalog.names() else None
    softmax = type(module).__module__.startswith("lamina.networks.") and (row is None or "classify" in row.tasks)
    inputs = _typed(given, _kind(module)) or _guess(module, row)
    if not inputs:
        raise InputError("inspect.no_input", network=name or type(module).__name__)
    return Subject(name or own or type(module).__name__, module, inputs, softmax)


def _kind(module: nn.Module) -> torch.dtype:
    """What a module takes: whole numbers where an embedding comes first, else the type of its weights."""
    first = next((part for part in module.modules() if part._parameters), None)
    if isinstance(first, nn.Embedding | nn.EmbeddingBag):
        return torch.int64
    return next((item.dtype for item in module.parameters() if item.is_floating_point()), torch.float32)


def _guess(module: nn.Module, row: catalog.Row | None) -> tuple[Input, ...]:
    """The input that a module states, or that its first dense layer has; nothing for those that take any size."""
    image = getattr(module, "image", None) or (row.image if row else None)
    if isinstance(image, tuple) and all(isinstance(side, int) for side in image):
        return ((image, _kind(module)),)
    first = next((part for part in module.modules() if part._parameters), None)
    return (((first.in_features,), first.weight.dtype),) if isinstance(first, nn.Linear) else ()


def _from_run(folder: RunFolder, network: nn.Module | None, given: Given) -> Subject:
    if not (folder.model / "bundle.json").is_file():
        raise folder.unfinished()
    optimizer = "adamw" if folder.alone else folder.config().optim.optimizer
    return _from_record(read_record(folder.model), network, folder.path.name, given, optimizer)


def _from_record(
    record: BundleRecord, network: nn.Module | None, name: str, given: Given, optimizer: str = "adamw"
) -> Subject:
    if network is None:
        check_own(record)
        network = build_pipeline(record, None, meta=True).network
    inputs = _typed(given) or _prepared(record)
    called = own_named(record)["network"] if record.network.name == OWN else record.network.name
    return Subject(f"{called} ({name})", network, inputs, record.spec.task == "classify", optimizer)


def _prepared(record: BundleRecord) -> tuple[Input, ...]:
    """What the run's preparation gives to the network, for one row."""
    if record.spec.sequence is not None:
        return (((record.spec.sequence.steps, len(record.spec.numbers)), torch.float32),)
    if record.spec.text is not None and record.spec.into is not None:
        sides = ((record.spec.text.max_length,), torch.int64), ((record.spec.into.max_length + 1,), torch.int64)
        return sides[0], ((), torch.int64), sides[1]
    if record.spec.text is not None:
        return (((record.spec.text.max_length,), torch.int64),)
    with torch.no_grad():
        values = rebuild(record.prepare.model_dump()).eval()(*_raw(record.spec))
    values = values if isinstance(values, tuple) else (values,)
    return tuple((tuple(value.shape[1:]), value.dtype) for value in values)


def _raw(spec: DataSpec) -> tuple[Tensor, ...]:
    if spec.image:
        return (torch.zeros((1, spec.image.height, spec.image.width, spec.image.channels), dtype=torch.uint8),)
    numbers = torch.zeros((1, len(spec.numbers)), dtype=torch.float64)
    return numbers, torch.zeros((1, len(spec.categories)), dtype=torch.int64)


def _inputs(shape: InputShape) -> Given:
    """Shapes without B, from one shape, several, or example tensors with B."""
    if shape is None:
        return ()
    items: Sequence[Any] = [shape] if isinstance(shape, Tensor) or _is_shape(shape) else list(shape)
    return tuple(_one(item) for item in items)


def _typed(given: Given, kind: torch.dtype = torch.float32) -> tuple[Input, ...]:
    return tuple((shape, named or kind) for shape, named in given)


def _one(item: Any) -> tuple[Shape, torch.dtype | None]:
    if isinstance(item, Tensor):
        return tuple(item.shape[1:]), item.dtype
    if not _is_shape(item):
        raise InputError("inspect.bad_shape", shape=str(item))
    return tuple(int(side) for side in item), None


def _is_shape(item: Any) -> bool:
    return isinstance(item, tuple | list) and all(isinstance(side, int) and side > 0 for side in item)
