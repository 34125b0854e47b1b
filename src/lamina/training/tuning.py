"""How the stages of a network learn: which from which epoch, and how fast.

Gradual unfreezing (Howard & Ruder 2018, Universal language model fine-tuning for text classification, section 3.3): the
head learns alone at first, and every few epochs one more stage before it joins in. A rate for each stage (section 3.2
there, discriminative fine-tuning): that of the head times decay^distance, or as it is given by name.

All is a function of the epoch and the configuration: a resumed run needs no state for it. What is frozen is in
evaluation mode (batch norm's running statistics stand still, dropout is off) and has no gradient, so that an optimizer
neither moves it, by weight decay or momentum, nor keeps a state for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import nn

from lamina.core.errors import InputError, nearest
from lamina.training.stages import Stage, parameters_of


@dataclass(frozen=True)
class Tuning:
    """Stages from the input to the head; factors: of each stage's learning rate, 1 for the full one.

    unfreeze_every: epochs until one more stage learns; None: all learn from the beginning.
    """

    stages: tuple[Stage, ...]
    factors: tuple[float, ...]
    unfreeze_every: int | None = None

    def first_epoch(self, number: int) -> int:
        """The epoch, from 0, in which stage `number` (0 at the input) begins to learn."""
        return 0 if self.unfreeze_every is None else (len(self.stages) - 1 - number) * self.unfreeze_every

    def learning(self, epoch: int) -> tuple[str, ...]:
        """Names of the stages that learn in an epoch (from 0), the head last."""
        return tuple(stage.name for number, stage in enumerate(self.stages) if self.first_epoch(number) <= epoch)

    def begins(self, num_epochs: int) -> dict[str, int | None]:
        """Stage -> the epoch, from 1, from which it learns, the head first; None where so many epochs never reach it."""
        first = {stage.name: self.first_epoch(number) + 1 for number, stage in enumerate(self.stages)}
        return {name: epoch if epoch <= num_epochs else None for name, epoch in reversed(first.items())}

    def begin_epoch(self, network: nn.Module, epoch: int) -> None:
        """Training mode and gradients for the stages that learn in this epoch (from 0), evaluation mode for the others."""
        network.train()
        if self.unfreeze_every is None:
            return
        parameters = parameters_of(network, self.stages)
        for number, (stage, owned) in enumerate(zip(self.stages, parameters, strict=True)):
            learns = self.first_epoch(number) <= epoch
            for parameter in owned:
                parameter.requires_grad_(learns)
                parameter.grad = None
            if not learns:
                for path in stage.modules:
                    network.get_submodule(path).eval()

    def groups(self, network: nn.Module) -> list[tuple[list[nn.Parameter], float]]:
        """Parameters and the factor of their learning rate, for an optimizer.

        Stages that begin together and share a factor are one group. Torch's fused momentum wants all parameters of a
        group to take their first step together.
        """
        shared: dict[tuple[int, float], list[nn.Parameter]] = {}
        for number, (owned, factor) in enumerate(zip(parameters_of(network, self.stages), self.factors, strict=True)):
            group = shared.setdefault((self.first_epoch(number), factor), [])
            group.extend(item for item in owned if item.requires_grad)
        return [(owned, factor) for (_, factor), owned in shared.items() if owned]


def stage_factors(
    stages: tuple[Stage, ...], learning_rate: float, decay: float, rates: Mapping[str, float]
) -> tuple[float, ...]:
    """Factor of each stage's learning rate: decay^(distance from the head), or the rate that is given by its name.

    Raises InputError for a name that no stage has, with the nearest.
    """
    names = [stage.name for stage in stages]
    for name in rates:
        if name not in names:
            raise InputError("training.unknown_stage", stage=name, nearest=nearest(name, names), names=", ".join(names))
    last = len(stages) - 1
    return tuple(
        rates[name] / learning_rate if name in rates else decay ** (last - number) for number, name in enumerate(names)
    )
