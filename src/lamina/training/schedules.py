"""Learning-rate schedules: pure functions of the step, so that a resumed run needs no scheduler state.

    constant    lr
    step        lr, a tenth of it from half of the epochs on, a hundredth from three quarters on (He et al. 2016)
    cosine      lr (1 + cos(pi t)) / 2, t from 0 to 1 (Loshchilov & Hutter 2017, without restarts)
    one-cycle   from lr/25 up to lr over the first 30 %, then down to lr/250000, both halves cosines
                (Smith & Topin 2018; the form of torch's OneCycleLR; the momentum stays as it is)

Warm-up (Goyal et al. 2017) rises linearly before the schedule, which then runs over the remaining steps.
"""

import math
from collections.abc import Callable

from lamina.core.config import OptimConfig
from lamina.core.errors import InputError, warn

Rate = Callable[[int], float]
RISE, START, END = 0.3, 25.0, 250_000.0


def schedule(config: OptimConfig, total_steps: int, steps_per_epoch: int) -> Rate:
    """step (from 0, over the whole training) -> learning rate, for total_steps = epochs * steps_per_epoch.

    optim.learning_rate and optim.schedule are resolved (not "auto"). Warm-up with one-cycle warns: it has its own.
    """
    if config.learning_rate == "auto" or config.schedule == "auto":
        raise InputError(
            "training.unresolved", setting="learning_rate" if config.learning_rate == "auto" else "schedule"
        )
    peak = float(config.learning_rate)
    if config.schedule == "one-cycle":
        if config.warmup_epochs:
            warn("training.setting_ignored", setting="warmup_epochs", reason="one-cycle")
        return lambda step: one_cycle(peak, step, total_steps)
    warm = min(round(config.warmup_epochs * steps_per_epoch), total_steps)
    after = _after_warmup(config.schedule, peak, max(1, total_steps - warm), steps_per_epoch)
    return lambda step: peak * (step + 1) / (warm + 1) if step < warm else after(step - warm)


def _after_warmup(name: str, peak: float, steps: int, steps_per_epoch: int) -> Rate:
    if name == "cosine":
        return lambda step: peak * (1 + math.cos(math.pi * min(step / steps, 1.0))) / 2
    if name == "step":
        epochs = max(1, math.ceil(steps / steps_per_epoch))
        return lambda step: peak * 0.1 ** sum(step // steps_per_epoch >= share * epochs for share in (0.5, 0.75))
    return lambda step: peak


def one_cycle(peak: float, step: int, total_steps: int) -> float:
    """The one-cycle rate at a step; the peak is reached at step 0.3 * total - 1, the end at the last step."""
    summit, last = max(RISE * total_steps - 1, 0.0), max(total_steps - 1, 1)
    if step <= summit:
        return _cosine(peak / START, peak, step / summit if summit else 1.0)
    return _cosine(peak, peak / END, min((step - summit) / (last - summit), 1.0))


def _cosine(begin: float, end: float, share: float) -> float:
    return end + (begin - end) * (1 + math.cos(math.pi * share)) / 2
