"""The task of prepared data: its loss and metrics, and what the classes weigh."""

import torch
from torch import Tensor

from lamina.core.config import TaskConfig
from lamina.core.contracts import Task
from lamina.data.prepared import Prepared
from lamina.training.task import make_task


def task_of(prepared: Prepared, config: TaskConfig) -> Task:
    """The task object: loss and metrics. A loss that does not fit the data is refused."""
    scale = prepared.scale_target
    target_scale = None if scale is None else scale.get_buffer("scale")
    return make_task(prepared.spec, config, class_weights=class_weights(prepared, config), target_scale=target_scale)


def class_weights(prepared: Prepared, config: TaskConfig) -> Tensor | None:
    """n / (classes x rows of the class) per class when asked for (mean weight 1 over the training rows), else None."""
    if config.class_weights == "none" or not prepared.spec.classes:
        return None
    target = prepared.parts["train"].target
    counts = torch.bincount(target, minlength=len(prepared.spec.classes)).clamp(min=1)
    return (len(target) / (len(counts) * counts)).float()
