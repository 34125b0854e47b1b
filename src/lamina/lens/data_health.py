"""What a network takes in and what it answers for some rows, for a reading of a training's health."""

import contextlib
import math
from collections.abc import Callable

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.health import AnswerHealth, InputHealth
from lamina.lens.moments import moments_by_unit, row_std, some_rows, spread

MOST_ANSWERS = 4096  # tokens whose answers are looked at
MORE_PADDING = (4, 1)  # tokens by which rows are padded to see whether that moves the answers
UNSCORED = -1
READ = (("tokens", "lengths"), ("source", "source_lengths"))  # inputs of texts: token ids, and how long each is
WRITTEN = ("written", "target_in")  # what is written so far, beside what is to come


def input_health(name: str, values: Tensor, mask: Tensor | None) -> InputHealth:
    """One input of the network, (B, ...). mask: (B, L), true where tokens are no padding."""
    whole = not values.is_floating_point()
    share = None if mask is None else float((~mask).float().mean())
    if whole or values.dim() < 2 or not values.numel():
        return InputHealth(
            name=name, integer=whole, spread=spread(values), features=math.prod(values.shape[1:]), padding_share=share
        )
    axis = 1 if values.dim() == 4 else values.dim() - 1
    means, variances = moments_by_unit(some_rows(values).float(), axis)
    stds = variances.sqrt()
    away = means.abs() / stds.clamp(min=1e-12)
    varied = stds > 0
    return InputHealth(
        name=name, integer=False, spread=spread(values), features=len(stds), feature_means=_ends(means),
        feature_stds=_ends(stds), widest=int(stds.nan_to_num(0.0).argmax()),
        farthest=int((away.nan_to_num(0.0) * varied).argmax()), constant=int((~varied).sum()), padding_share=share,
    )  # fmt: skip


def padding_masks(batch: Batch) -> dict[str, Tensor]:
    """Of inputs that are tokens: true where a row has no padding, (B, L), as far as the batch says it."""
    found = {}
    name, lengths_name = token_names(batch.inputs)
    if name:
        tokens, lengths = batch.inputs[name], batch.inputs[lengths_name]
        found[name] = torch.arange(tokens.shape[1], device=tokens.device) < lengths[:, None]
    for written in WRITTEN:
        if written in batch.inputs and batch.target.shape == batch.inputs[written].shape:
            found[written] = batch.target != UNSCORED
    return found


def token_names(inputs: dict[str, Tensor]) -> tuple[str, str]:
    """Names of the token ids (B, L) that are read, and of their lengths (B,); "" where there are none."""
    for names in READ:
        tokens, lengths = (inputs.get(name) for name in names)
        if tokens is not None and lengths is not None and tokens.dim() == 2 and not tokens.is_floating_point():
            return names
    return "", ""


def padding_effect(answers: Callable[[dict[str, Tensor]], Tensor], inputs: dict[str, Tensor]) -> float | None:
    """How far the answers move when tokens get more padding (id 0) while lengths stay, in units of the answers' std.

    answers: the network's main output for inputs. None without such inputs, or where longer rows do not fit in.
    """
    name, lengths = token_names(inputs)
    if not name:
        return None
    tokens = inputs[name]
    before, after = answers(inputs), None
    for more in MORE_PADDING:
        longer = torch.cat((tokens, tokens.new_zeros(len(tokens), more)), dim=1)
        with contextlib.suppress(Exception):  # positions end here: whatever a user's module raises
            after = answers({**inputs, name: longer})
            break
    if after is None:
        return None
    if before.dim() == 3 and after.dim() == 3:
        after = after[:, : before.shape[1]]
    if before.shape != after.shape:
        return None
    moved = (after - before).float()
    if before.dim() == 3:  # what is answered within padding counts for nothing
        real = torch.arange(before.shape[1], device=before.device) < inputs[lengths][:, None]
        for written in WRITTEN:
            real = inputs[written] != 0 if written in inputs else real
        moved, before = moved[real], before[real]
    return float(moved.square().mean().sqrt() / before.float().std().clamp(min=1e-12))


def answer_health(output: Tensor, batch: Batch, classifies: bool) -> AnswerHealth | None:
    """What the network gave: logits (B, K), (B, L, V) at each step, or numbers (B, Y). classifies: not numbers."""
    logits, target = output.detach().float(), batch.target
    if logits.dim() == 3 and target.dim() == 2 and not target.is_floating_point():
        scored = (target != UNSCORED).reshape(-1).nonzero().flatten()
        scored = scored[:: max(1, len(scored) // MOST_ANSWERS)]
        logits, target = logits.flatten(0, 1)[scored], target.flatten()[scored]
    if not logits.numel() or logits.dim() < 2:
        return None
    figures: dict[str, object] = {
        "logits": spread(logits),
        "row_std": row_std(logits),
    }
    if classifies and logits.shape[1] > 1 and _are_shares(target):
        figures |= _of_classes(logits, target)
    elif classifies:
        chances = logits.sigmoid()
        bits = torch.special.entr(chances) + torch.special.entr(1 - chances)
        figures["entropy"] = float(bits.mean()) / math.log(2.0)
        if target.shape == logits.shape:
            figures["accuracy"] = float(((logits > 0) == (target > 0.5)).float().mean())
    elif target.is_floating_point():
        figures["target_std"] = row_std(target.float())
    return AnswerHealth.model_validate(figures)


def _of_classes(logits: Tensor, target: Tensor) -> dict[str, object]:
    """Entropy, the commonest answer, and the share that is right (of a mixture: its largest class)."""
    entropy = torch.special.entr(logits.softmax(dim=1)).sum(dim=1).mean()
    answers = logits.argmax(dim=1)
    counts = torch.bincount(answers)
    right = target if target.dim() == 1 else target.argmax(dim=1)
    return {
        "entropy": float(entropy) / math.log(logits.shape[1]), "most_answered": float(counts.max()) / len(answers),
        "answer": int(counts.argmax()), "accuracy": float((answers == right).float().mean()),
    }  # fmt: skip


def _are_shares(target: Tensor) -> bool:
    """Class numbers, or shares of classes that sum to 1 in each row."""
    if not target.is_floating_point():
        return target.dim() == 1
    return target.dim() == 2 and bool(torch.allclose(target.sum(dim=1), target.new_ones(len(target)), atol=1e-4))


def _ends(values: Tensor) -> tuple[float, float, float]:
    """Smallest, median, largest."""
    return float(values.min()), float(values.median()), float(values.max())
