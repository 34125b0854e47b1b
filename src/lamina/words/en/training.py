"""English sentences of `training`: code -> sentence with {parameters}, or a function of the parameters."""

import shlex
from collections.abc import Callable
from typing import Any

from lamina.words.numbers import SMALL_RATE, slower_rate

_TASKS = {
    "classify": "a classification", "labels": "a task of several labels", "regress": "a regression",
    "tag": "tagging", "language": "a language model", "translate": "translation",
}  # fmt: skip
_SETTINGS = {
    "label_smoothing": "--label-smoothing", "class_weights": "--class-weights", "momentum": "--momentum",
    "warmup_epochs": "--warmup-epochs", "patience": "--patience", "unfreeze_every": "--unfreeze-every",
    "stage_rate_decay": "--stage-rate-decay", "stage_rates": "--stage-rates",
    "optimizer": "--optimizer", "weight_decay": "--weight-decay", "clip_norm": "--clip-norm",
    "accumulate": "--accumulate", "precision": "--precision",
}  # fmt: skip
_REASONS = {
    "own-gradient": "this network learns by plain gradient steps on the rows that a batch touches",
    "regress": "the task is a regression, which has no classes",
    "labels": "the task has several labels",
    "tokens": "the task is about tokens, which all count alike",
    "one-cycle": "the one-cycle schedule has its own warm-up",
    "no-validation": "there are no validation rows to watch",
    "all-at-once": "it belongs to --freeze gradual, and here all stages learn from the beginning",
    "features": "with --freeze features the head alone learns, at --learning-rate",
}


def smaller_steps(v: dict[str, Any]) -> str:
    """What to do about a loss that became NaN: resuming would meet the same numbers again."""
    if v["what"] in ("input", "target"):
        return ""
    rate, clipped = v.get("learning_rate"), v.get("clipped")
    again = "`lamina resume` would meet the same numbers."
    if rate and rate <= SMALL_RATE:
        remedy = "Look for very large values in the data (`lamina data`)"
        if not clipped:
            remedy = f"Use `lamina train` again, with --clip-norm 1, and look for very large values in the data (`lamina data`): the learning rate, {rate:.3g}, is small already"
        return f" {remedy}; {again}"
    slower = f"--learning-rate {slower_rate(rate):.3g} (it was {rate:.3g})" if rate else "a smaller --learning-rate"
    return f" Use `lamina train` again, with {slower}{'' if clipped else ', or with --clip-norm 1'}; {again}"


def _not_finite(v: dict[str, Any]) -> str:
    layer = v["layer"]
    where = {
        "input": f'the input "{layer}" of that batch already has values that are not finite. Check the data (`lamina data`)',
        "target": "the target of that batch already has values that are not finite. Check the data (`lamina data`)",
        "weights": f"the weights of layer {layer} were spoilt by the update before",
        "output": f"the first value that is not finite is in the output of layer {layer}",
        "gradient": f"the first gradient that is not finite is that of layer {layer}",
        "loss": "the network's output is finite, the loss itself is not",
    }[v["what"]]
    remedy = smaller_steps(v)
    part = "validation loss" if v["part"] == "validation" else "loss"
    doctor = f" What led to it: lamina doctor {shlex.quote(v['run'])}" if v.get("run") else ""
    return f"The {part} stopped being a finite number at epoch {v['epoch']}, step {v['step']}: {where}.{remedy} The last good checkpoint is kept.{doctor}"


def _stages(v: dict[str, Any], learn: str, never: str) -> str:
    """fc from epoch 1, layer4 from 2; never: conv1."""
    first, *others = [(name, epoch) for name, epoch in v["begins"].items() if epoch is not None]
    idle = [name for name, epoch in v["begins"].items() if epoch is None]
    told = ", ".join([f"{first[0]} from epoch {first[1]}", *(f"{name} from {epoch}" for name, epoch in others)])
    return f"{learn}: {told}." + (f" {never}: {', '.join(idle)}." if idle else "")


def _unfrozen(v: dict[str, Any]) -> str:
    told = _stages(v, "Stages that learned", "Never trained")
    held = [name for name, epoch in v["begins"].items() if epoch is not None and epoch > v["best"]]
    late = f" The weights kept are those of epoch {v['best']}, before {', '.join(held)} learned." if held else ""
    return told + late


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "training.unknown_stage": lambda v: (
        f'The network has no stage "{v["stage"]}" (--stage-rates).'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
        + f" Its stages, the head last: {v['names']}."
    ),
    "training.one_stage": "{network} has one stage only, so there is nothing to unfreeze gradually: use --freeze none.",
    "training.unfreezing": lambda v: _stages(v, "Stages learn one after the other", "Too few epochs, never trained"),
    "training.unfrozen": _unfrozen,
    "training.stage_rates": lambda v: (
        "Learning rates of the stages: " + ", ".join(f"{name} {rate:.3g}" for name, rate in v["rates"].items()) + "."
    ),
    "training.not_finite": _not_finite,
    "training.unresolved": 'The setting "{setting}" is still "auto"; it must have a value before training begins.',
    "training.no_batches": "There is no batch to learn from: {rows} rows, and the last, short batch is left out. Use a smaller --batch-size or keep the short batch.",
    "training.no_parameters": "The network has no trainable weights, so there is nothing to train.",
    "training.accumulate_batch_norm": 'Batch norm (layer "{layer}") sees each of the {accumulate} accumulated batches alone, so the result differs from one large batch.',
    "training.setting_ignored": lambda v: (
        f"{_SETTINGS[v['setting']]} has no effect: {_REASONS.get(v['reason'], 'the optimizer ' + v['reason'] + ' does not use it')}."
    ),
    "training.nesterov_momentum": "The optimizer nesterov needs a --momentum above 0 (usually 0.9); with 0 it is plain sgd.",
    "training.loss_does_not_fit": lambda v: (
        f'The loss "{v["loss"]}" does not fit {_TASKS[v["task"]]}. These do: {v["fitting"]}.'
    ),
    "training.loss_two_classes": 'The loss "{loss}" is for two classes, and the target has {classes}. Use --loss cross-entropy.',
    "training.no_checkpoint": "There is no checkpoint in {path}: the run stopped before the first one. Train it anew.",
    "training.checkpoint_damaged": "The checkpoint {path} cannot be used ({detail}): it is damaged, or not of this run.",
    "training.other_optimizer": "The checkpoint was made with the optimizer {saved}, not {optimizer}. Resume with the settings of the run.",
    "training.other_machine": "The run was started with another {what} ({before}; now {now}): the result may differ in the last bits from a run that was never interrupted.",
}
