"""Modules from their descriptions in a bundle, built first without memory, within a budget.

A network name is looked up in the catalogue, a preparation in its own closed table; nothing is imported by name.
A first build on torch's meta device (shapes without storage) is compared with the weights file; only when every name,
shape and type agrees is the module built for real, so a bundle can ask for no more memory than its own file has.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module as hooks

from lamina.bundle.model import Pipeline
from lamina.bundle.record import BundleRecord
from lamina.bundle.weights import Entry
from lamina.core.errors import InputError
from lamina.core.own_name import own_hint
from lamina.data.prepare import rebuild
from lamina.networks import catalog

MOST_MODULES = 10_000
LARGEST_NUMBER = 2**24
LONGEST_LIST = 100_000
DEEPEST = 6


def build_pipeline(record: BundleRecord, network: nn.Module | None, meta: bool) -> Pipeline:
    """prepare, network and finish of a record, with fresh weights; `network` stands in for the record's own."""
    parts = {"prepare": record.prepare, "network": record.network, "finish": record.finish}
    for part, description in parts.items():
        check_arguments(description.arguments, part)
    with torch.random.fork_rng(devices=[]), torch.device("meta" if meta else "cpu"):
        prepare = _built("prepare", lambda: rebuild(record.prepare.model_dump()))
        finish = _built("finish", lambda: rebuild(record.finish.model_dump()))
        if network is None:
            network = _built("network", lambda: catalog.build(record.network.name, **record.network.arguments))
    return Pipeline(prepare, network, finish)


def check_own(record: BundleRecord) -> None:
    """Refuse a bundle whose network is the user's own: its code cannot come from a file."""
    if record.network.name not in catalog.names():
        raise InputError("bundle.own_network", **own_named(record))


def own_named(record: BundleRecord) -> dict[str, str]:
    """What the user's own network was called at its training, and how it is named again. Nothing is ever imported by it."""
    name = str(record.card.get("network", record.network.name))
    return {"network": name[:80], "hint": own_hint(name)}


def check_tensors(expected: dict[str, Entry], found: dict[str, Entry], path: str) -> None:
    """Refuse missing and extra tensors, and wrong shapes and types, by name."""
    for name, entry in expected.items():
        if name not in found:
            raise InputError("bundle.missing_tensor", path=path, tensor=name)
        if found[name] != entry:
            raise InputError(
                "bundle.wrong_shape", path=path, tensor=name, expected=_text(entry), found=_text(found[name])
            )
    for name in found:
        if name not in expected:
            raise InputError("bundle.extra_tensor", path=path, tensor=name)


def check_arguments(value: Any, part: str, depth: int = 0) -> None:
    """Refuse arguments with absurd numbers, lengths or nesting before anything is built with them."""
    if isinstance(value, float | int) and not abs(value) <= LARGEST_NUMBER:
        raise InputError("bundle.absurd_argument", part=part, value=str(value)[:40], limit=f"{LARGEST_NUMBER:,}")
    if (isinstance(value, str | list | tuple | dict) and len(value) > LONGEST_LIST) or depth > DEEPEST:
        raise InputError("bundle.absurd_argument", part=part, value=type(value).__name__, limit=f"{LONGEST_LIST:,}")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        check_arguments(item, part, depth + 1)


def _built(part: str, build: Callable[[], nn.Module]) -> nn.Module:
    try:
        with _few_modules(part):
            return build()
    except InputError:
        raise
    except Exception as error:  # whatever a constructor says of arguments it cannot use
        raise InputError("bundle.cannot_build", part=part, reason=str(error).strip().split("\n")[0]) from error


@contextlib.contextmanager
def _few_modules(part: str) -> Iterator[None]:
    """Stop a description that would build modules without end."""
    count = 0

    def counted(*_: Any) -> None:
        nonlocal count
        count += 1
        if count > MOST_MODULES:
            raise InputError("bundle.absurd_argument", part=part, value="num_layers", limit=f"{MOST_MODULES:,}")

    handles = [
        hooks.register_module_module_registration_hook(counted),
        hooks.register_module_parameter_registration_hook(counted),
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _text(entry: Entry) -> str:
    return f"{str(entry.dtype).removeprefix('torch.')} {entry.shape}"
