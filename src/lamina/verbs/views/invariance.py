"""The view `invariance`: how much of the claim that pooling makes a network indifferent to small moves is true."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from lamina.core.looks import Movement
from lamina.lens.answers import rows_of
from lamina.lens.invariance import AMOUNTS, MOVES, movement
from lamina.lens.undisturbed import undisturbed
from lamina.lens.work import affordable, macs_of
from lamina.report.section import Picture, Section
from lamina.report.views.movement_picture import MovementShown, draw_movement
from lamina.report.views.tints import Tile, photo
from lamina.verbs.views.image_rows import batches, of_images, own_images, picture_of, row_inputs
from lamina.verbs.views.looked import Looked, View
from lamina.words import say

PAPER = "LeCun, Bottou, Bengio & Haffner 1998; Zeiler & Fergus 2014, section 4.1, figure 5"
MOST_ROWS, BUDGET = 12, 1e11  # rows that are moved; multiply-adds
FEW = 4  # rows that may well have one answer
PARTS = ("test", "validation", "train")
REFERENCE = {"shift": 2, "turn": 3, "scale": 3}  # of the amounts: the one of which the sentences speak
_USUAL_SIDE = 32  # pixels: images of this side are shifted by the usual amounts, larger ones by as much more


def invariance_section(looked: Looked) -> Section:
    """A picture for each kind of movement, means over some rows."""
    passes = sum(map(len, AMOUNTS.values()))
    macs = macs_of(looked.model.network, row_inputs(looked, 0))
    own = own_images(looked, PARTS, affordable(macs * passes, BUDGET, 2, MOST_ROWS))
    rows = torch.cat([*batches(looked, own.images)])
    shown = [_shown(looked, kind, rows) for kind in MOVES]
    pictures = tuple(
        Picture(f"invariance-{one.kind}", draw_movement(one), say(f"explain.images.moved_alt.{one.kind}"))
        for one in shown
    )
    return Section(
        "invariance",
        say("explain.images.invariance_title"),
        PAPER,
        (*_sentences(shown, len(rows)), *_one_answer(looked, rows)),
        pictures,
    )


def _one_answer(looked: Looked, rows: Tensor) -> list[str]:
    """That a network which answers all rows alike keeps its answer whatever is done to them."""
    spec = looked.model.spec
    if spec.numeric or spec.multi_label or len(rows) < FEW:
        return []
    with undisturbed(looked.model.network), torch.no_grad():
        answers = looked.model.finish(rows_of(looked.model.network, rows.clone()))
    chosen = answers.argmax(dim=1).unique() if answers.shape[1] > 1 else (answers >= 0.5).long().unique()
    return [say("explain.images.one_answer", rows=len(rows))] if len(chosen) == 1 else []


def _shown(looked: Looked, kind: str, rows: Tensor) -> MovementShown:
    amounts = _amounts(kind, min(rows.shape[2:]))
    seen = [movement(looked.model.network, row[None], kind, amounts) for row in rows]
    kept = torch.stack([_kept(looked, one) for one in seen]).mean(dim=0)
    names = list(seen[0].before)
    poolings = [
        (name, _mean([one.before[name] for one in seen]), _mean([one.distances[name] for one in seen]))
        for name in names
    ]
    output = _mean([_distances(one.answers) for one in seen])
    examples = _examples(picture_of(looked, 0), kind, amounts)
    return MovementShown(kind, amounts, examples, kept.tolist(), looked.model.spec.numeric, poolings, output)


def _amounts(kind: str, side: int) -> tuple[float, ...]:
    times = max(1, round(side / _USUAL_SIDE)) if kind == "shift" else 1
    return tuple(float(amount * times) for amount in AMOUNTS[kind])


def _distances(answers: Tensor) -> list[float]:
    """|f(moved) - f| / |f| of the network's output (steps, K)."""
    values = answers.double().cpu()
    return ((values - values[0]).norm(dim=1) / values[0].norm().clamp(min=1e-12)).tolist()


def _mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return np.mean(np.asarray(rows), axis=0).tolist()


def _kept(looked: Looked, seen: Movement) -> Tensor:
    """(steps,) float64: 1 where the answer is that of the unmoved image; of numbers how far it moved, in raw units."""
    with torch.no_grad():
        answers = looked.model.finish(seen.answers).double().cpu()
    spec = looked.model.spec
    if spec.numeric:
        return (answers - answers[0]).abs().mean(dim=1)
    chosen = answers >= 0.5 if spec.multi_label else answers.argmax(dim=1, keepdim=True)
    return (chosen == chosen[0]).all(dim=1).double()


def _examples(image: np.ndarray, kind: str, amounts: Sequence[float]) -> list[Tile]:
    pixels = torch.from_numpy(image).permute(2, 0, 1)[None].float()
    moved = [MOVES[kind](pixels, amount)[0].permute(1, 2, 0) for amount in amounts]
    return [photo(one.round().clamp(0, 255).to(torch.uint8).numpy()) for one in moved]


def _sentences(shown: Sequence[MovementShown], rows: int) -> tuple[str, ...]:
    """What pooling takes away on the whole, then each movement, then how to read it."""
    taken = {one.kind: _taken(one) for one in shown if one.poolings}
    first = (
        say("explain.images.pooling_takes", shift=taken["shift"], turn=taken["turn"], scale=taken["scale"])
        if len(taken) == len(MOVES)
        else say("explain.images.no_pooling")
    )
    return (first, *(_moved(one, rows) for one in shown), say("explain.images.invariance_read"))


def _taken(shown: MovementShown) -> float:
    """The share of the change that poolings take away, at the amount of which is spoken; mean over them."""
    place = REFERENCE[shown.kind]
    shares = [1 - after[place] / before[place] for _, before, after in shown.poolings if before[place]]
    return sum(shares) / len(shares) if shares else 0.0


def _moved(shown: MovementShown, rows: int) -> str:
    place = REFERENCE[shown.kind]
    told = {"kind": shown.kind, "amount": shown.amounts[place], "rows": rows, "kept": shown.kept[place]}
    layer, _, after = shown.poolings[-1] if shown.poolings else ("", [], shown.output)
    told.update(layer=layer, change=after[place])
    if shown.numeric:
        return say("explain.images.moved_number", told)
    return say("explain.images.moved_class", told)


VIEW = View("invariance", of_images, invariance_section)
