"""A copy of a module without its numbers: same structure, same sharing, weights on torch's meta device.

The user's module is only read. The copy's tensors have shapes and no storage, so that the largest network takes a few
kilobytes. Hooks of the user's are left out of the copy (they would be handed tensors without numbers); torch's own
hooks stay, for weight norm, spectral norm, pruning and lazy layers do their work in them.
"""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter, is_lazy


def meta_copy(module: nn.Module) -> nn.Module:
    """A copy of `module` on the meta device; each tensor that is shared in the module is shared in the copy."""
    module = getattr(module, "_orig_mod", module)  # what torch.compile wraps
    memo: dict[int, Any] = {}
    for part in module.modules():
        for value in [*part._parameters.values(), *part._buffers.values(), *vars(part).values()]:
            if isinstance(value, Tensor) and id(value) not in memo:
                memo[id(value)] = meta_like(value)
    hooks = _foreign_hooks(module)
    memo.update({id(hook): _nothing for hook in hooks})  # their own objects are not copied either
    try:
        copied = copy.deepcopy(module, memo)
    except Exception:  # a lock, an open file, a generator: things that cannot be copied stay shared
        copied = _structure(module, memo, {})
    _remove(copied, {id(hook) for hook in hooks} | {id(_nothing)})
    return copied


def meta_like(value: Tensor) -> Tensor:
    """A tensor of the same shape and type without storage."""
    if is_lazy(value):
        kind: Any = UninitializedParameter if isinstance(value, nn.Parameter) else UninitializedBuffer
        return kind(device="meta", dtype=value.dtype)
    empty = torch.empty(value.shape, dtype=value.dtype, device="meta")
    return nn.Parameter(empty, requires_grad=value.requires_grad) if isinstance(value, nn.Parameter) else empty


def _structure(module: nn.Module, memo: dict[int, Any], made: dict[int, nn.Module]) -> nn.Module:
    """The modules and their tensors copied, all else shared."""
    if id(module) not in made:
        copied = made[id(module)] = object.__new__(type(module))
        for key, value in vars(module).items():
            copied.__dict__[key] = copy.copy(value) if isinstance(value, dict) else memo.get(id(value), value)
        for kind in ("_parameters", "_buffers"):
            held = copied.__dict__[kind]
            held.update({key: memo.get(id(value), value) for key, value in held.items()})
        for key, child in module._modules.items():
            copied._modules[key] = child and _structure(child, memo, made)
    return made[id(module)]


_KINDS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def _foreign_hooks(module: nn.Module) -> list[Any]:
    """Hooks that are not torch's own."""
    hooks = (hook for part in module.modules() for kind in _KINDS for hook in getattr(part, kind).values())
    return [hook for hook in hooks if not _home(hook).startswith("torch.")]


def _home(hook: Any) -> str:
    function = getattr(hook, "__func__", hook)
    return str(getattr(function, "__module__", None) or type(hook).__module__)


def _remove(module: nn.Module, unwanted: set[int]) -> None:
    for part in module.modules():
        for kind in _KINDS:
            hooks = getattr(part, kind)
            for key in [key for key, hook in hooks.items() if id(hook) in unwanted]:
                del hooks[key]


def _nothing(*_: Any, **__: Any) -> None:
    """Stands in for a hook that is left out."""
