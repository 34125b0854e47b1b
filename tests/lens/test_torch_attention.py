"""Attention of torch's: the weights that its kernels use, seen in a user's own network."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.lens.attention import attention_maps
from lamina.lens.torch_attention import attention_weights


@pytest.mark.parametrize(
    "options",
    [
        {}, {"is_causal": True}, {"scale": 0.3}, {"attn_mask": torch.tensor([[True, False, True, True]])},
        {"attn_mask": torch.tensor([[0.0, -math.inf, 2.0, 0.5]])},
    ],
    ids=["plain", "causal", "scale", "which", "added"],
)  # fmt: skip
def test_weights_times_values_is_what_the_kernel_gives(options: dict[str, Any]) -> None:
    torch.manual_seed(0)
    query, key, value = torch.randn(2, 3, 5, 4), torch.randn(2, 3, 4, 4), torch.randn(2, 3, 4, 6)
    weights = attention_weights(query, key, value, **options)
    torch.testing.assert_close(weights @ value, F.scaled_dot_product_attention(query, key, value, **options))


def test_groups_of_heads_share_keys_and_a_query_without_a_choice_looks_nowhere() -> None:
    torch.manual_seed(0)
    query, key = torch.randn(1, 4, 3, 2), torch.randn(1, 2, 3, 2)
    weights = attention_weights(query, key, key, enable_gqa=True)
    torch.testing.assert_close(
        weights @ key.repeat_interleave(2, 1), F.scaled_dot_product_attention(query, key, key, enable_gqa=True)
    )
    assert not attention_weights(query, query, query, torch.zeros(3, 3, dtype=torch.bool)).any()


class Encoder(nn.Module):
    """torch's own, whose fast path calls no module at all."""

    def __init__(self, batch_first: bool = True, norm_first: bool = False) -> None:
        super().__init__()
        self.table, self.output = nn.Embedding(11, 8), nn.Linear(8, 3)
        layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=batch_first, norm_first=norm_first)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=batch_first and not norm_first)
        self.batch_first = batch_first

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.table(tokens)
        if self.batch_first:
            return self.output(self.encoder(x, src_key_padding_mask=tokens == 0).mean(dim=1))
        return self.output(self.encoder(x.transpose(0, 1)).mean(dim=0))


@pytest.mark.parametrize(("batch_first", "norm_first"), [(True, False), (True, True), (False, False)])
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_an_encoder_of_torchs_with_padding(batch_first: bool, norm_first: bool) -> None:
    torch.manual_seed(0)
    network, tokens = Encoder(batch_first, norm_first).eval(), torch.tensor([[3, 5, 8, 0, 0]])
    with torch.no_grad():
        before = network(tokens)
    seen = attention_maps(network, (tokens,))
    assert [one.layer for one in seen] == [f"encoder.layers.{number}.self_attn" for number in (0, 1)]
    for one in seen:
        assert one.weights.shape == (2, 5, 5)
        torch.testing.assert_close(one.weights.sum(dim=2), torch.ones(2, 5))
        assert bool(one.weights[..., 3:].any()) != batch_first  # the padding is not looked at
    with torch.no_grad():
        assert torch.equal(network(tokens), before)


class Whole(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table, self.transformer = nn.Embedding(11, 8), nn.Transformer(8, 2, 1, 1, 16, batch_first=True)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        return self.transformer(self.table(source), self.table(target), tgt_mask=mask, tgt_is_causal=True)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_a_transformer_of_torchs_with_both_sides() -> None:
    torch.manual_seed(0)
    seen = attention_maps(Whole(), (torch.tensor([[3, 5, 8, 2]]), torch.tensor([[1, 4, 6]])))
    shapes = {one.layer.removeprefix("transformer."): tuple(one.weights.shape) for one in seen}
    assert shapes == {
        "encoder.layers.0.self_attn": (2, 4, 4), "decoder.layers.0.self_attn": (2, 3, 3),
        "decoder.layers.0.multihead_attn": (2, 3, 4),
    }  # fmt: skip
    assert not seen[1].weights.triu(1).any()


class Calls(nn.Module):
    """A user's own, by the function."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(8, 24)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (one.unflatten(-1, (2, 4)).transpose(1, 2) for one in self.project(x).chunk(3, dim=-1))
        return F.scaled_dot_product_attention(query, key, value, is_causal=True).transpose(1, 2).flatten(2)


def test_a_function_is_seen_under_the_module_that_calls_it() -> None:
    torch.manual_seed(0)
    network, x = nn.Sequential(Calls(), Calls()), torch.randn(1, 5, 8)
    seen = attention_maps(network, (x,))
    assert [one.layer for one in seen] == ["0", "1"] and seen[0].weights.shape == (2, 5, 5)
    assert not seen[0].weights.triu(1).any()
