"""Scores of Luong and Bahdanau against their sums, padding, and rows without steps."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=4),
    st.integers(1, 3),
    st.sampled_from(["dot", "general", "additive"]),
)
def test_context_is_the_weighted_mean_of_the_allowed(lengths: list[int], queries: int, score: str) -> None:
    """Padding changes nothing, a row without steps gets zeros, and neither sends a gradient."""
    torch.manual_seed(0)
    makes = {
        "dot": lambda: DotAttention(),
        "general": lambda: GeneralAttention(4, 4),
        "additive": lambda: AdditiveAttention(4, 4, 8),
    }
    attention, rows = makes[score]().double(), len(lengths)
    s = torch.randn(rows, queries, 4, dtype=torch.float64)
    h = 10 * torch.randn(rows, 5, 4, dtype=torch.float64).requires_grad_()
    allowed = torch.arange(5) < torch.tensor(lengths).unsqueeze(1)
    context, weights = attention(s, h, allowed)
    torch.testing.assert_close(context, torch.einsum("bqk,bke->bqe", weights, h))
    (gradient,) = torch.autograd.grad(context.square().sum(), h)
    assert bool(gradient.isfinite().all())
    for row, length in enumerate(lengths):
        assert not weights[row, :, length:].any() and not gradient[row, length:].any()
        if not length:
            assert not context[row].any()
            continue
        torch.testing.assert_close(weights[row].sum(dim=1), torch.ones(queries, dtype=torch.float64))
        alone = attention(s[row : row + 1], h[row : row + 1, :length]).output
        torch.testing.assert_close(context[row : row + 1], alone, rtol=0, atol=1e-12)


def test_initial_weights_are_a_function_of_the_generator() -> None:
    first, second = (
        initialise(AdditiveAttention(4, 6, 7), generator=torch.Generator().manual_seed(1)) for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
