"""One look at a training's health: an extra pass forward and back over some rows of a batch, which leaves no trace.

It runs on a twin that shares the weights (lens.twin); no gradient of the network's own is touched, no random number of
the training's drawn, no running statistic moved. The rows are taken in two halves, whose gradients tell signal from
noise: noise = tr(S) / |G|^2, the batch at which both are equal (McCandlish et al. 2018, appendix A).
"""

import contextlib
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd.graph import GradientEdge

from lamina.core.batch import Batch
from lamina.core.contracts import Task
from lamina.core.health import InputHealth, LayerHealth, Reading
from lamina.core.observing import Seen, observing
from lamina.core.outputs import losses_of, main_output
from lamina.lens.data_health import UNSCORED, answer_health, input_health, padding_effect, padding_masks, token_names
from lamina.lens.layer_figures import is_bias, weight_figures
from lamina.lens.layer_watch import LayerWatch, Ran, watched_layers
from lamina.lens.look_size import Allowance, bounded_rows, first_rows, fitting_rows
from lamina.lens.moments import share_of_zeros
from lamina.lens.sequence_health import attention_health, gate_health, last_states, slices, time_health
from lamina.lens.twin import twin_of

HALVED = 16  # rows from which on they are told apart in halves: of fewer, noise says little and costs a way back
PADDED_ROWS = 8  # that are padded further
Asked = Tensor | GradientEdge


def probe(
    network: nn.Module, batch: Batch, task: Task, *, epoch: int = 0, step: int = 0, rows: int | Allowance | None = None,
    autocast: contextlib.AbstractContextManager[Any] | None = None,
) -> Reading:  # fmt: skip
    """Look at a network while it learns, with its modules in the modes in which they are (so in training mode).

    batch: what it would learn from next; rows: of it that are looked at, a bounded number unless it is said; or the
    time that they may take, from which the number follows (lens.look_size).
    autocast: the arithmetic of forward and loss, as the training has it.
    """
    begin = time.perf_counter()
    arithmetic = autocast or contextlib.nullcontext()
    with twin_of(network) as twin, torch.enable_grad():
        few = _few(twin, batch, rows, arithmetic)
        evaluated, moved = _evaluating(twin, few, task, arithmetic)
        with LayerWatch(twin, len(batch.row_ids), len(few.row_ids)) as watch, observing(twin) as seen, arithmetic:
            output = twin(*few.inputs.values())
        with arithmetic:
            losses = _halves(task, output, few)
            last = _last_step(task, output, few) if _has_time(watch, seen) else None
        found = _Gradients(twin, watch, seen, losses, last)
        weight = sum(half.weight for half in losses) or 1.0
        total = sum(float(half.told.detach()) * half.weight for half in losses)
        layers = _layers(twin, watch, seen, found, few)
        return Reading(
            epoch=epoch, step=step, rows=len(few.row_ids), loss=total / weight, loss_evaluating=evaluated,
            **found.noise(len(few.row_ids)), inputs=_inputs(few, moved), layers=layers,
            answers=answer_health(main_output(output), few, not _numbers(task)),
            seconds=time.perf_counter() - begin,
        )  # fmt: skip


def weights_by_layer(network: nn.Module) -> dict[str, list[tuple[str, nn.Parameter]]]:
    """Layer -> its own parameters by name; one that several layers share belongs to the first."""
    taken: set[int] = set()
    found: dict[str, list[tuple[str, nn.Parameter]]] = {}
    watched = watched_layers(network)
    for name, module in watched.items():
        inside = any(other != name and other.startswith(f"{name}." if name else "") for other in watched)
        own = [item for item in module.named_parameters(recurse=not inside) if id(item[1]) not in taken]
        taken |= {id(parameter) for _, parameter in own}
        if own:
            found[name or type(module).__name__] = own
    return found


def remembered(network: nn.Module) -> dict[str, list[Tensor]]:
    """Copies of each layer's weights (biases apart) before an update, for `update_ratios`."""
    return {
        layer: [value.detach().clone() for name, value in own if not is_bias(name) and value.requires_grad]
        for layer, own in weights_by_layer(network).items()
    }


def update_ratios(network: nn.Module, before: dict[str, list[Tensor]]) -> dict[str, float]:
    """Layer -> |weights now - before| / |before|; 0 where both are 0."""
    ratios = {}
    for layer, own in weights_by_layer(network).items():
        now = [value.detach() for name, value in own if not is_bias(name) and value.requires_grad]
        old = before.get(layer, [])
        if not old or len(old) != len(now):
            continue
        moved = math.hypot(*(float((a - b).float().norm()) for a, b in zip(now, old, strict=True)))
        size = math.hypot(*(float(b.float().norm()) for b in old))
        ratios[layer] = moved / size if size else (math.inf if moved else 0.0)
    return ratios


class _Half(NamedTuple):
    """Mean losses of some of the rows: what is learned (auxiliary outputs included), what is told; and their weight."""

    learned: Tensor
    told: Tensor
    weight: float


class _Gradients:
    """Gradients of the mean loss: of the parameters, and of each layer's outputs; then of the loss of the last step."""

    def __init__(
        self, network: nn.Module, watch: LayerWatch, seen: Seen, losses: Sequence[_Half],
        last: Tensor | None,
    ) -> None:  # fmt: skip
        self.parameters = [one for one in network.parameters() if one.requires_grad]
        edges = [edge for ran in watch.ran.values() for edge in (*ran.edges, *ran.taken)]
        root = type(network).__name__
        states = {name or root: last_states(shown) for name, shown in seen.shown.items()}
        asked: list[Asked] = [*self.parameters, *edges, *(state for each in states.values() for state in each)]
        weight = sum(half.weight for half in losses) or 1.0
        self.halves: list[list[Tensor | None]] = []
        whole: list[Tensor | None] = [None] * len(asked)
        for number, half in enumerate(losses):
            kept = number + 1 < len(losses) or last is not None
            found = _differentiated(half.learned, asked, kept)
            self.halves.append(found[: len(self.parameters)])
            share = half.weight / weight
            whole = found if share == 1.0 else [_added(a, b, share) for a, b in zip(whole, found, strict=True)]
        known = zip(self.parameters, whole, strict=False)
        self.norms = {id(one): float(gradient.float().norm()) for one, gradient in known if gradient is not None}
        self._by_edge = self._sorted(watch, states, whole[len(self.parameters) :])
        self._in_time = self._by_edge
        if last is not None:
            asked = asked[len(self.parameters) :]
            self._in_time = self._sorted(watch, states, _differentiated(last, asked, False))

    def of_output(self, ran: Ran) -> Tensor | None:
        """Of a layer's first output."""
        return next(iter(self._by_edge[ran.name][0]), None)

    def in_time(self, ran: Ran) -> tuple[list[Tensor | None], list[Tensor | None]]:
        """Of its outputs run by run, and of what a torch recurrent layer took in, step by step."""
        runs, taken = self._in_time[ran.name]
        along = 1 if ran.batch_first else 0
        return runs, slices(taken[0], along) if taken else []

    def of_states(self, name: str) -> list[Tensor | None]:
        """Of the states that a recurrent block showed."""
        return self._in_time.get(f"{name} states", ([], []))[0]

    def noise(self, rows: int) -> dict[str, float | None]:
        """gradient_norm, gradient_agreement and gradient_noise of a Reading."""
        norm = math.hypot(*self.norms.values())
        if len(self.halves) < 2:
            return {"gradient_norm": norm}
        pairs = [(a, b) for a, b in zip(*self.halves, strict=True) if a is not None and b is not None]
        dot = sum(float(a.flatten().float() @ b.flatten().float()) for a, b in pairs)
        sizes = [sum(float(pair[side].float().norm()) ** 2 for pair in pairs) for side in (0, 1)]
        product = math.sqrt(sizes[0] * sizes[1])
        spread = (sizes[0] + sizes[1] - 2 * dot) * (rows / 2) / 2  # tr(S), each half a mean of rows / 2
        return {
            "gradient_norm": norm,
            "gradient_agreement": dot / product if product else None,
            "gradient_noise": spread / dot if dot > 0 else None,
        }

    def _sorted(
        self, watch: LayerWatch, states: dict[str, list[Tensor]], gradients: list[Tensor | None]
    ) -> dict[str, tuple[list[Tensor | None], list[Tensor | None]]]:
        """The gradients again by layer, in the order in which they were asked for."""
        flow = iter(gradients)
        found = {}
        for ran in watch.ran.values():
            found[ran.name] = ([next(flow) for _ in ran.edges], [next(flow) for _ in ran.taken])
        for name, each in states.items():
            found[f"{name} states"] = ([next(flow) for _ in each], [])
        return found


def _differentiated(loss: Tensor, asked: Sequence[Asked], kept: bool) -> list[Tensor | None]:
    if not loss.requires_grad or not asked:
        return [None] * len(asked)
    return list(torch.autograd.grad(loss, list(asked), retain_graph=kept, allow_unused=True))  # type: ignore[arg-type]


def _added(one: Tensor | None, other: Tensor | None, share: float) -> Tensor | None:
    if other is None:
        return one
    return other * share if one is None else one + other * share


def _layers(twin: nn.Module, watch: LayerWatch, seen: Seen, found: _Gradients, few: Batch) -> tuple[LayerHealth, ...]:
    """A record for each layer that ran, and for each attention that showed its weights."""
    owned = weights_by_layer(twin)
    masks = list(padding_masks(few).values())
    rows = len(few.row_ids)
    layers = [_layer(ran, owned.get(ran.name, []), seen, found, rows) for ran in watch.ran.values()]
    for name, shown in seen.shown.items():
        if shown.get("weights") and shown["weights"][0].dim() >= 3:
            health = attention_health(shown["weights"][0], masks)
            runs, kind = len(shown["weights"]), type(twin.get_submodule(name)).__name__
            layers.append(LayerHealth(name=name or kind, type=kind, runs=runs, attention=health))
    return tuple(layers)


def _layer(ran: Ran, owned: list[tuple[str, nn.Parameter]], seen: Seen, found: _Gradients, rows: int) -> LayerHealth:
    shown = seen.shown.get(ran.name, seen.shown.get("", {}) if ran.name == type(ran.module).__name__ else {})
    figures: dict[str, Any] = dict(ran.figures)
    gradient = found.of_output(ran)
    if gradient is not None:
        own = gradient.float() * rows  # of one row's own loss
        norm = float(own.norm())
        figures |= {
            "gradient_rms": norm / math.sqrt(own.numel()), "gradient_norm": norm / math.sqrt(rows),
            "gradient_zeros": share_of_zeros(own),
        }  # fmt: skip
    runs, taken = found.in_time(ran)
    states = found.of_states(ran.name)
    in_time = None
    if states:
        in_time = time_health(states, "state", ran.lengths, rows)
    elif taken:
        in_time = time_health(taken, "input", None, rows)
    elif ran.runs > 3 and len({one.shape for one in runs if one is not None}) == 1:
        in_time = time_health(runs, "state", None, rows)
    return LayerHealth(
        name=ran.name, type=ran.type, fed_by=ran.fed_by, runs=ran.runs, norm=ran.norm, embedding=ran.embedding,
        gates=gate_health(shown, ran.lengths), time=in_time,
        **{**figures, **weight_figures(ran.module, owned, found.norms)},
    )  # fmt: skip


def _inputs(few: Batch, moved: float | None) -> tuple[InputHealth, ...]:
    masks = padding_masks(few)
    found = [input_health(name, values, masks.get(name)) for name, values in few.inputs.items()]
    name, _ = token_names(few.inputs)
    return tuple(
        one.model_copy(update={"padding_effect": moved}) if one.name == name else one for one in found
    )  # fmt: skip


def _evaluating(
    twin: nn.Module, few: Batch, task: Task, arithmetic: contextlib.AbstractContextManager[Any]
) -> tuple[float, float | None]:
    """The same rows in evaluation mode: their mean loss, and how far more padding moves the answers."""
    with _evaluation(twin), torch.no_grad(), arithmetic:
        _, told, count = losses_of(task, twin(*few.inputs.values()), few)
        inputs = first_rows(few, PADDED_ROWS).inputs
        moved = padding_effect(lambda given: main_output(twin(*given.values())), inputs)
    return float(told) / (float(count) or 1.0), moved


def _few(
    twin: nn.Module, batch: Batch, rows: int | Allowance | None, arithmetic: contextlib.AbstractContextManager[Any]
) -> Batch:
    """The rows that are looked at."""
    if callable(rows):
        with _evaluation(twin), arithmetic:
            rows = fitting_rows(lambda few: main_output(twin(*few.inputs.values())), batch, rows)
    return first_rows(batch, rows or bounded_rows(batch))


@contextlib.contextmanager
def _evaluation(twin: nn.Module) -> Iterator[None]:
    """In evaluation mode for a while."""
    modes = [(one, one.training) for one in twin.modules()]
    twin.eval()
    try:
        yield
    finally:
        for one, mode in modes:
            one.training = mode


def _halves(task: Task, output: Any, few: Batch) -> list[_Half]:
    """The first and the second half of the rows; all together where they cannot be told apart."""
    rows = len(few.row_ids)
    tensors = [output] if isinstance(output, Tensor) else list(output)
    apart = rows >= HALVED and all(isinstance(one, Tensor) and one.dim() and len(one) == rows for one in tensors)
    parts = [slice(0, rows // 2), slice(rows // 2, rows)] if apart else [slice(0, rows)]
    found = []
    for part in parts:
        batch = Batch({}, few.target[part], None if few.weight is None else few.weight[part], few.row_ids[part])
        learned, told, count = losses_of(task, _part(output, part) if apart else output, batch)
        weight = float(count)
        if weight:
            found.append(_Half(learned / weight, told / weight, weight))
    return found


def _part(output: Any, part: slice) -> Any:
    if isinstance(output, Tensor):
        return output[part]
    cut = [one[part] for one in output]
    return output._make(cut) if hasattr(output, "_make") else tuple(cut)


def _has_time(watch: LayerWatch, seen: Seen) -> bool:
    return any(last_states(shown) for shown in seen.shown.values()) or any(ran.taken for ran in watch.ran.values())


def _last_step(task: Task, output: Any, few: Batch) -> Tensor | None:
    """Where an answer is asked for at each step: the mean loss of each row's last one, which must reach back to count."""
    target = few.target
    if target.dim() != 2 or target.is_floating_point():
        return None
    scored = target != UNSCORED
    last = scored & (scored.flip(1).cumsum(dim=1).flip(1) == 1)
    learned, _, count = losses_of(task, output, few._replace(target=target.masked_fill(~last, UNSCORED)))
    return learned / (float(count) or 1.0)


def _numbers(task: Task) -> bool:
    return task.name in ("regress", "forecast")
