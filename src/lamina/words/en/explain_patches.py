"""English sentences of `lamina explain` about attention over the patches of an image."""

from collections.abc import Callable
from typing import Any


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.01 else f"{100 * share:.0f} %"


def _check(v: dict[str, Any]) -> str:
    told = f"1 - rank correlation {v['change']:.2f}"
    if v["change"] >= 0.3:
        return f"Check: with shuffled weights the rollout of the first row is another one ({told}), so it shows what was learned."
    return (
        f"Check: with shuffled weights the rollout of the first row hardly changes ({told}): do not read much into it."
    )


def _distances(v: dict[str, Any]) -> str:
    first = f"The {v['layers']} layers look over the image from the start"
    spread = f"in {v['first']} one head looks {v['near']:.1f} pixels away on average, another {v['far']:.1f}"
    then = f"in {v['last']} the heads' mean is {v['then']:.1f} (at first {v['mean']:.1f})"
    if v["far"] < 0.75 * v["even"]:
        first = "The first layer looks near"
    return f"{first}: {spread}; {then}. Looking at all patches alike would be {v['even']:.1f}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "attention.title_images": "Attention: where in the image it looks",
    "explain.patches.paper": "Dosovitskiy et al. 2021, section 4.5; rollout: Abnar & Zuidema 2020; check: Adebayo et al. 2018",
    "explain.patches.told": lambda v: (
        f"{v['row']}, answered {v['answer']}: followed through all {v['layers']} layers (rollout), the answer's token draws most from a patch {v['place']}; the strongest {v['some']} of {v['count']} patches give {_percent(v['share'])} of what it draws from the image (all alike: {_percent(v['even'])})."
    ),
    "explain.patches.distances": _distances,
    "explain.patches.same": lambda v: (
        "The answers made with these weights equal those of the fast kernel"
        + (f" to {v['difference']:.0e}." if v["difference"] else " to the last bit.")
    ),
    "explain.patches.check": _check,
    "explain.patches.read": "The deeper the blue, the more is taken of the patch: by the class token, which the answer is read from, or, where there is none, by all patches together. A head that looks at all alike stays pale.",
    "explain.patches.no_reason": "Attention says where a head looks, not what the answer is due to (Jain & Wallace 2019); for that see the view why.",
    "explain.patches.layer": "{layer}: heads 0 to {heads}",
    "explain.patches.column.image": "the image",
    "explain.patches.column.last": "last layer (mean)",
    "explain.patches.column.rollout": "rollout of all layers",
    "explain.patches.even": "looking at all alike",
    "explain.patches.depth": "attention, in the order in which they run",
    "explain.patches.distance_title": "How far heads look",
    "explain.patches.distance_under": "mean pixels between a patch and where it looks; a dot is a head",
    "explain.patches.reach": "Reach (pixels)",
    "explain.patches.alt_rollout": "Each row's image, the last layer's attention and the rollout of all layers over it",
    "explain.patches.alt_heads": "Where each head of each layer looks in {row}",
    "explain.patches.alt_distance": "Dots: how far each head of each layer looks on average",
}
