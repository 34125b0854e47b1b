"""Which words of a text made the answer: integrated gradients over the vectors of its tokens, one number a token.

(e - e0) * integral of df/de along the way from e0 to the token's vector e, summed over the vector (Sundararajan, Taly &
Yan 2017, section 6.2); e0 is the vector of padding for every token. The numbers add up to f(text) - f(padding).
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
from lamina.lens.undisturbed import undisturbed

STEPS = 64


def token_gradients(
    network: nn.Module, inputs: tuple[Tensor, ...], index: int | None = None, *, padding: int = 0, steps: int = STEPS
) -> Attribution:
    """One value for each token of one text; inputs: tokens (1, L) int64 and what else the network takes, such as lengths.

    padding: the token that stands for nothing. InputError: no table of vectors takes the tokens.
    """
    table = embedding_of(network, inputs)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    with undisturbed(network), torch.enable_grad():
        with torch.no_grad():
            chosen = int(rows_of(network, *inputs)[0].argmax()) if index is None else index
            with _seen_vectors(table) as vectors:
                end = answer_of(network, chosen)(*inputs)[0]
                full = vectors[0]
            with _seen_vectors(table) as vectors:
                answer_of(network, chosen)(torch.full_like(inputs[0], padding), *inputs[1:])
                empty = vectors[0]
            with _given_vectors(table, empty):
                begin = answer_of(network, chosen)(*inputs)[0]
        mean = torch.zeros_like(full)
        for place, weight in zip(((nodes + 1) / 2).tolist(), (weights / 2).tolist(), strict=True):
            along = (empty + place * (full - empty)).detach().requires_grad_(True)
            with _given_vectors(table, along):
                (slope,) = torch.autograd.grad(answer_of(network, chosen)(*inputs)[0], along)
            mean += weight * slope
    values = ((full - empty) * mean).sum(dim=-1)[0].detach()
    return Attribution("integrated gradients", values, float(end), float(values.sum()), float(end - begin))


def embedding_of(network: nn.Module, inputs: tuple[Tensor, ...]) -> nn.Module:
    """The module that turns the tokens into vectors: the first that was given just them and gave (1, L, D)."""
    found: list[nn.Module] = []

    def look(module: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        plain = isinstance(output, Tensor) and output.dim() == 3 and output.is_floating_point()
        if plain and given and isinstance(given[0], Tensor) and torch.equal(given[0], inputs[0]) and not found:
            found.append(module)

    hooks = [module.register_forward_hook(look) for module in network.modules() if module is not network]
    try:
        with undisturbed(network), torch.no_grad():
            network(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    if not found:
        raise InputError("lens.no_tokens", network=type(network).__name__)
    return found[0]


@contextmanager
def _seen_vectors(table: nn.Module) -> Iterator[list[Tensor]]:
    """The vectors that a table gives in the block."""
    seen: list[Tensor] = []
    hook = table.register_forward_hook(lambda _, __, output: seen.append(output.detach()))
    try:
        yield seen
    finally:
        hook.remove()


@contextmanager
def _given_vectors(table: nn.Module, vectors: Tensor) -> Iterator[None]:
    """The table gives these vectors in the block, whatever the tokens."""
    hook = table.register_forward_hook(lambda *_: vectors)
    try:
        yield
    finally:
        hook.remove()
