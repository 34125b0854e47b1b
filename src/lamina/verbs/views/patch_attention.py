"""The attention of an image network: every head over the patches, rollout through all layers, and how far heads look."""

from collections.abc import Sequence

import torch
from torch import nn

from lamina.blocks.attention import MultiHeadAttention
from lamina.core.errors import InputError
from lamina.core.looks import PatchesSeen
from lamina.core.observing import observing
from lamina.lens.patches import even_distance, patch_attention, rolled_over_patches
from lamina.lens.sanity import rank_correlation, with_random_weights
from lamina.lens.undisturbed import undisturbed
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.patches_picture import draw_distances, draw_patches, draw_rollouts
from lamina.verbs.views.image_rows import caption_of, of_images, picture_of, place_of_largest, row_inputs
from lamina.verbs.views.looked import Looked
from lamina.words import say

TENTH = 10  # the strongest of so many patches
MOST_LINES = 48  # of the table


def fits(looked: Looked) -> bool:
    """Images, and attention over them."""
    modules = looked.model.network.modules()
    return of_images(looked) and any(isinstance(one, MultiHeadAttention | nn.MultiheadAttention) for one in modules)


def patches_section(looked: Looked) -> Section:
    """Pictures of all heads for the first row, of the rollout for each row, and of the distances."""
    network = looked.model.network
    seen = [patch_attention(network, row_inputs(looked, place)) for place in range(len(looked.rows))]
    asked = [one for one in seen[0] if looked.layer and one.layer.startswith(looked.layer)] or seen[0]
    even = even_distance(seen[0][0].grid, seen[0][0].size)
    sentences = [
        *(_told(looked, place, layers) for place, layers in enumerate(seen)), _distances(seen[0], even),
        say("explain.patches.same", difference=_difference(looked)), *_check(looked, seen[0]),
        say("explain.patches.read"), say("explain.patches.no_reason"),
    ]  # fmt: skip
    row = looked.rows[0]
    pictures = (
        Picture("attention-rollout", draw_rollouts(_rows(looked, seen)), say("explain.patches.alt_rollout")),
        Picture(
            "attention-heads", draw_patches(picture_of(looked, 0), caption_of(row), asked),
            say("explain.patches.alt_heads", row=row.name),
        ),
        Picture("attention-distance", draw_distances(seen[0], even), say("explain.patches.alt_distance")),
    )  # fmt: skip
    title = say("attention.title_images")
    return Section("attention", title, say("explain.patches.paper"), tuple(sentences), pictures, _table(seen[0]))


def _told(looked: Looked, place: int, layers: Sequence[PatchesSeen]) -> str:
    """Where the rollout of one row is strongest, and how much the strongest tenth of the patches takes."""
    share = rolled_over_patches(layers)
    share = share / share.sum().clamp(min=1e-300)
    some = max(1, share.numel() // TENTH)
    row, taken = looked.rows[place], float(share.flatten().topk(some).values.sum())
    return say(
        "explain.patches.told", row=row.name, answer=row.answer, place=place_of_largest(share),
        layers=len(layers), some=some, count=share.numel(), share=taken, even=some / share.numel(),
    )  # fmt: skip


def _distances(layers: Sequence[PatchesSeen], even: float) -> str:
    first, last = layers[0], layers[-1]
    return say(
        "explain.patches.distances", first=first.layer, near=float(first.distance.min()),
        far=float(first.distance.max()), last=last.layer, then=float(last.distance.mean()),
        mean=float(first.distance.mean()), even=even, layers=len(layers),
    )  # fmt: skip


def _difference(looked: Looked) -> float:
    """The largest difference between the answers of the fast kernel and of the weights that are shown."""
    network, inputs = looked.model.network, row_inputs(looked, 0)
    with undisturbed(network), torch.no_grad():
        plain = network(*inputs)
        with observing(network):
            shown = network(*inputs)
    return float((plain - shown).abs().max()) if isinstance(plain, torch.Tensor) else 0.0


def _check(looked: Looked, layers: Sequence[PatchesSeen]) -> list[str]:
    """Whether the rollout depends on what was learned."""
    try:
        twin = with_random_weights(looked.model.network)
    except InputError as error:
        return [str(error)]
    other = rolled_over_patches(patch_attention(twin, row_inputs(looked, 0)))
    change = 1.0 - rank_correlation(rolled_over_patches(layers), other)
    return [say("explain.patches.check", change=change)]


def _rows(looked: Looked, seen: Sequence[Sequence[PatchesSeen]]) -> list[tuple]:
    return [
        (
            picture_of(looked, place), caption_of(looked.rows[place]), layers[-1].looked.mean(dim=0).numpy(),
            rolled_over_patches(layers).numpy(),
        )
        for place, layers in enumerate(seen)
    ]  # fmt: skip


def _table(layers: Sequence[PatchesSeen]) -> Html:
    heads = [say(f"attention.column.{name}") for name in ("layer", "which_head", "evenness")]
    rows: list[list[object]] = [
        [one.layer, head, f"{100 * float(one.evenness[head]):.0f} %", f"{float(one.distance[head]):.1f}"]
        for one in layers
        for head in range(len(one.distance))
    ]
    return table([*heads, say("explain.patches.reach")], rows[:MOST_LINES], numbers_from=2)
