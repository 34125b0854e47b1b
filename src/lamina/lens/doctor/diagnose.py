"""All rules over one checkup: the most serious finding first, what follows from a fault told with it."""

import math
from collections.abc import Callable

from lamina.core.health import Chance, Checkup, Finding
from lamina.lens.doctor.activations import dead_units, saturated
from lamina.lens.doctor.breakdown import loss_scale, not_finite
from lamina.lens.doctor.fitting import stuck_at_chance, underfitting
from lamina.lens.doctor.gradients import exploding, vanishing
from lamina.lens.doctor.hindered import clipped_away, frozen_layers, rows_alike, warm_up_unfinished
from lamina.lens.doctor.inputs import in_order, not_normalised
from lamina.lens.doctor.labels import class_ignored, suspicious_labels
from lamina.lens.doctor.leaks import leakage, shared_rows
from lamina.lens.doctor.linear import all_linear
from lamina.lens.doctor.norms import evaluation_gap, tiny_batches
from lamina.lens.doctor.outputs import bounded_output, dropout_on_answers, softmax_twice
from lamina.lens.doctor.overfitting import overfitting
from lamina.lens.doctor.rate import too_high, too_low
from lamina.lens.doctor.recurrence import exploding_in_time, stuck_gates, vanishing_in_time
from lamina.lens.doctor.restraint import decay_too_strong, dropout_too_strong
from lamina.lens.doctor.sizes import large_head
from lamina.lens.doctor.start import unfit_start
from lamina.lens.doctor.tokens import collapsed_attention, padding_attended, unknown_tokens, unused_embedding

Rule = Callable[[Checkup], list[Finding]]

# The order is that of seriousness: what makes results wrong, then what keeps a network from learning, then what costs.
RULES: tuple[Rule, ...] = (
    not_finite, leakage, shared_rows, in_order, not_normalised, softmax_twice, bounded_output, dropout_on_answers, rows_alike, all_linear, unfit_start, exploding_in_time, exploding, too_high,
    loss_scale, decay_too_strong, dropout_too_strong, clipped_away, warm_up_unfinished, frozen_layers, unused_embedding, dead_units, saturated, stuck_gates, vanishing, vanishing_in_time, too_low,
    collapsed_attention, unknown_tokens, evaluation_gap, tiny_batches, padding_attended, class_ignored, suspicious_labels, large_head,
    stuck_at_chance, overfitting, underfitting,
)  # fmt: skip

_UNLEARNED = ("doctor.stuck_at_chance", "doctor.underfitting", "doctor.class_ignored")
_FLAT = ("doctor.dead_relu", "doctor.saturated", "doctor.stuck_gates", "doctor.attention_collapsed")
_EXPLODED = ("doctor.exploding_gradient", "doctor.exploding_in_time")
_BROKEN = ("doctor.not_finite", "doctor.loss_scale")

_AT_THE_END = (
    *_UNLEARNED,
    "doctor.overfitting",
    "doctor.decay_too_strong",
)  # judged by how it came out, whenever that began

# Fault -> what it brings about. A consequence begins no earlier than its cause.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "doctor.leakage": ("doctor.underfitting",),  # the baseline that does better reads the answer off
    "doctor.not_normalised": ("doctor.rows_alike", "doctor.clipped_away", *_BROKEN, *_EXPLODED, *_FLAT, "doctor.rate_too_high", "doctor.rate_too_low", "doctor.vanishing_gradient", *_UNLEARNED),
    "doctor.unfit_start": ("doctor.rows_alike", "doctor.clipped_away", *_BROKEN, *_EXPLODED, *_FLAT, "doctor.rate_too_high", "doctor.rate_too_low", "doctor.vanishing_gradient", "doctor.vanishing_in_time", *_UNLEARNED),
    "doctor.softmax_twice": ("doctor.rate_too_low", "doctor.evaluation_gap", *_UNLEARNED),
    "doctor.bounded_output": ("doctor.dead_relu", "doctor.saturated", "doctor.vanishing_gradient", *_UNLEARNED),
    "doctor.dropout_on_answers": ("doctor.dropout_too_strong", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.all_linear": _UNLEARNED,
    "doctor.rows_alike": ("doctor.dead_relu", "doctor.vanishing_gradient", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.clipped_away": ("doctor.rate_too_low", "doctor.decay_too_strong", *_UNLEARNED),
    "doctor.warm_up_unfinished": ("doctor.rate_too_low", *_UNLEARNED),
    "doctor.frozen_layers": ("doctor.dead_relu", "doctor.vanishing_gradient", "doctor.vanishing_in_time", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.decay_too_strong": ("doctor.rows_alike", "doctor.dead_relu", "doctor.vanishing_gradient", "doctor.vanishing_in_time", "doctor.embedding_unused", *_UNLEARNED),
    "doctor.dropout_too_strong": ("doctor.dead_relu", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.units_alike": ("doctor.rows_alike", "doctor.dead_relu", "doctor.vanishing_gradient", "doctor.rate_too_low", "doctor.embedding_unused", *_UNLEARNED),
    "doctor.exploding_in_time": ("doctor.clipped_away", *_BROKEN, *_FLAT, "doctor.rate_too_high", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.exploding_gradient": ("doctor.clipped_away", *_BROKEN, *_FLAT, "doctor.rate_too_high", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.rate_too_high": ("doctor.decay_too_strong", *_BROKEN, *_EXPLODED, *_FLAT, "doctor.vanishing_gradient", "doctor.vanishing_in_time", "doctor.evaluation_gap", "doctor.embedding_unused", "doctor.overfitting", *_UNLEARNED),
    "doctor.not_finite": (*_EXPLODED, "doctor.rate_too_high", *_FLAT, *_UNLEARNED),
    "doctor.in_order": ("doctor.rate_too_high", "doctor.evaluation_gap", "doctor.overfitting", *_UNLEARNED),
    "doctor.embedding_unused": ("doctor.rows_alike", "doctor.vanishing_gradient", "doctor.dead_relu", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.dead_relu": ("doctor.vanishing_gradient", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.saturated": ("doctor.rows_alike", "doctor.vanishing_gradient", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.stuck_gates": ("doctor.rows_alike", "doctor.vanishing_gradient", "doctor.vanishing_in_time", "doctor.rate_too_low", *_UNLEARNED),
    "doctor.vanishing_gradient": ("doctor.rate_too_low", *_UNLEARNED),
    "doctor.vanishing_in_time": _UNLEARNED,
    "doctor.rate_too_low": _UNLEARNED,
    "doctor.attention_collapsed": _UNLEARNED,
    "doctor.padding_attended": _UNLEARNED,
    "doctor.unknown_tokens": ("doctor.overfitting", *_UNLEARNED),
    "doctor.batch_norm_tiny": (*_EXPLODED, "doctor.evaluation_gap", "doctor.overfitting", *_UNLEARNED),
    "doctor.evaluation_gap": _UNLEARNED,
    "doctor.suspicious_labels": ("doctor.overfitting",),
    "doctor.large_head": ("doctor.overfitting",),
    "doctor.class_ignored": ("doctor.stuck_at_chance", "doctor.underfitting"),
    "doctor.stuck_at_chance": ("doctor.underfitting",),
}  # fmt: skip


def diagnose(checkup: Checkup) -> tuple[Finding, ...]:
    """What is wrong with a training, most serious first; nothing where all is well."""
    checkup = _with_chance(checkup)
    found = [finding for rule in RULES for finding in rule(checkup)]
    told: list[Finding] = []
    effects = {id(effect) for cause in found for effect in found if _brings_about(cause, effect, found)}
    for finding in found:
        if id(finding) not in effects:
            told.append(_with_consequences(finding, found))
    return tuple(told)


def _with_chance(checkup: Checkup) -> Checkup:
    """Where the loss of chance was not written down (a run of before, or killed early): the entropy of the classes."""
    counts = checkup.data.class_counts.get("train", {})
    rows = sum(counts.values())
    plain = checkup.loss == "cross-entropy" and not checkup.settings.get("label_smoothing")
    if checkup.chance is not None or checkup.task != "classify" or not plain or not rows:
        return checkup
    shares = [count / rows for count in counts.values() if count]
    entropy = -sum(share * math.log(share) for share in shares)
    return checkup.model_copy(update={"chance": Chance(loss=entropy, how="class-shares", rows=rows)})


def _with_consequences(cause: Finding, found: list[Finding]) -> Finding:
    """The cause with all that follows from it, over any number of links."""
    reached, todo = [], [cause]
    while todo:
        link = todo.pop(0)
        for effect in found:
            if effect is not cause and effect not in reached and _brings_about(link, effect, found):
                reached.append(effect)
                todo.append(effect)
    return cause.model_copy(update={"consequences": (*cause.consequences, *reached)})


def _brings_about(cause: Finding, effect: Finding, found: list[Finding]) -> bool:
    """Whether one fault explains another: by its kind, and because it was there first.

    Of two that could each explain the other, the earlier one does; of equally early ones the more serious.
    """
    if effect.code not in FOLLOWS.get(cause.code, ()):
        return False
    if effect.code not in _AT_THE_END and (cause.since or 0) > (effect.since or 0):
        return False
    mutual = cause.code in FOLLOWS.get(effect.code, ()) and (cause.since or 0) == (effect.since or 0)
    return not mutual or found.index(cause) < found.index(effect)
