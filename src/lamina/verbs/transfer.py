"""Transfer learning: a network that starts from weights that exist, with a head for the user's classes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lamina.bundle.pretrained import TEXT_HEAD, Pretrained, check_names, read_pretrained
from lamina.core.config import NetworkConfig
from lamina.core.errors import InputError
from lamina.core.events import Announcement
from lamina.core.records import Note, Statistic
from lamina.core.rows import Inputs
from lamina.core.spec import DataSpec
from lamina.data.batches import apply
from lamina.data.detect import Detected
from lamina.data.prepared import Prepared
from lamina.networks import catalog
from lamina.networks.catalog import Recipe
from lamina.networks.head import blank, head_module, head_tensors
from lamina.training.freeze import head_inputs
from lamina.verbs.network import Blueprint

FINER = 0.1  # fine-tuning starts near a good place: a tenth of the rate that a fresh network takes
FINER_TEXTS = 0.4  # (Devlin et al. 2018: 5e-5 after 1e-4); an encoder's head is new
HEAD_RECIPE = Recipe("adamw", 3e-3, 1e-2, "cosine", batch_size=64, epochs=30, least_steps=600)
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Start:
    """Weights that a network of these arguments starts from, and what becomes of its head."""

    weights: Pretrained
    head: frozenset[str]  # tensors of the heads
    keep_head: bool
    freeze: str

    @property
    def head_path(self) -> str:
        """The layer that answers."""
        path = head_module(self.head)
        if path is None:
            raise InputError("weights.no_head", network=self.weights.network)
        return path

    @torch.no_grad()
    def load_into(self, network: nn.Module) -> None:
        """Replace the network's weights, its heads' too where they are kept. Other names or shapes are refused."""
        state = network.state_dict()
        check_names(self.weights, set(state), self.head)
        for name, found in self.weights.tensors.items():
            if name not in state or (name in self.head and not self.keep_head):
                continue
            if found.shape != state[name].shape:
                raise InputError(
                    "weights.wrong_shape", path=self.weights.file, network=self.weights.network, tensor=name,
                    found=str(tuple(found.shape)), expected=str(tuple(state[name].shape)),
                )  # fmt: skip
            state[name].copy_(found)

    def facts(self) -> dict[str, Any]:
        """What the bundle tells of where its weights came from."""
        facts = self.weights.facts()
        kept = {name: facts[name] for name in ("sha256", "form", "network")}
        path = Path(self.weights.file)
        name = path.parent.name if path.name == "model" else path.name  # of a run: the run's
        return {"file": name, **kept, "head_kept": self.keep_head, "freeze": self.freeze}

    def announcements(self, spec: DataSpec, arguments: dict[str, Any]) -> tuple[Announcement, ...]:
        """What was done with the weights, for the user."""
        told = {
            "file": self.weights.file, "network": self.weights.network, "kept": self.keep_head,
            "outputs": spec.num_outputs, "before": self.weights.num_classes, "freeze": self.freeze,
            "form": self.weights.form,
        }  # fmt: skip
        turned = self.weights.form == "torchvision" and arguments.get("transform_input")
        loaded = Announcement("weights.loaded", told)
        return (loaded, Announcement("weights.transformed", {})) if turned else (loaded,)

    def finer(self, recipe: Recipe) -> Recipe:
        """The recipe for going on from weights that are good already."""
        if self.freeze == "features":
            return HEAD_RECIPE
        return replace(
            recipe, learning_rate=recipe.learning_rate * (FINER if self.weights.text is None else FINER_TEXTS)
        )


def find_weights(config: NetworkConfig, detected: Detected, module: nn.Module | None) -> Pretrained | None:
    """The weights that the configuration names, or None; refused where nothing could start from them."""
    if not config.weights:
        if config.freeze != "none":
            raise InputError("weights.nothing_to_freeze", freeze=config.freeze)
        return None
    if module is not None or (config.network != "auto" and config.network not in catalog.names()):
        raise InputError("weights.own_network", path=config.weights, network=config.network)
    if detected.kind not in ("images", "text"):
        raise InputError("weights.of_table", path=config.weights)
    if detected.form == "corpus":
        raise InputError("weights.of_corpus", path=config.weights)
    weights = read_pretrained(config.weights, config.network)
    if (weights.text is not None) != (detected.kind == "text"):
        found = "texts" if weights.text else "images"
        raise InputError("weights.other_kind", path=config.weights, found=found, network=weights.network)
    return weights


def begun(network: Blueprint, weights: Pretrained, config: NetworkConfig, spec: DataSpec) -> tuple[Blueprint, Start]:
    """The network with the weights' own arguments, loaded with them when it is built, and a recipe for going on.

    The head is kept only where it answers the same question: the same classes in the same order (Lamina's weights name
    them), or as many classes as torchvision's head has, whose names are not in the file.
    """
    arguments = {**weights.arguments, **network.arguments}
    if weights.text is not None:
        return _read_on(network, weights, config)
    named = weights.classes == spec.classes if weights.form == "lamina" else True
    same = spec.task == "classify" and named and weights.num_classes == spec.num_outputs
    start = Start(weights, head_tensors(weights.network, arguments), same and bool(spec.classes), config.freeze)
    if config.freeze == "features":
        _ = start.head_path  # refused where there is none
    recipe = start.finer(network.recipe)
    return replace(network, arguments=arguments, recipe=recipe, load=start.load_into), start


def _read_on(network: Blueprint, weights: Pretrained, config: NetworkConfig) -> tuple[Blueprint, Start]:
    """An encoder of texts: of the size that the weights have, with a new head."""
    arguments = {**network.arguments, **weights.arguments, **config.arg}
    names = blank(weights.network, arguments)
    start = Start(weights, frozenset(name for name in names if name.startswith(TEXT_HEAD)), False, config.freeze)
    if config.freeze != "none":
        raise InputError("weights.no_head", network=weights.network)
    return replace(network, arguments=arguments, recipe=start.finer(network.recipe), load=start.load_into), start


def used_to(prepared: Prepared, weights: Pretrained) -> Prepared:
    """The preparation with the mean and deviation that the weights are used to, instead of the training images' own."""
    for name, values in (("mean", weights.mean), ("std", weights.std)):
        prepared.prepare.get_buffer(name).copy_(torch.tensor(values, dtype=torch.float64))
    own = tuple(item for item in prepared.audit.statistics if item.name != "pixels")
    given = tuple(
        Statistic(name="pixels", what=what, values=list(values), rows=0, part="weights")
        for what, values in (("mean", weights.mean), ("std", weights.std))
    )
    told = Note(code="weights.statistics", parameters={"file": weights.file, "form": weights.form})
    notes = (*prepared.audit.notes, told)
    return replace(prepared, audit=prepared.audit.model_copy(update={"statistics": (*given, *own), "notes": notes}))


def features(
    network: nn.Module, head: str, prepare: nn.Module, parts: Mapping[str, Inputs], device: str
) -> dict[str, Tensor]:
    """What the head receives for all rows of each part, (n, F); empty where the head does not stand alone at the end."""

    def batches(inputs: Inputs) -> Iterator[tuple[Tensor, ...]]:
        for first in range(0, len(next(iter(inputs.values()))), ROWS_AT_ONCE):
            chosen = {name: value[first : first + ROWS_AT_ONCE].to(device) for name, value in inputs.items()}
            yield tuple(apply(prepare, chosen).values())

    found: dict[str, Tensor] = {}
    for name, inputs in parts.items():
        given = head_inputs(network, head, batches(inputs))
        if given is None:
            return {}
        found[name] = given
    return found
