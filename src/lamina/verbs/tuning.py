"""Stages that learn one after the other, or at rates of their own: what the configuration asks of a network."""

from collections.abc import Sequence

from torch import nn

from lamina.core.config import RunConfig
from lamina.core.errors import InputError, warn
from lamina.core.events import Announcement, Listener
from lamina.networks.head import head_tensors
from lamina.training.session import Trained
from lamina.training.stages import stages_of
from lamina.training.tuning import Tuning, stage_factors
from lamina.verbs.network import Blueprint


def tuning_of(config: RunConfig, blueprint: Blueprint, network: nn.Module) -> Tuning | None:
    """How the network's stages learn; None where all learn alike. The configuration's rate is resolved.

    Raises InputError: a stage that the network has not, or nothing before the head to unfreeze.
    """
    optim, gradual = config.optim, config.network.freeze == "gradual"
    own_rates = optim.stage_rate_decay != 1.0 or bool(optim.stage_rates)
    if config.network.freeze == "features" or not (gradual or own_rates):
        return None
    heads = head_tensors(blueprint.name, blueprint.arguments) if blueprint.row else ()
    stages = stages_of(network, heads)
    if gradual and len(stages) < 2:
        raise InputError("training.one_stage", network=blueprint.name)
    factors = stage_factors(stages, float(optim.learning_rate), optim.stage_rate_decay, optim.stage_rates)
    return Tuning(stages, factors, config.network.unfreeze_every if gradual else None)


def tell_unused(config: RunConfig) -> None:
    """Warn of settings of stages that have no effect."""
    freeze, optim = config.network.freeze, config.optim
    unused = {
        "unfreeze_every": freeze != "gradual" and config.network.unfreeze_every != 1,
        "stage_rate_decay": freeze == "features" and optim.stage_rate_decay != 1.0,
        "stage_rates": freeze == "features" and bool(optim.stage_rates),
    }
    for setting, found in unused.items():
        if found:
            warn("training.setting_ignored", setting=setting, reason="all-at-once" if freeze == "none" else "features")


def tuning_announcements(config: RunConfig, tuning: Tuning | None) -> tuple[Announcement, ...]:
    """Which stages learn from which epoch, and at which rates, before the first step."""
    if tuning is None:
        return ()
    told: list[Announcement] = []
    if tuning.unfreeze_every is not None:
        told.append(Announcement("training.unfreezing", {"begins": tuning.begins(int(config.loop.epochs))}))
    if any(factor != 1.0 for factor in tuning.factors):
        rate = float(config.optim.learning_rate)
        rates = {stage.name: rate * factor for stage, factor in zip(tuning.stages, tuning.factors, strict=True)}
        told.append(Announcement("training.stage_rates", {"rates": dict(reversed(rates.items()))}))
    return tuple(told)


def tell_learned(tuning: Tuning | None, trained: Trained, listeners: Sequence[Listener]) -> None:
    """Which stages learned, once the training is over: it may have ended before all were unfrozen."""
    if tuning is None or tuning.unfreeze_every is None:
        return
    facts = {"begins": tuning.begins(len(trained.history)), "best": trained.best_epoch}
    for listener in listeners:
        listener.hear(Announcement("training.unfrozen", facts))
