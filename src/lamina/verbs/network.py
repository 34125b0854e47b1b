"""`lamina.network`: a network of the catalogue, or the user's own, as a plain torch module."""

import copy
import importlib.util
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lamina.blocks.init import initialise
from lamina.blocks.neuron import refuse_untrainable
from lamina.core.config import NetworkConfig
from lamina.core.errors import InputError, nearest
from lamina.core.own_name import OWN, is_own_file
from lamina.core.seed import derive, generator
from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import hides
from lamina.networks import catalog
from lamina.networks.catalog import Recipe, Row

_ANSWERS = {"tag": "each", "language": "next"}  # of a network over tokens


def network(name: str | nn.Module, /, **arguments: Any) -> nn.Module:
    """A network by its catalogue name (`lamina.list()`), `file.py:Class`, or a module of yours, given back as it is.

    `arguments` are the network's own: `network("lenet5", num_classes=10)`, `network("mlp", in_features=4, num_classes=3)`.
    """
    if isinstance(name, nn.Module):
        return name
    if not is_own_file(name):
        return catalog.build(name, **arguments)
    made = load_class(name)
    if isinstance(made, nn.Module):
        return made
    catalog.refuse_lacking(name, parameters_of(made), arguments)
    return made(**arguments)


def parameters_of(made: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The arguments that a class or function of the user's takes; none where it does not say (a compiled one)."""
    try:
        return dict(inspect.signature(made).parameters)
    except (TypeError, ValueError):
        return {}


def built(name: str, arguments: dict[str, Any]) -> nn.Module:
    """The network of this name; what a constructor says of arguments that it cannot use becomes one sentence."""
    try:
        return network(name, **arguments)
    except (TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("verbs.network_arguments", network=name, reason=str(error)) from error


@dataclass(frozen=True)
class Blueprint:
    """How a run's network is built: by name with arguments, or a module that exists already."""

    name: str
    arguments: dict[str, Any]
    recipe: Recipe
    row: Row | None = None
    module: nn.Module | None = None
    load: Callable[[nn.Module], None] | None = None  # puts the weights to start from into the fresh network

    def build(self, seed: int, initialisation: str = "auto") -> nn.Module:
        """The network with its initial weights; a function of the seed alone, the global random state untouched."""
        if self.module is not None:
            return copy.deepcopy(self.module)  # the user's object stays as it was given, for the next fold too
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(derive(seed, "weights"))
            fresh = built(self.name, self.arguments)
            if initialisation != "auto":
                initialise(fresh, initialisation, generator=generator(seed, "weights"))
            if self.load is not None:
                self.load(fresh)
            return fresh

    def check(self, prepared: Sequence[Tensor], num_outputs: int, *, steps: bool = False) -> nn.Module:
        """The network, tried on two prepared rows (2, ...); refused where it cannot take them, answer or be trained.

        steps: it answers at each step of a row, (2, L, num_outputs), in place of (2, num_outputs).
        """
        fresh = self.build(0)
        refuse_untrainable(fresh)
        output = self._answer(fresh.eval(), prepared)
        rows = len(prepared[0])
        if output.shape[:1] + output.shape[-1:] != (rows, num_outputs) or output.ndim != 2 + steps:
            raise InputError(
                "verbs.network_output",
                network=self.name,
                shape=str(tuple(output.shape)),
                rows=rows,
                outputs=num_outputs,
            )
        return fresh

    def _answer(self, fresh: nn.Module, prepared: Sequence[Tensor]) -> Tensor:
        try:
            with torch.no_grad():
                output = fresh(*prepared)
        except InputError:
            raise
        except Exception as error:  # whatever a forward says of inputs that it cannot take; the user's own, too
            if self.row is not None and not isinstance(error, TypeError | ValueError | RuntimeError | IndexError):
                raise
            shape = " and ".join(str(tuple(value.shape[1:])) for value in prepared)
            raise InputError("verbs.network_input", network=self.name, shape=shape, reason=_reason(error)) from error
        first = output[0] if isinstance(output, tuple | list) and output else output
        if not isinstance(first, Tensor):
            raise InputError("verbs.network_gives", network=self.name, kind=type(first).__name__)
        return first

    @property
    def bundle_name(self) -> str:
        """Name in the bundle: the catalogue's, or `own`, which no bundle can load by itself."""
        return self.name if self.row else OWN


def _reason(error: Exception) -> str:
    """What an error says; one that names only a thing (KeyError: 'logits') is told with its kind."""
    return (
        str(error) if isinstance(error, TypeError | ValueError | RuntimeError) else f"{type(error).__name__}: {error}"
    )


def blueprint(config: NetworkConfig, spec: DataSpec, num_features: int, module: nn.Module | None = None) -> Blueprint:
    """The network that the configuration asks for, sized for the data (num_features: prepared values per row)."""
    if module is not None:
        return Blueprint(type(module).__name__, {}, Recipe(), module=module)
    if is_own_file(config.network):
        made = load_class(config.network)
        if isinstance(made, nn.Module):
            return Blueprint(config.network, {}, Recipe(), module=made)
        parameters = parameters_of(made)
        return Blueprint(config.network, {**_sizes(spec, num_features, parameters), **config.arg}, Recipe())
    row = catalog.find(config.network)
    check_fits(row, spec)
    parameters = catalog.arguments(row.name, text=spec.kind == "text")
    for key in config.arg:
        if key not in parameters:
            raise InputError(
                "networks.unknown_argument", network=row.name, argument=key,
                nearest=nearest(key, parameters), names=", ".join(parameters),
            )  # fmt: skip
    sizes = {**_sizes(spec, num_features, parameters), **row.sizes_for(spec.task), **config.arg}
    return Blueprint(row.name, sizes, row.recipe_for(spec.task), row=row)


def check_fits(row: Row, spec: DataSpec) -> None:
    """Refuse a network that is not for this kind of data or task, naming those that are."""
    if spec.kind not in row.kinds or spec.task not in row.tasks:
        fitting = [other.name for other in catalog.CATALOG if spec.kind in other.kinds and spec.task in other.tasks]
        raise InputError(
            "verbs.network_unfit", network=row.name, kind=spec.kind, task=spec.task, names=", ".join(fitting),
            reads_text="text" in row.kinds,
        )  # fmt: skip


def load_class(name: str) -> Any:
    """The class (or function) of `file.py:Class`, from a file that the user named on the command line."""
    path, _, attribute = name.rpartition(":")
    if not Path(path).is_file():
        raise InputError("verbs.no_network_file", path=path)
    module_spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    assert module_spec is not None and module_spec.loader is not None
    module = importlib.util.module_from_spec(module_spec)
    try:
        module_spec.loader.exec_module(module)
    except Exception as error:
        raise InputError("verbs.network_file_broken", path=path, reason=f"{type(error).__name__}: {error}") from error
    if not hasattr(module, attribute):
        raise InputError("verbs.no_network_class", path=path, name=attribute, nearest=nearest(attribute, vars(module)))
    return getattr(module, attribute)


def _sizes(spec: DataSpec, num_features: int, parameters: dict[str, inspect.Parameter]) -> dict[str, Any]:
    """The sizes that the data dictates, as far as the network has a parameter for them."""
    known: dict[str, Any] = {"num_classes": spec.num_outputs, "in_features": num_features}
    if spec.image:
        known |= {"in_channels": spec.image.channels, "image_size": (spec.image.height, spec.image.width)}
    if spec.series and "window" in parameters:
        columns = tuple(spec.series.variables.index(name) for name in spec.series.targets)
        known |= {"in_features": len(spec.series.variables), "window": spec.series.window, "target_columns": columns}
        known["season"] = spec.series.naive_season
    if spec.sequence:
        known |= {"in_features": len(spec.numbers), "window": spec.sequence.steps}
    if spec.text:
        hidden = spec.task == "language" and hides(spec.text)
        known |= {
            "vocab_size": len(spec.text.vocabulary),
            "answers": "masked" if hidden else _ANSWERS.get(spec.task, "one"),
        }
        known["num_positions"] = spec.text.max_length + (hidden or spec.task != "language")  # with the mark in front
    if spec.text and spec.into and spec.text.vocabulary != spec.into.vocabulary:
        known["target_vocab_size"] = len(spec.into.vocabulary)
    if spec.embedded:
        known["cardinalities"] = tuple(len(column.categories) + 2 for column in spec.categories)
    return {name: value for name, value in known.items() if name in parameters}
