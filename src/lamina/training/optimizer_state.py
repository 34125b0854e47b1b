"""The optimizer's state by parameter name: tensors for safetensors, plain numbers for JSON."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.training.state import TrainingState
from lamina.training.tensor_file import damaged

TYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
    "int64": torch.int64,
}


def flatten_optimizer(state: TrainingState) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The optimizer's state by parameter name: tensors "optimizer.<state>.<parameter>", and plain numbers."""
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, Any] = {}
    for name, parameter in state.network.named_parameters():
        for key, value in state.optimizer.state.get(parameter, {}).items():
            if isinstance(value, Tensor):
                tensors[f"optimizer.{key}.{name}"] = value
            elif value is not None:
                numbers[f"{key}.{name}"] = value
    return tensors, {"rule": type(state.optimizer).__name__, "numbers": numbers, "tensors": describe(tensors)}


def describe(tensors: dict[str, Tensor]) -> dict[str, list[Any]]:
    """name -> [shape, type], as JSON."""
    return {name: [list(tensor.shape), str(tensor.dtype).removeprefix("torch.")] for name, tensor in tensors.items()}


def load_optimizer(state: TrainingState, tensors: dict[str, Tensor], content: dict[str, Any]) -> None:
    """The inverse of `flatten_optimizer`; learning rate and the like come from the config, not from the file."""
    parameters = dict(state.network.named_parameters())
    entries: dict[str, dict[str, Any]] = {}
    for full in content["tensors"]:
        key, _, name = full.removeprefix("optimizer.").partition(".")
        entries.setdefault(name, {})[key] = _laid_out(tensors[full], parameters[name])
    for full, value in content["numbers"].items():
        key, _, name = full.partition(".")
        entries.setdefault(name, {})[key] = value
    order = [parameter for group in state.optimizer.param_groups for parameter in group["params"]]
    place = {parameter: number for number, parameter in enumerate(order)}
    saved = state.optimizer.state_dict()
    saved["state"] = {place[parameters[name]]: entry for name, entry in entries.items()}
    state.optimizer.load_state_dict(saved)


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    """The value in the parameter's memory format: another one would take other kernels, and round otherwise."""
    return value if value.shape != parameter.shape else torch.empty_like(parameter, dtype=value.dtype).copy_(value)


def expected_optimizer(state: TrainingState, content: dict[str, Any]) -> dict[str, tuple[list[int], torch.dtype]]:
    """Shapes that the optimizer's tensors may have: the parameter's own, or a scalar; anything else is refused."""
    parameters = dict(state.network.named_parameters())
    rule = type(state.optimizer).__name__
    if content["rule"] != rule:
        raise InputError("training.other_optimizer", saved=content["rule"], optimizer=rule)
    expected: dict[str, tuple[list[int], torch.dtype]] = {}
    for full, (shape, dtype) in content["tensors"].items():
        _, _, name = full.removeprefix("optimizer.").partition(".")
        if name not in parameters or shape not in ([], list(parameters[name].shape)):
            raise damaged(Path("last.json"), f"{full} does not belong to this network")
        expected[full] = (shape, TYPES[dtype])
    return expected
