"""English sentences of `language`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_ANSWERS = {
    "classify": "answers with classes", "regress": "answers with numbers", "forecast": "foretells a series",
    "tag": "labels tokens", "embed": "gives vectors of words",
}  # fmt: skip
_UNITS = {"pieces": "pieces", "words": "words", "characters": "characters"}


def _windows(v: dict[str, Any]) -> str:
    if v["half"]:
        return (
            f"Scored in windows of {v['window']:,} tokens that overlap by half: each token but the first ones is foretold from "
            "at least half a window before it; no state is carried from window to window."
        )
    return f"Scored in windows of {v['window']:,} tokens beside each other, spread evenly over the training text."


def _copies(v: dict[str, Any]) -> str:
    if not v["rows"]:
        return f"The text is too short to say whether it was learned from (runs of {v['run']} {_UNITS[v['tokens']]} are compared)."
    if not v["copies"]:
        return f"No run of {v['run']} {_UNITS[v['tokens']]} of this text stands in what the model learned from."
    share = v["copies"] / v["rows"]
    more = " The scores say little of new text." if share >= 0.01 else ""
    return (
        f"{100 * share:.3g} % of this text stands word for word in what the model learned from (runs of {v['run']} "
        f"{_UNITS[v['tokens']]} are compared).{more}"
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "language.windows": _windows,
    "language.copies": _copies,
    "language.hidden": lambda v: (
        f"Scored at {v['tokens']:,} hidden tokens ({v['share']:.0%} of each of {v['windows']:,} windows, drawn by the seed), "
        "foretold from both sides; perplexity and accuracy are per hidden token."
    ),
    "language.nothing_hidden": "Nothing can be hidden in the {part} text: it has no token that training showed.",
    "language.no_mark": (
        'Text {row} has no [MASK]: "{text}". This model tells what stands behind that mark: "The [MASK] sat on the mat."'
    ),
    "language.mark_too_far": (
        'The [MASK] of "{text}" stands behind the first {length:,} tokens, more than are read at once. Give less of the text.'
    ),
    "language.fills_in": "{option} is for models that write on; this one fills in [MASK]. Leave it out.",
    "language.ngram": "n-grams up to {order} tokens of the training text, interpolated by Kneser and Ney",
    "language.unigram": "how often each token stands in the training text",
    "language.sample": "Epoch {epoch} writes: {text}",
    "language.does_not_write": lambda v: (
        f"{v['option']} is for models that write, and this one {_ANSWERS.get(v['task'], 'does not')}. Leave it out."
    ),
    "language.only_writes": "{option} is not for a model that writes text or fills it in. Leave it out.",
    "language.unknown_option": lambda v: (
        f'"{v["option"]}" is no option of writing.'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else f" There are: {v['names']}.")
    ),
    "language.bad_length": "--length {length} is not possible: from 1 to {most:,} tokens can be written.",
    "language.beam_draws_nothing": (
        "--beam {beam} looks for the likeliest text and draws nothing, so {option} has no effect. Leave one of them out."
    ),
    "language.no_prompt": 'There is no prompt. Give one by --prompt "To be", or a text file with one a line.',
    "language.no_prompts_in": "An object of type {type} holds no prompts. Give a text, a list of texts, or a text file.",
    "language.empty_prompt": "the prompt is empty: written as a text begins",
    "language.unknown_in_prompt": lambda v: (
        f"{v['unknown']:,} of {v['tokens']:,} {_UNITS[v['kind']]} of the prompt were never seen in training"
    ),
    "language.long_prompt": "the prompt has {tokens:,} tokens, of which the last ones are read: the network has {kept:,} positions",
}
