"""Update rules: how the weights move along the gradient g; w <- w - lr * ..., one step for all parameters.

    sgd        g                                            Robbins & Monro 1951
    momentum   v <- m v + g;  v                             Polyak 1964
    nesterov   v <- m v + g;  g + m v                       Nesterov 1983, as in Sutskever et al. 2013
    adagrad    g / sqrt(sum g^2)                            Duchi et al. 2011
    rmsprop    v <- m v + g / sqrt(mean g^2);  v            Hinton's lecture 6e (m = 0), momentum as in Graves 2013
    adam       m1 / sqrt(m2), both without bias             Kingma & Ba 2015
    adamw      as adam; the decay apart from the gradient   Loshchilov & Hutter 2019

Gradient descent over all rows, stochastic and mini-batch are `sgd` with --batch-size full, 1 and N.
Weight decay is the papers': d * w is added to the gradient (L2), in adamw lr * d * w is taken from the weight.
It acts on all parameters alike, biases and norms too, as in torch.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from lamina.core.config import OptimConfig
from lamina.core.errors import InputError, warn

MOMENTUM_USERS = ("momentum", "nesterov", "rmsprop")
BETA_USERS, BETA2 = ("adam", "adamw"), 0.999


def make_optimizer(
    network: nn.Module, config: OptimConfig, groups: Sequence[tuple[list[nn.Parameter], float]] | None = None
) -> torch.optim.Optimizer:
    """The optimizer of a resolved config over the network's trainable parameters.

    groups: parameters, and the factor of their learning rate; without them all have the same. One fused kernel updates
    all of them where torch has one (far faster for small networks). A momentum that the rule does not use warns.
    Raises InputError for "auto" and for a network without trainable parameters.
    """
    for setting in ("optimizer", "learning_rate", "weight_decay"):
        if getattr(config, setting) == "auto":
            raise InputError("training.unresolved", setting=setting)
    trainable = [parameter for parameter in network.parameters() if parameter.requires_grad]
    if not trainable:
        raise InputError("training.no_parameters")
    parameters: Any = trainable
    if groups is not None:
        parameters = [{"params": owned, "factor": factor} for owned, factor in groups]
    if config.momentum != OptimConfig.model_fields["momentum"].default and config.optimizer not in MOMENTUM_USERS:
        warn("training.setting_ignored", setting="momentum", reason=config.optimizer)
    rate, decay, device = float(config.learning_rate), float(config.weight_decay), trainable[0].device.type
    betas = (0.9, BETA2 if config.beta2 == "auto" else config.beta2)
    if config.beta2 not in ("auto", BETA2) and config.optimizer not in BETA_USERS:
        warn("training.setting_ignored", setting="beta2", reason=config.optimizer)
    fused = device in ("cpu", "cuda", "mps")
    match config.optimizer:
        case "sgd":
            return torch.optim.SGD(parameters, lr=rate, weight_decay=decay, fused=fused)
        case "momentum":
            return torch.optim.SGD(parameters, lr=rate, momentum=config.momentum, weight_decay=decay, fused=fused)
        case "nesterov":
            if config.momentum == 0:
                raise InputError("training.nesterov_momentum")
            return torch.optim.SGD(
                parameters, lr=rate, momentum=config.momentum, nesterov=True, weight_decay=decay, fused=fused
            )
        case "adagrad":
            return torch.optim.Adagrad(parameters, lr=rate, weight_decay=decay, fused=device == "cpu")
        case "rmsprop":
            return torch.optim.RMSprop(parameters, lr=rate, momentum=config.momentum, weight_decay=decay, foreach=True)
        case "adam":
            return torch.optim.Adam(parameters, lr=rate, betas=betas, weight_decay=decay, fused=fused)
        case _:
            return torch.optim.AdamW(parameters, lr=rate, betas=betas, weight_decay=decay, fused=fused)
