"""Learning-rate schedules: pure functions of how far the training is, so that a resumed run needs no scheduler state.

    constant    lr
    step        lr, a tenth of it from half of the training on, a hundredth from three quarters on (He et al. 2016)
    cosine      lr (1 + cos(pi t)) / 2, t from 0 to 1 (Loshchilov & Hutter 2017, without restarts)
    linear      lr (1 - t), t from 0 to 1, never under lr/10000 (Mikolov et al. 2013, as their program has it)
    one-cycle   from lr/25 up to lr over the first 30 %, then down to lr/250000, both halves cosines
                (Smith & Topin 2018; the form of torch's OneCycleLR; the momentum stays as it is)
    inverse-sqrt  lr min(s / w, sqrt(w / s)), s the step from 1 and w the steps of the warm-up: Vaswani et al. 2017,
                equation 3, whose peak is lr here (there 1 / sqrt(D w))

How far is a share from 0 to 1: of all steps, or of the time under a time budget (training.budget).
Warm-up (Goyal et al. 2017) rises linearly by the step, and stands over the schedule until it meets it.
"""

import math
from collections.abc import Callable

from lamina.core.config import OptimConfig
from lamina.core.errors import InputError, warn

Rate = Callable[[float, int], float]
RISE, START, END = 0.3, 25.0, 250_000.0
LINEAR_END = 1e-4  # of the largest rate


def schedule(config: OptimConfig, total_steps: int, steps_per_epoch: int) -> Rate:
    """(share of the training done before the step, step from 0 over the whole training) -> learning rate.

    total_steps: epochs * steps_per_epoch. optim.learning_rate and optim.schedule are resolved (not "auto").
    Warm-up with one-cycle warns: it has its own.
    """
    if config.learning_rate == "auto" or config.schedule == "auto":
        raise InputError(
            "training.unresolved", setting="learning_rate" if config.learning_rate == "auto" else "schedule"
        )
    peak, name, width = float(config.learning_rate), config.schedule, 1 / total_steps
    warmup_epochs = 0.0 if config.warmup_epochs == "auto" else config.warmup_epochs
    if name == "one-cycle":
        if warmup_epochs:
            warn("training.setting_ignored", setting="warmup_epochs", reason="one-cycle")
        return lambda share, step: one_cycle(peak, share, width)
    warm = round(warmup_epochs * steps_per_epoch)
    if name == "inverse-sqrt":
        return lambda share, step: inverse_sqrt(peak, step, max(1, warm))
    return lambda share, step: min(falling(name, peak, share), peak * (step + 1) / (warm + 1))


def falling(name: str, peak: float, share: float) -> float:
    """The rate of constant, step, cosine and linear at a share of the training."""
    if name == "cosine":
        return peak * (1 + math.cos(math.pi * min(share, 1.0))) / 2
    if name == "linear":
        return peak * max(1 - share, LINEAR_END)
    if name == "step":
        return peak * 0.1 ** ((share >= 0.5) + (share >= 0.75))
    return peak


def inverse_sqrt(peak: float, step: int, warm: int) -> float:
    """The rate of the Transformer's paper in a step from 0: linear to the peak in `warm` steps, then as 1 / sqrt."""
    return peak * min((step + 1) / warm, math.sqrt(warm / (step + 1)))


def one_cycle(peak: float, share: float, width: float) -> float:
    """The one-cycle rate; the first step begins at share 0, and the last one, of this width, at 1 - width.

    The peak is reached by the step that ends at 0.3, as in torch.
    """
    summit, last = max(RISE - width, 0.0), 1.0 - width
    if share <= summit:
        return _cosine(peak / START, peak, share / summit if summit else 1.0)
    return _cosine(peak, peak / END, min((share - summit) / (last - summit), 1.0) if last > summit else 1.0)


def _cosine(begin: float, end: float, share: float) -> float:
    return end + (begin - end) * (1 + math.cos(math.pi * share)) / 2
