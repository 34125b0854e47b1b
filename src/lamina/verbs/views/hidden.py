"""Texts in which tokens are hidden, for a network that foretells them: which place is looked at, what is answered there.

Of each text one hidden token is explained: the first that bears the mark [MASK]; of a held-out text without one (a tenth
of the hidden tokens were replaced, a tenth stayed) the first that was chosen.
"""

import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.rows import Inputs
from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import HIDING, MASK_ID, hides
from lamina.lens.undisturbed import undisturbed


def is_masked(spec: DataSpec) -> bool:
    """Whether the model fills in hidden tokens."""
    return spec.task == "language" and hides(spec.text)


def asked_place(tokens: Tensor, target: Tensor | None = None) -> int:
    """The place in a text (L,) that is looked at; target: (1 + L) what stood where a token was hidden, else -1."""
    marks = (tokens == MASK_ID).nonzero().flatten().tolist()
    chosen = [] if target is None else (target[1:] >= 0).nonzero().flatten().tolist()
    return next(iter([place for place in marks if not chosen or place in chosen] or chosen or marks), 0)


def answers_at(model: Model, raw: Inputs, places: list[int]) -> Tensor:
    """How likely each token is at the place of each text, (n, V) float64; marks never are."""
    network = model.network
    device = next((value.device for value in network.parameters()), torch.device("cpu"))
    with undisturbed(network), torch.no_grad():
        logits = network(*model.prepare(raw["tokens"][:].to(device), raw["lengths"][:].to(device))).double().cpu()
    logits = logits[torch.arange(len(places)), torch.tensor(places) + 1]  # behind the mark of the beginning
    logits[:, : len(HIDING)] = -torch.inf
    return logits.softmax(dim=1)
