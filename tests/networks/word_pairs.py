"""A small batch of words, and the losses of word2vec pair by pair, as the papers write them."""

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.core.contracts import OwnGradient

VOCABULARY, WIDTH, WINDOW, NEGATIVES, WORDS, SHARED = 9, 4, 3, 5, 64, 6


def batch(seed: int = 0) -> dict[str, Tensor]:
    """64 words, the last of them padding, in two groups of noise words, with ways of at most 3 nodes."""
    generator = torch.Generator().manual_seed(seed)
    words = torch.randint(2, VOCABULARY, (WORDS + 2 * WINDOW,), generator=generator)
    place = torch.arange(WORDS)
    reach = torch.randint(1, WINDOW + 1, (WORDS,), generator=generator)
    left, right = torch.minimum(reach, place), torch.minimum(reach, 59 - place)
    for side in (left, right):
        side[60:] = 0
        side[20] = 0  # a word alone
    ways = torch.randint(0, 4, (WORDS,), generator=generator)
    turns = torch.where(torch.rand(WORDS, 3, generator=generator) < 0.5, -1.0, 1.0)
    turns[torch.arange(3) >= ways[:, None]] = 0.0
    return {
        "words": words,
        "left": left.to(torch.int8),
        "right": right.to(torch.int8),
        "noise": torch.randint(2, VOCABULARY, (2, SHARED), generator=generator),
        "nodes": torch.randint(0, VOCABULARY, (WORDS, 3), generator=generator),
        "turns": turns,
    }


def tables(seed: int = 1) -> tuple[Tensor, Tensor]:
    """Vectors and outputs in float64, to be differentiated."""
    generator = torch.Generator().manual_seed(seed)
    shape = (VOCABULARY, WIDTH)
    vectors, outputs = (torch.randn(shape, dtype=torch.float64, generator=generator) for _ in range(2))
    return vectors.requires_grad_(), outputs.requires_grad_()


def contexts(inputs: dict[str, Tensor]) -> list[tuple[int, int, list[int]]]:
    """(place, word, words of its window) of each word that is no padding."""
    line, found = inputs["words"].tolist(), []
    for place in range(60):
        here = place + WINDOW
        left, right = int(inputs["left"][place]), int(inputs["right"][place])
        found.append((place, line[here], line[here - left : here] + line[here + 1 : here + 1 + right]))
    return found


def way_loss(vector: Tensor, outputs: Tensor, inputs: dict[str, Tensor], place: int) -> Tensor:
    """Equation 3: the turns on the way to the word at `place`."""
    way = zip(inputs["nodes"][place].tolist(), inputs["turns"][place].tolist(), strict=True)
    losses = [-F.logsigmoid(turn * (outputs[node] @ vector)) for node, turn in way if turn]
    return torch.stack(losses).sum() if losses else outputs.sum() * 0


def noise_loss(vector: Tensor, word: int, outputs: Tensor, inputs: dict[str, Tensor], place: int) -> Tensor:
    """Equation 4, with the noise words of the word's group, each weighted by k / K."""
    noise = inputs["noise"][place // 32].tolist()
    false = sum(-F.logsigmoid(-(outputs[drawn] @ vector)) for drawn in noise)
    return -F.logsigmoid(outputs[word] @ vector) + false * (NEGATIVES / SHARED)


def check(found: OwnGradient, expected: Tensor, count: int, vectors: Tensor, outputs: Tensor) -> None:
    """Loss, count and both gradients, in float64."""
    assert found.predicted == count
    torch.testing.assert_close(found.loss, expected.detach(), rtol=1e-12, atol=1e-12)
    for table, gradient in zip((vectors, outputs), torch.autograd.grad(expected, (vectors, outputs)), strict=True):
        summed = torch.zeros_like(table)
        for change in found.changes:
            if change.table is table:
                summed.index_add_(0, change.rows, change.gradient)
        torch.testing.assert_close(summed.detach(), gradient, rtol=1e-10, atol=1e-10)
