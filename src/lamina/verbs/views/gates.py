"""The view `gates`: every gate and state of the recurrent layers over the steps of one row, and what units follow."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from torch import Tensor, nn

from lamina.blocks.recurrent import RecurrentLayer
from lamina.core.looks import GatesSeen
from lamina.lens.gates import follows, gates_over_time, saturation
from lamina.report.section import Picture, Section
from lamina.report.views.gates_picture import MOST_STEPS, Follower, draw_followers, draw_gates
from lamina.report.views.steps import Steps
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import as_numbers, one_row, signals_of, steps_of, token_names
from lamina.words import say

MOST_PICTURES = 4  # layers and directions
FOLLOWS, FEWEST, MOST_FOLLOWERS = 0.7, 8, 3  # least correlation that is told, over so many steps at least
LASTING = 0.999  # of what is kept in a step: beyond it half-lives are no longer told as numbers


@dataclass(frozen=True)
class Direction:
    """One direction of one layer: gate -> (T, H) in the order in which the steps are read by people."""

    layer: str
    number: int
    reverse: bool
    values: dict[str, Tensor]
    steps: Steps

    @property
    def name(self) -> str:
        """As sentences have it."""
        return say("gates.direction", layer=self.layer, number=self.number + 1, reverse=self.reverse)

    @property
    def memory(self) -> Tensor:
        """What is carried from step to step: the cell of an LSTM, else the hidden state, (T, H)."""
        return self.values.get("cell", self.values["hidden"])


def fits(looked: Looked) -> bool:
    """A recurrent layer, and a row to read."""
    recurrent = any(isinstance(module, RecurrentLayer | nn.RNNBase) for module in looked.model.network.modules())
    return recurrent and bool(looked.rows)


def show(looked: Looked) -> Section:
    """Gates of the first row; the units that follow something of it."""
    inputs = one_row(looked, 0)
    found = [one for seen in gates_over_time(looked.model.network, inputs) for one in _directions(looked, seen, inputs)]
    followers = {one.name: _followers(one) for one in found}
    sentences = []
    for one in found:
        told = followers[one.name]
        if told:
            units = [(each.unit, each.what, each.correlation) for each in told]
            sentences.append(say("gates.follow", layer=one.name, units=units, steps=len(one.memory)))
        sentences += [*_kept(one), *_saturated(one)]
    if not any(followers.values()):
        sentences.append(say("gates.nobody_follows", least=FOLLOWS))
    sentences.append(say("gates.row", row=looked.rows[0].name, answer=looked.rows[0].answer))
    sentences.append(say("gates.how_to_read"))
    if len(found[0].memory) > MOST_STEPS:
        sentences.append(say("gates.cut", shown=MOST_STEPS, steps=len(found[0].memory)))
    pictures = list(_pictures(found, followers))
    return Section("gates", say("gates.title"), say("gates.paper"), tuple(sentences), tuple(pictures))


def _pictures(found: list[Direction], followers: dict[str, list[Follower]]) -> Iterator[Picture]:
    for number, one in enumerate(found[:MOST_PICTURES]):
        if told := followers[one.name]:
            yield Picture(
                f"gates-{number + 1}-units",
                draw_followers(told, one.steps, one.name),
                say("gates.alt_units", layer=one.name),
            )
        strips = {name: as_numbers(values) for name, values in one.values.items()}
        yield Picture(f"gates-{number + 1}", draw_gates(strips, one.steps, one.name), say("gates.alt", layer=one.name))


def _directions(looked: Looked, seen: GatesSeen, inputs: tuple[Tensor, ...]) -> Iterator[Direction]:
    """The layers and directions of a module, "0.reverse.hidden" -> layer 0, backwards, hidden."""
    steps, turned = _steps(looked, seen, inputs)
    grouped: dict[tuple[int, bool], dict[str, Tensor]] = {}
    for name, values in seen.values.items():
        *place, gate = name.split(".")
        number = int(place[0]) if place else 0
        grouped.setdefault((number, "reverse" in place), {})[gate] = values.flip(0) if turned else values
    for (number, reverse), values in grouped.items():
        yield Direction(seen.layer, number, reverse, values, steps)


def _steps(looked: Looked, seen: GatesSeen, inputs: tuple[Tensor, ...]) -> tuple[Steps, bool]:
    """What stands under a module's gates, and whether it reads from the end to the beginning (`seq2seq`'s encoder)."""
    spec = looked.model.spec
    side = getattr(looked.model.network, seen.layer.partition(".")[0], None)
    if spec.into is not None and seen.layer.startswith("decoder"):
        return Steps(token_names(inputs[2][0], spec.into)), False
    return steps_of(looked, 0), bool(getattr(side, "backwards", False))


def _followers(one: Direction) -> list[Follower]:
    """For each signal the unit that follows it best, the strongest first."""
    memory = one.memory
    if len(memory) < FEWEST:
        return []
    found = []
    for signal in signals_of(one.steps, len(memory)):
        if len(signal.values) == len(memory):
            (unit, correlation), *_ = follows(memory, memory.new_tensor(signal.values), 1)
            if abs(correlation) >= FOLLOWS:
                found.append(Follower(unit, signal.name, correlation, as_numbers(memory[:, unit]), signal.values))
    best = sorted(found, key=lambda each: -abs(each.correlation))
    once = {each.unit: each for each in reversed(best)}  # signals that go together are followed by one unit
    return [each for each in best if once[each.unit] is each][:MOST_FOLLOWERS]


def _kept(one: Direction) -> list[str]:
    """How long is remembered: of an LSTM by its forget gate, of a GRU by its update gate."""
    gate = one.values.get("forget", one.values.get("update"))
    if gate is None:
        return []
    name = "forget" if "forget" in one.values else "update"
    kept = np.sort(as_numbers(gate).mean(axis=0))
    middle, most = float(np.median(kept)), float(kept[-1])
    told = {"middle": middle, "most": most, "middle_steps": _half(middle), "most_steps": _half(most)}
    return [say("gates.kept", layer=one.name, gate=say(f"gates.name.{name}"), **told)]


def _half(kept: float) -> float | None:
    """Steps after which half is left, None beyond counting."""
    return None if kept >= LASTING else math.log(0.5) / math.log(max(kept, 1e-9))


def _saturated(one: Direction) -> list[str]:
    """Which gates stand open or closed most of the time."""
    found = []
    for name in ("input", "forget", "output", "reset", "update"):
        if name in one.values:
            closed, opened = saturation(one.values[name])
            found.append((say(f"gates.name.{name}"), closed, opened))
    return [say("gates.saturation", layer=one.name, gates=found)] if found else []


VIEW = View("gates", fits, show)
