"""English sentences of `training`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_TASKS = {"classify": "a classification", "labels": "a task of several labels", "regress": "a regression"}
_SETTINGS = {
    "label_smoothing": "--label-smoothing", "class_weights": "--class-weights", "momentum": "--momentum",
    "warmup_epochs": "--warmup-epochs", "patience": "--patience",
}  # fmt: skip
_REASONS = {
    "regress": "the task is a regression, which has no classes",
    "labels": "the task has several labels",
    "one-cycle": "the one-cycle schedule has its own warm-up",
    "no-validation": "there are no validation rows to watch",
}


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
    remedy = "" if v["what"] in ("input", "target") else " Try a smaller --learning-rate, or --clip-norm 1."
    part = "validation loss" if v["part"] == "validation" else "loss"
    return f"The {part} stopped being a finite number at epoch {v['epoch']}, step {v['step']}: {where}.{remedy} The last good checkpoint is kept."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "training.not_finite": _not_finite,
    "training.unresolved": 'The setting "{setting}" is still "auto"; it must have a value before training begins.',
    "training.no_batches": "There is no batch to learn from: {rows} rows, and the last, short batch is left out. Use a smaller --batch-size or keep the short batch.",
    "training.no_parameters": "The network has no trainable weights, so there is nothing to train.",
    "training.batch_norm_one_row": 'Batch norm (layer "{layer}") needs at least 2 rows in a batch to have a variance. Use --batch-size 2 or more, or a network without batch norm.',
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
