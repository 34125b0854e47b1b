"""Scores of Luong and Bahdanau against their sums, padding, and rows without steps."""

import torch

from lamina.blocks.init import initialise
from lamina.blocks.score_attention import AdditiveAttention, DotAttention, GeneralAttention


def test_scores_are_the_written_ones() -> None:
    s, h = torch.randn(2, 3, 4, dtype=torch.float64), torch.randn(2, 5, 6, dtype=torch.float64)
    general, additive = GeneralAttention(4, 6).double(), AdditiveAttention(4, 6, 7).double()
    for b in range(2):
        for q in range(3):
            for k in range(5):
                expected = s[b, q] @ general.weight @ h[b, k]
                torch.testing.assert_close(general.scores(s, h)[b, q, k], expected)
                expected = additive.v @ torch.tanh(additive.w1 @ h[b, k] + additive.w2 @ s[b, q])
                torch.testing.assert_close(additive.scores(s, h)[b, q, k], expected)
    torch.testing.assert_close(DotAttention().scores(h[:, :2], h)[1, 1, 3], h[1, 1] @ h[1, 3])


def test_context_is_the_weighted_mean_of_the_allowed() -> None:
    s, h = torch.randn(3, 2, 4), torch.randn(3, 5, 4, requires_grad=True)
    allowed = torch.arange(5) < torch.tensor([[5], [2], [0]])
    for attention in (DotAttention(), GeneralAttention(4, 4), AdditiveAttention(4, 4, 8)):
        context, weights = attention(s, h, allowed)
        torch.testing.assert_close(weights.sum(dim=2), torch.tensor([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]))
        assert not weights[1, :, 2:].any() and not context[2].any()
        torch.testing.assert_close(context, torch.einsum("bqk,bke->bqe", weights, h))
        torch.testing.assert_close(attention(s[1:2], h[1:2, :2]).output, context[1:2])
        (gradient,) = torch.autograd.grad(context.square().sum(), h)
        assert bool(gradient.isfinite().all()) and not gradient[2].any() and not gradient[1, 2:].any()


def test_initial_weights_are_a_function_of_the_generator() -> None:
    first, second = (
        initialise(AdditiveAttention(4, 6, 7), generator=torch.Generator().manual_seed(1)) for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
