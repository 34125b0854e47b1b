"""Which words of a text made the answer: one number for each token.

    gradient x input        (e - e0) * df/de                                      Simonyan et al. 2013; Denil et al. 2014
    integrated gradients    (e - e0) * integral of df/de along the way from e0 to e
                                                             Sundararajan, Taly & Yan 2017, section 6.2

summed over the token's vector e; e0 is the vector of padding for every token. Integrated gradients add up to
f(text) - f(padding); gradient x input, their first and cheaper form, need not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import Attribution
from lamina.lens.answers import answer_of, rows_of
from lamina.lens.slopes import slope_of
from lamina.lens.undisturbed import undisturbed

STEPS = 64
AT_ONCE = 16  # places along the way in one pass

Inputs = tuple[Tensor, ...]


def token_gradients(
    network: nn.Module, inputs: Inputs, index: int | None = None,
    *, padding: int = 0, steps: int = STEPS, step: int = -1,
) -> Attribution:  # fmt: skip
    """One value for each token of one text; inputs: tokens (1, L) int64 and what else the network takes, such as lengths.

    padding: the token that stands for nothing. step: of networks that answer at each step, the one that is explained.
    InputError: no table of vectors takes the tokens.
    """
    table = embedding_of(network, inputs)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    with undisturbed(network), torch.enable_grad():
        chosen = _chosen(network, inputs, index, step)
        answer = answer_of(network, chosen, step)
        full, empty = _ends(answer, table, inputs, padding)
        with torch.no_grad():
            end = answer(*inputs)[0]
            with _given_vectors(table, inputs[0], empty):
                begin = answer(*inputs)[0]
        places, shares = (torch.from_numpy(each).to(full) for each in ((nodes + 1) / 2, weights / 2))
        mean = torch.zeros_like(full)
        for some, weight in zip(places.split(AT_ONCE), shares.split(AT_ONCE), strict=True):
            along = (empty + some[:, None, None] * (full - empty)).detach().requires_grad_(True)
            slope = _slope(answer, table, inputs, along)
            mean += torch.einsum("b,bld->ld", weight, slope)[None]
    values = ((full - empty) * mean).sum(dim=-1)[0].detach()
    return Attribution("integrated gradients", values, float(end), float(values.sum()), float(end - begin))


def token_gradient_times_input(
    network: nn.Module, inputs: Inputs, index: int | None = None, *, padding: int = 0, step: int = -1
) -> Attribution:
    """As `token_gradients`, by the gradient at the text itself alone."""
    table = embedding_of(network, inputs)
    with undisturbed(network), torch.enable_grad():
        answer = answer_of(network, _chosen(network, inputs, index, step), step)
        full, empty = _ends(answer, table, inputs, padding)
        slope = _slope(answer, table, inputs, full.clone().requires_grad_(True))
        with torch.no_grad():
            end = answer(*inputs)[0]
    values = ((full - empty) * slope).sum(dim=-1)[0].detach()
    return Attribution("gradient x input", values, float(end), float(values.sum()))


def embedding_of(network: nn.Module, inputs: Inputs) -> nn.Module:
    """The module that turns the tokens into vectors: the first that was given just them and gave (1, L, D)."""
    found: list[nn.Module] = []

    def look(module: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        plain = isinstance(output, Tensor) and output.dim() == 3 and output.is_floating_point()
        if plain and _takes(given, inputs[0]) and not found:
            found.append(module)

    hooks = [module.register_forward_hook(look) for module in network.modules() if module is not network]
    try:
        with undisturbed(network), torch.no_grad():
            network(*(value.clone() for value in inputs))
    finally:
        for hook in hooks:
            hook.remove()
    if not found:
        raise InputError("lens.no_tokens", network=type(network).__name__)
    return found[0]


def _chosen(network: nn.Module, inputs: Inputs, index: int | None, step: int) -> int:
    """The output that is explained all along the way: that of the text itself."""
    if index is not None:
        return index
    with torch.no_grad():
        return int(rows_of(network, *inputs, step=step)[0].argmax())


def _ends(answer: Any, table: nn.Module, inputs: Inputs, padding: int) -> tuple[Tensor, Tensor]:
    """Vectors of the text and of padding as the table gives them, (1, L, D) each."""
    nothing = torch.full_like(inputs[0], padding)
    found = []
    with torch.no_grad():
        for tokens in (inputs[0], nothing):
            with _seen_vectors(table, tokens) as vectors:
                answer(tokens, *inputs[1:])
            found.append(vectors[0])
    return found[0], found[1]


def _slope(answer: Any, table: nn.Module, inputs: Inputs, along: Tensor) -> Tensor:
    """df/de at several vectors for the same tokens: (b, L, D) -> (b, L, D)."""
    rows = [value.expand(len(along), *value.shape[1:]) for value in inputs]
    with _given_vectors(table, inputs[0], along):
        return slope_of(answer(*rows).sum(), along)


def _takes(given: tuple[Any, ...], tokens: Tensor) -> bool:
    """Whether a module was given these tokens (1, L), in one row or several alike."""
    first = given[0] if given else None
    return isinstance(first, Tensor) and first.shape[1:] == tokens.shape[1:] and torch.equal(first[:1], tokens)


@contextmanager
def _seen_vectors(table: nn.Module, tokens: Tensor) -> Iterator[list[Tensor]]:
    """The vectors that a table gives for the tokens in the block."""
    seen: list[Tensor] = []

    def see(module: nn.Module, given: tuple[Any, ...], output: Tensor) -> None:
        if _takes(given, tokens):
            seen.append(output.detach())

    hook = table.register_forward_hook(see)
    try:
        yield seen
    finally:
        hook.remove()


@contextmanager
def _given_vectors(table: nn.Module, tokens: Tensor, vectors: Tensor) -> Iterator[None]:
    """The table gives these vectors for the tokens in the block; for others (of a translation) its own."""
    hook = table.register_forward_hook(lambda _, given, output: vectors if _takes(given, tokens) else output)
    try:
        yield
    finally:
        hook.remove()
