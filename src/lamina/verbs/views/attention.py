"""The view `attention`: every head of every layer, masks shown; for encoder-decoders training and writing side by side.

Of images the heads are drawn over the patches (patch_attention).
"""

from collections.abc import Iterable, Sequence

import numpy as np
from torch import nn

from lamina.blocks.attention import MultiHeadAttention
from lamina.blocks.score_attention import ScoreAttention
from lamina.core.looks import HeadSeen
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.attention_picture import MOST_TOKENS, Map, draw_heads, draw_maps
from lamina.verbs.views import patch_attention
from lamina.verbs.views.attention_passes import Passes, can_show_passes, passes_of
from lamina.verbs.views.attention_sides import Side, read_row, sides_of
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import as_numbers
from lamina.words import say

KINDS = ("along", "before", "itself", "after", "first", "one", "mixed", "even")
MOST_TOLD, MOST_ROWS = 3, 48  # heads named of a kind; lines of the table


def fits(looked: Looked) -> bool:
    """Attention between steps of a text or a series, or between the patches of an image, and a row to read."""
    if looked.model.spec.image is not None:
        return patch_attention.fits(looked)
    kinds = MultiHeadAttention | ScoreAttention | nn.MultiheadAttention
    has_one = any(isinstance(module, kinds) for module in looked.model.network.modules())
    return has_one and bool(looked.rows)


def show(looked: Looked) -> Section:
    """Attention for the first row."""
    if looked.model.spec.image is not None:
        return patch_attention.patches_section(looked)
    read = read_row(looked, 0)
    sides = sides_of(looked, read)
    passes = passes_of(looked, sides) if can_show_passes(looked) else None
    heads = [head for side in sides for head in side.heads]
    sentences = [*_told(heads), say("attention.row", row=looked.rows[0].name, answer=looked.rows[0].answer)]
    causal = [side.layer for side in sides if side.causal]
    if causal:
        sentences.append(say("attention.causal", layers=len(causal), of=len(sides)))
    if read.padded:
        sentences.append(say("attention.padding", padded=len(read.names) - read.real))
    sentences += passes.sentences if passes else []
    if max(max(side.weights.shape[1:]) for side in sides) > MOST_TOKENS:
        sentences.append(say("attention.cut", shown=MOST_TOKENS))
    sentences.append(say("attention.no_reason"))
    pictures = tuple(_pictures(sides, passes, looked.layer))
    return Section(
        "attention", say("attention.title"), say("attention.paper"), tuple(sentences), pictures, _table(heads)
    )


def _told(heads: Sequence[HeadSeen]) -> list[str]:
    """What the heads do, kind by kind, the clearest first."""
    found = []
    for kind in KINDS[:-2]:
        of_kind = sorted((head for head in heads if head.does == kind), key=lambda head: -head.share)
        if of_kind:
            named = [(head.layer, head.head, head.share) for head in of_kind[:MOST_TOLD]]
            found.append(say("attention.kind", kind=kind, heads=named, count=len(of_kind), of=len(heads)))
    even = [(head.layer, head.head, head.share) for head in heads if head.does == "even"]
    mixed = sum(head.does == "mixed" for head in heads)
    if even:
        found.append(say("attention.even", heads=even[:MOST_TOLD], count=len(even), of=len(heads)))
    if mixed:
        found.append(say("attention.mixed", count=mixed, of=len(heads)))
    return found


def _pictures(sides: Sequence[Side], passes: Passes | None, layer: str) -> list[Picture]:
    found = []
    if passes is not None:
        found.append(Picture("attention-training", draw_maps(passes.training), say("attention.alt_training")))
        found.append(Picture("attention-writing", draw_maps(passes.writing), say("attention.alt_writing")))
    read = [side for side in sides if passes is None or not side.written]
    if read:
        found.append(
            Picture(
                "attention",
                draw_maps([map_of(read[k], head) for k, head in telling(read, layer)]),
                say("attention.alt"),
            )
        )
    overview = [(side.layer, as_numbers(side.weights), side.masked.cpu().numpy()) for side in sides]
    return [*found, Picture("attention-heads", draw_heads(overview), say("attention.alt_heads"))]


def telling(sides: Sequence[Side], layer: str) -> list[tuple[int, int]]:
    """(side, head) of the two clearest heads that do different things; of the layer asked for, where it is one."""
    asked = [number for number, side in enumerate(sides) if layer and side.layer.startswith(layer)]
    among = asked or range(len(sides))
    ranked = sorted(_numbered(sides, among), key=lambda one: (one[2].does == "even", -one[2].share))
    first = ranked[:1]
    second = [one for one in ranked[1:] if one[2].does != first[0][2].does][:1] or ranked[1:2]
    return [(side, head) for side, head, _ in (*first, *second)]


def _numbered(sides: Sequence[Side], among: Iterable[int]) -> list[tuple[int, int, HeadSeen]]:
    return [(number, head, seen) for number in among for head, seen in enumerate(sides[number].heads)]


def map_of(side: Side, head: int) -> Map:
    """The map of one head, with what it does for a title."""
    seen = side.heads[head]
    does = say("attention.does", kind=seen.does, share=seen.share)
    title = say("attention.head", layer=side.layer, head=head)
    weights = as_numbers(side.weights[head])
    return Map(title, does, weights, np.asarray(side.masked.cpu()), side.queries, side.keys)


def _table(heads: Sequence[HeadSeen]) -> Html:
    names = ("layer", "which_head", "what", "evenness", "reach")
    rows: list[list[object]] = [
        [
            head.layer, head.head, say("attention.does", kind=head.does, share=head.share), f"{100 * head.evenness:.0f} %",
            "" if head.reach is None else f"{head.reach:.1f}",
        ]
        for head in heads[:MOST_ROWS]
    ]  # fmt: skip
    return table([say(f"attention.column.{name}") for name in names], rows, numbers_from=3)


VIEW = View("attention", fits, show)
