"""What is learned of texts step by step: the class of each token, or what the next token is.

    logits (B, L, V), target int64 (B, L), -1 where nothing is scored       cross entropy of the scored tokens

The loss of a batch is the mean over its scored tokens, not over its rows: a long text counts more than a short one.
Perplexity is exp(nats per token), so it is per token and depends on how the text was cut; bits per character,
nats / ln 2 / characters, does not.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError, warn
from lamina.core.spec import DataSpec

UNSCORED = -1  # the target of a step that nothing is asked of: padding, or what was given
LOSS = "cross-entropy"


class Tokens:
    """One of V classes at each step. loss: logits (B, L, V), target int64 (B, L), -1 where nothing is scored.

    label_smoothing e: the target becomes (1 - e) onehot + e / V; it is part of the loss, not of the perplexity.
    foretells: what is asked is the next token, which gives a perplexity. characters: (V,) how many characters each
    token writes, which gives bits per character.
    tally: (tokens answered right, tokens, nats, characters), float64; row weights count in the loss alone.
    """

    divides = True
    loss_name = LOSS

    def __init__(
        self, name: str, label_smoothing: float = 0.0, foretells: bool = True, characters: Tensor | None = None
    ) -> None:
        self.name, self._smoothing, self._foretells, self._characters = name, label_smoothing, foretells, characters

    def loss(self, output: Tensor, batch: Batch) -> tuple[Tensor, Tensor | float]:
        """(sum over the scored tokens of their row's weight times their loss, sum of these weights)."""
        logits, target = _flat(output, batch.target)
        scored = target != UNSCORED
        if batch.weight is None:
            count = scored.sum()
            total = F.cross_entropy(
                logits, target, ignore_index=UNSCORED, reduction="sum", label_smoothing=self._smoothing
            )
            return total, float(count.item()) if count.is_cpu else count
        losses = F.cross_entropy(
            logits, target, ignore_index=UNSCORED, reduction="none", label_smoothing=self._smoothing
        )
        weight = batch.weight.repeat_interleave(batch.target.shape[1]) * scored
        count = weight.sum()
        return (losses * weight).sum(), count.item() if count.is_cpu else count

    @torch.no_grad()
    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """(right, tokens, nats, characters) as float64 (4,); nats and characters are 0 where nobody asks for them."""
        logits, target = _flat(output, batch.target)
        scored = target != UNSCORED
        zero = torch.zeros((), dtype=torch.float64, device=target.device)
        nats, characters = zero, zero
        if self._foretells:
            nats = F.cross_entropy(logits, target, ignore_index=UNSCORED, reduction="sum").to(zero.dtype)
        if self._characters is not None:
            if self._characters.device != target.device:
                self._characters = self._characters.to(target.device)
            characters = self._characters[target[scored]].sum().to(zero.dtype)
        right = (logits.argmax(dim=1) == target).sum()
        return torch.stack((right.to(zero.dtype), scored.sum().to(zero.dtype), nats, characters))

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """{"accuracy": share of the tokens answered right}; of what comes next before it "perplexity" (per token), and

        before that, where the tokens' characters are known, "bits_per_character".
        """
        right, tokens, nats, characters = tally.tolist()
        found: dict[str, float] = {}
        if self._characters is not None:
            found["bits_per_character"] = bits_per_character(nats, characters)
        if self._foretells:
            found["perplexity"] = perplexity(nats, tokens)
        return {**found, "accuracy": right / tokens if tokens else math.nan}


def perplexity(nats: float, tokens: float) -> float:
    """exp(nats / tokens): so many equally likely tokens would surprise as much; NaN without tokens."""
    return math.exp(min(nats / tokens, 700.0)) if tokens else math.nan


def bits_per_character(nats: float, characters: float) -> float:
    """nats / ln 2 / characters; NaN without characters."""
    return nats / math.log(2.0) / characters if characters else math.nan


def make_token_task(
    spec: DataSpec, config: TaskConfig, *, characters: Tensor | None = None, label_smoothing: float = 0.0
) -> Tokens:
    """The task of a spec whose network answers at each step. A loss that does not fit is refused.

    characters: (V,) of each token, for bits per character. label_smoothing: what "auto" means here.
    """
    if config.loss not in ("auto", LOSS):
        raise InputError("training.loss_does_not_fit", loss=config.loss, task=spec.task, fitting=LOSS)
    if config.class_weights != "none":
        warn("training.setting_ignored", setting="class_weights", reason="tokens")
    smoothing = label_smoothing if config.label_smoothing == "auto" else config.label_smoothing
    return Tokens(spec.task, smoothing, spec.task != "tag", characters)


def _flat(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """(B, L, V) and (B, L) as (B * L, V), in float32 or more, and (B * L,)."""
    if output.ndim != 3 or output.shape[:2] != target.shape:
        expected = [*target.shape, "V"]
        raise InputError("networks.output_shape", shape=list(output.shape), expected=expected)
    logits = output.float() if output.dtype in (torch.bfloat16, torch.float16) else output
    return logits.flatten(0, 1), target.flatten()
