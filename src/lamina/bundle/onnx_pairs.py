"""A model of pairs as two ONNX files: encoder.onnx reads a text once, step.onnx foretells one token after another.

encoder   tokens (rows, length) int64, lengths (rows,) int64                  -> state_0, state_1, ...
step      token (rows,) int64, the newest of each row, and state_0, state_1 ... -> probabilities (rows, vocabulary), and
          next_<i> for each state that changed; the others stay as the encoder gave them

Rows, the length of the text and that of what is written are free. Greedy decoding begins with the start mark and takes
the likeliest token until the end mark comes; the ids are those of tokenizer.json. Both files are checked together
against the model before they are kept.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from lamina.bundle.golden import TOLERANCES, difference, make_golden
from lamina.bundle.model import Model
from lamina.bundle.onnx import OPSET, first_line, need_onnx, quiet
from lamina.core.errors import InputError
from lamina.core.files import write_atomically

ENCODER, STEP = "encoder.onnx", "step.onnx"
ROW_COUNTS, PADDINGS = (1, 2, 7), (0, 3)  # that both files are tried with
Sizes = tuple[int, int, int]  # rows, length of the source, tokens written
_SMALL: Sizes = (3, 5, 2)
_LARGE: Sizes = (4, 9, 6)
_NAMES = ("rows", "length", "written")


class Encoder(nn.Module):
    """tokens, lengths -> the tensors of the state before the first token."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
        return tuple(tensors_of(self.network.empty_state(tokens, lengths, **_room(self.network))))


class Step(nn.Module):
    """token, the state's tensors -> probabilities (B, V) float64, and the tensors at the places that change."""

    def __init__(self, network: Any, like: Any, changed: tuple[int, ...]) -> None:
        super().__init__()
        self.network, self.like, self.changed = network, like, changed

    def forward(self, token: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        logits, after = self.network.step(token, rebuilt(self.like, iter(state)))
        tensors = tensors_of(after)
        return (torch.softmax(logits.to(torch.float64), dim=1), *(tensors[place] for place in self.changed))


def export_pairs(model: Model, folder: str | Path) -> tuple[Path, Path]:
    """Write both files into `folder`; the paths. Nothing is left where they differ from the model."""
    need_onnx()
    target = Path(folder)
    with quiet():
        network = copy.deepcopy(model.network).cpu().eval()
        try:
            contents, changed = _programs(network)
        except Exception as error:  # whatever tracing says of a module it cannot follow
            raise InputError("bundle.onnx_failed", network=model.network_name, reason=first_line(error)) from error
        _compare(model, contents, changed)
    for name, content in zip((ENCODER, STEP), contents, strict=True):
        write_atomically(target / name, content)
    return target / ENCODER, target / STEP


def tensors_of(state: Any) -> list[Tensor]:
    """The tensors of a state in their order, however it is nested."""
    if isinstance(state, Tensor):
        return [state]
    return [tensor for item in state for tensor in tensors_of(item)] if isinstance(state, tuple) else []


def rebuilt(like: Any, tensors: Iterator[Tensor]) -> Any:
    """A state of the form of `like` from its tensors; a cache is as long as its keys."""
    if isinstance(like, Tensor):
        return next(tensors)
    if not isinstance(like, tuple):
        return like
    items = [rebuilt(item, tensors) for item in like]
    if not hasattr(like, "_fields"):
        return tuple(items)
    made = type(like)(*items)
    return made._replace(length=made.keys.shape[2]) if "length" in made._fields else made  # type: ignore[attr-defined]


def _programs(network: Any) -> tuple[tuple[bytes, bytes], tuple[int, ...]]:
    """Content of both files, and which places of the state a step changes."""
    with torch.no_grad():
        small, large = (_walked(network, sizes) for sizes in (_SMALL, _LARGE))
        after = network.step(torch.full((_SMALL[0],), 2), small)[1]
    before, tensors = tensors_of(small), tensors_of(after)
    changed = tuple(place for place, pair in enumerate(zip(before, tensors, strict=True)) if pair[0] is not pair[1])
    dims = {name: torch.export.Dim(name) for name in _NAMES}
    shapes = [_free(*pair, dims) for pair in zip(before, tensors_of(large), strict=True)]
    names = [f"state_{place}" for place in range(len(before))]
    tokens, lengths = _source(_SMALL)
    encoder = _exported(
        Encoder(network), (tokens, lengths), ({0: dims["rows"], 1: dims["length"]}, {0: dims["rows"]}),
        ["tokens", "lengths"], names,
    )  # fmt: skip
    step = _exported(
        Step(network, small, changed), (torch.full((_SMALL[0],), 2), tuple(before)),
        ({0: dims["rows"]}, tuple(shapes)), ["token", *names],
        ["probabilities", *(f"next_{place}" for place in changed)],
    )  # fmt: skip
    return (encoder, step), changed


def _walked(network: Any, sizes: Sizes) -> Any:
    """The state after some tokens were written."""
    state = network.empty_state(*_source(sizes), **_room(network))
    for _ in range(sizes[2]):
        _, state = network.step(torch.full((sizes[0],), 2), state)
    return rebuilt(
        state, iter([_cut(tensor, kept) for tensor, kept in zip(tensors_of(state), _kept(state), strict=True)])
    )


def _kept(state: Any) -> list[int | None]:
    """For each tensor of a state the steps of a cache that are filled; None for what is no cache."""
    if isinstance(state, Tensor):
        return [None]
    if not isinstance(state, tuple):
        return []
    if "length" in getattr(state, "_fields", ()):
        return [state.length, state.length]  # type: ignore[attr-defined]
    return [item for part in state for item in _kept(part)]


def _cut(tensor: Tensor, kept: int | None) -> Tensor:
    return tensor if kept is None else tensor[:, :, :kept].contiguous()


def _room(network: Any) -> dict[str, int]:
    """No room ahead where a network keeps a cache: while exporting it grows by what is written."""
    return {"capacity": 0} if "capacity" in network.empty_state.__code__.co_varnames else {}


def _source(sizes: Sizes) -> tuple[Tensor, Tensor]:
    rows, length, _ = sizes
    return torch.full((rows, length), 4), torch.arange(rows) % length + 1


def _free(first: Tensor, second: Tensor, dims: dict[str, Any]) -> dict[int, Any]:
    """Which axes of a tensor are free: those whose size follows rows, length or written."""
    pairs = dict(zip(zip(_SMALL, _LARGE, strict=True), _NAMES, strict=True))
    axes = enumerate(zip(first.shape, second.shape, strict=True))
    return {axis: dims[pairs[sizes]] for axis, sizes in axes if sizes in pairs}


def _exported(module: nn.Module, example: Any, shapes: Any, inputs: list[str], outputs: list[str]) -> bytes:
    exported = torch.onnx.export(
        module.eval(), example, dynamo=True, opset_version=OPSET, verbose=False, optimize=True,
        dynamic_shapes=shapes, input_names=inputs, output_names=outputs,
    )  # fmt: skip
    assert exported is not None
    return exported.model_proto.SerializeToString()


def _compare(model: Model, contents: tuple[bytes, bytes], changed: tuple[int, ...]) -> None:
    """Both files, step by step, against the model's golden answers, by several rows and with padding."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    encoder, step = (onnxruntime.InferenceSession(c, options, providers=["CPUExecutionProvider"]) for c in contents)
    golden, limit = make_golden(model), TOLERANCES[("onnxruntime", "float32")]
    count = len(golden.answers)
    for rows, further in ((rows, further) for rows in (count, *ROW_COUNTS) for further in PADDINGS):
        index = torch.arange(rows) % count
        inputs = {name: values[index] for name, values in golden.inputs.items()}
        tokens = torch.nn.functional.pad(inputs["tokens"], (0, further))
        try:
            found = _stepped(encoder, step, tokens, inputs["lengths"], inputs["written"], changed)
        except Exception as error:  # onnxruntime's own errors: a shape that stayed fixed, a kernel that is missing
            raise InputError("bundle.onnx_failed", network=model.network_name, reason=first_line(error)) from error
        largest = difference(golden.answers[index], torch.from_numpy(found), model.spec)
        if not largest <= limit:
            raise InputError("bundle.onnx_differs", rows=rows, difference=f"{largest:.3g}", tolerance=limit)


def _stepped(
    encoder: Any, step: Any, tokens: Tensor, lengths: Tensor, written: Tensor, changed: tuple[int, ...]
) -> numpy.ndarray:
    """Probabilities after the last written token."""
    state = encoder.run(None, {"tokens": tokens.numpy(), "lengths": lengths.numpy()})
    needed = {item.name for item in step.get_inputs()}
    found = numpy.empty(0)
    for place in range(written.shape[1]):
        fed = {"token": written[:, place].numpy(), **{f"state_{n}": value for n, value in enumerate(state)}}
        found, *new = step.run(None, {name: value for name, value in fed.items() if name in needed})
        for where, value in zip(changed, new, strict=True):
            state[where] = value
    return found
