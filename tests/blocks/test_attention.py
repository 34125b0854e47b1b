"""Attention: the kernel and the formula agree, masks hold, a query without keys gives zeros, steps equal one pass."""

import math
from contextlib import nullcontext

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.blocks.attention import (
    MultiHeadAttention,
    attend,
    attend_openly,
    causal_mask,
    key_mask,
    masked_softmax,
)
from lamina.core.errors import InputError
from lamina.core.observing import observing


def random(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def test_formula_by_hand() -> None:
    q, k, v = torch.tensor([[2.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0], [5.0]])
    found = attend_openly(q, k, v)
    first = math.exp(math.sqrt(2)) / (math.exp(math.sqrt(2)) + 1)
    torch.testing.assert_close(found.weights, torch.tensor([[first, 1 - first]]))
    torch.testing.assert_close(found.output, torch.tensor([[first + 5 * (1 - first)]]))


def masks(queries: int, keys: int) -> st.SearchStrategy[Tensor]:
    """Any mask, for each row and head: rows of it may allow nothing."""
    cells = st.lists(st.booleans(), min_size=2 * 2 * queries * keys, max_size=2 * 2 * queries * keys)
    return cells.map(lambda values: torch.tensor(values).view(2, 2, queries, keys))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.booleans(), st.booleans(), st.data())
def test_kernel_and_formula_agree_forward_and_backward(
    queries: int, more: int, causal: bool, masked: bool, data: st.DataObject
) -> None:
    """A query that may look at nothing gives zeros and zero gradients, on both ways."""
    keys = queries + more - 1 if causal else more  # causal queries are the last of the keys
    allowed = data.draw(masks(queries, keys)) if masked else None
    for dtype, tolerance in ((torch.float64, 1e-10), (torch.float32, 1e-5)):
        sizes = (queries, keys, keys)
        parts = [random(2, 2, size, 4, seed=i, dtype=dtype).requires_grad_() for i, size in enumerate(sizes)]
        weight, results = random(2, 2, queries, 4, seed=9, dtype=dtype), []
        for run in (attend, lambda *given: attend_openly(*given).output):
            output = run(*parts, allowed, causal)
            results.append([output, *torch.autograd.grad((output * weight).sum(), parts)])
        for fast, slow in zip(*results, strict=True):
            assert (fast - slow).abs().max() <= tolerance * slow.abs().max().clamp(min=1e-30)
        if allowed is not None:
            seen = allowed & causal_mask(queries, keys) if causal else allowed
            nothing = ~seen.any(dim=-1)
            for output, of_queries, *_ in results:
                assert not output[nothing].any() and not of_queries[nothing].any()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_a_query_that_may_look_at_nothing_gives_zeros_and_zero_gradients(dtype: torch.dtype) -> None:
    for run in (attend, lambda *given: attend_openly(*given).output):
        parts = [random(1, 1, 3, 4, seed=i, dtype=dtype).requires_grad_() for i in range(3)]
        allowed = torch.tensor([[True, False, True], [False, False, False], [True, True, True]])
        output = run(*parts, allowed)
        gradients = torch.autograd.grad(output.square().sum(), parts)
        assert not output[0, 0, 1].any() and not gradients[0][0, 0, 1].any()
        assert all(bool(part.isfinite().all()) and bool(part.any()) for part in (output, *gradients))
    none = masked_softmax(torch.zeros(2, 3), torch.zeros(2, 3, dtype=torch.bool))
    assert torch.equal(none, torch.zeros(2, 3))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.integers(1, 5), st.sampled_from([1, 2, 4]))
def test_looked_at_and_not_a_layer_gives_the_same(lengths: list[int], queries: int, heads: int) -> None:
    """Cross-attention over padded keys: the fast kernel when nobody looks, the formula when somebody does."""
    for dtype, tolerance in ((torch.float64, 1e-10), (torch.float32, 1e-5)):
        torch.manual_seed(0)
        layer, rows = MultiHeadAttention(8, heads).to(dtype), len(lengths)
        x, y = (random(rows, size, 8, seed=size, dtype=dtype).requires_grad_() for size in (queries, 5))
        allowed, results = key_mask(torch.tensor(lengths), 5), []
        for look in (nullcontext(), observing(layer)):
            with look:
                output = layer(x, y, allowed)
            weights = torch.linspace(-1, 1, output.numel(), dtype=dtype).view_as(output)
            results.append([output, *torch.autograd.grad((output * weights).sum(), [x, y, *layer.parameters()])])
        for fast, slow in zip(*results, strict=True):
            assert (fast - slow).abs().max() <= tolerance * max(slow.abs().max().item(), 1.0)  # keys' bias: 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_padding_never_changes_a_result(lengths: list[int], more: int, causal: bool) -> None:
    layer = MultiHeadAttention(8, 2).double()
    rows = [random(length, 8, seed=index) for index, length in enumerate(lengths)]
    x = 100 * random(len(rows), max(lengths) + more, 8, seed=50)
    for index, values in enumerate(rows):
        x[index, : len(values)] = values
    together = layer(x, allowed=key_mask(torch.tensor(lengths), x.shape[1]), causal=causal)
    on_its_right = layer(x, causal=True)
    for index, values in enumerate(rows):
        alone = layer(values[None], causal=causal)[0]
        torch.testing.assert_close(together[index, : len(values)], alone, rtol=0, atol=1e-12)
        if causal:  # then padding on the right needs no mask
            torch.testing.assert_close(on_its_right[index, : len(values)], alone, rtol=0, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 8), st.data())
def test_causal_never_looks_ahead(steps: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, steps - 1))
    layer = MultiHeadAttention(8, 2).double()
    x = random(1, steps, 8).requires_grad_()
    for output in (layer(x, causal=True), layer.forward_openly(x, causal=True).output):
        (gradient,) = torch.autograd.grad(output[0, place].sum(), x)
        assert bool(gradient[0, : place + 1].any()) and not gradient[0, place + 1 :].any()


def test_the_queries_of_a_causal_mask_are_the_last_of_the_keys() -> None:
    assert causal_mask(2, 4).tolist() == [[True, True, True, False], [True] * 4]
    assert causal_mask(3, 3).tolist() == [[True, False, False], [True, True, False], [True] * 3]


def test_heads_equal_torch_with_the_same_weights() -> None:
    layer, other = MultiHeadAttention(8, 2).double(), nn.MultiheadAttention(8, 2, batch_first=True).double()
    with torch.no_grad():
        other.in_proj_weight.copy_(torch.cat([layer.query.weight, layer.key.weight, layer.value.weight]))
        other.in_proj_bias.copy_(torch.cat([layer.query.bias, layer.key.bias, layer.value.bias]))
    other.out_proj.load_state_dict(layer.output.state_dict())
    x, y = random(2, 3, 8), random(2, 5, 8, seed=1)
    expected, weights = other(x, y, y, average_attn_weights=False)
    found = layer.forward_openly(x, y)
    torch.testing.assert_close(layer(x, y), expected)
    torch.testing.assert_close(found.output, expected)
    torch.testing.assert_close(found.weights, weights)
    assert found.weights.shape == (2, 2, 3, 5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(1, 20), st.integers(1, 3))
def test_steps_with_a_cache_equal_one_pass(parts: list[int], capacity: int, rows: int) -> None:
    layer = MultiHeadAttention(8, 2).double()
    x = random(rows, sum(parts), 8)
    whole = layer(x, causal=True)
    cache, outputs = layer.empty_cache(rows, capacity), []
    with torch.no_grad():
        for part in x.split(parts, dim=1):
            output, cache = layer.step(part, cache)
            outputs.append(output)
    torch.testing.assert_close(torch.cat(outputs, dim=1), whole, rtol=0, atol=1e-12)


def test_heads_must_divide() -> None:
    with pytest.raises(InputError, match="10 features cannot be cut into 4 heads"):
        MultiHeadAttention(10, 4)
