"""How well a model foretells what follows in running text: nats of each window, and scores with intervals from them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lamina.core.batch import Part
from lamina.core.records import Baseline, Evaluation, Note, Score
from lamina.evaluation.intervals import SMALLEST_PART, Measure, bootstrap

VALUES_AT_ONCE = 2**24  # logits of a batch: 64 MB
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Foretold:
    """Sums over the scored tokens of each window, (n,) each. characters: None where tokens do not say how many."""

    nats: Floats
    tokens: Floats
    right: Floats | None  # tokens that the likeliest answer met; None of a baseline
    characters: Floats | None

    def measure(self, rows: NDArray[np.int64] | None = None) -> Measure:
        """The scores of some windows (None: all) by how often each is drawn, (m,) -> name -> value."""
        some = slice(None) if rows is None else rows

        def scores(weight: Floats) -> dict[str, float]:
            nats, tokens = float(weight @ self.nats[some]), float(weight @ self.tokens[some])
            found: dict[str, float] = {}
            if self.characters is not None:
                found["bits_per_character"] = nats / math.log(2) / float(weight @ self.characters[some])
            found["perplexity"] = math.exp(min(nats / tokens, 700.0))
            if self.right is not None:
                found["accuracy"] = float(weight @ self.right[some]) / tokens
            return found

        return scores

    def scores(self) -> dict[str, float]:
        """The scores of all windows: bits per character, perplexity (per token), accuracy of the likeliest token."""
        return self.measure()(np.ones(len(self.nats)))


@torch.no_grad()
def foretell(prepare: nn.Module, network: nn.Module, part: Part, characters: Tensor | None) -> Foretold:
    """What a network says of windows: tokens (n, L), lengths (n,), target (n, L), -1 where nothing is scored.

    characters: (V,) of each token. In evaluation mode, whose modules are put back; on the network's device.
    """
    device = next(network.parameters()).device
    training = [module for module in network.modules() if module.training]
    network.eval()
    size, sums = 1, []
    try:
        start = 0
        while start < len(part):
            raw = [values[start : start + size].to(device) for values in part.inputs.values()]
            output = network(*prepare(*raw))
            logits = (output[0] if isinstance(output, tuple) else output).float()
            sums.append(_sums(logits, part.target[start : start + size].to(device), characters))
            start += size
            size = max(1, min(512, VALUES_AT_ONCE // logits[0].numel()))
    finally:
        for module in training:
            module.training = True
    nats, tokens, right, written = torch.cat(sums, dim=1).cpu().numpy()
    return Foretold(nats, tokens, right, None if characters is None else written)


def _sums(logits: Tensor, target: Tensor, characters: Tensor | None) -> Tensor:
    """(4, B) float64: nats, tokens, right ones, characters."""
    target = target[:, : logits.shape[1]]
    scored = target >= 0
    nats = functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=-1, reduction="none")
    right = (logits.argmax(dim=2) == target) & scored
    written = torch.zeros_like(target) if characters is None else characters.to(target.device)[target.clamp(min=0)]
    columns = (nats.double(), scored.double(), right.double(), (written * scored).double())
    return torch.stack([column.sum(dim=1) for column in columns])


def of_windows(nats: Floats, part: Part, characters: Tensor | None) -> Foretold:
    """What a baseline says, nats of each token of the part's stream but the first (m,), summed up over its windows."""
    first = part.row_ids.numpy()[:, None] + np.arange(part.target.shape[1])
    target = part.target.numpy()
    scored = target >= 0
    each = np.where(scored, nats[first.clip(max=len(nats) - 1)], 0.0)
    written = None
    if characters is not None:
        written = np.where(scored, characters.numpy()[target.clip(min=0)], 0).sum(axis=1).astype(np.float64)
    return Foretold(each.sum(axis=1), scored.sum(axis=1).astype(np.float64), None, written)


def evaluate_windows(
    part: str, found: Foretold, *, baselines: Sequence[Baseline] = (), seed: int = 0, intervals: bool = True,
    notes: Sequence[Note] = (),
) -> Evaluation:  # fmt: skip
    """The evaluation of a part: bits per character decide, where characters can be counted, else the perplexity.

    Intervals: bootstrap over windows.
    """
    values = found.scores()
    drawn = bootstrap(found.measure, len(found.nats), 1, seed) if intervals else {}
    scores = {
        name: Score(value=value, low=drawn.get(name, (None, None))[0], high=drawn.get(name, (None, None))[1])
        for name, value in values.items()
    }
    few = len(found.nats) < SMALLEST_PART and intervals
    told = {"rows": len(found.nats), "least": SMALLEST_PART, "task": "language"}
    return Evaluation(
        part=part, rows=len(found.nats), task="language", headline=next(iter(values)), scores=scores,
        baselines=tuple(baselines), notes=(*notes, *([Note(code="evaluation.few_rows", parameters=told)] if few else [])),
    )  # fmt: skip
