"""Attention's weights are those that made the answer."""

import pytest
import torch
from torch import nn

from lamina.blocks.attention import MultiHeadAttention
from lamina.core.errors import InputError
from lamina.core.observing import observing
from lamina.lens.attention import attention_maps, most_entropy, summary
from lamina.networks.decoder import decoder
from lamina.networks.seq2seq import seq2seq_additive
from lamina.networks.transformer import transformer
from lamina.networks.vit import vit


def test_observed_or_not_the_answer_is_the_same() -> None:
    torch.manual_seed(0)
    layer, x = MultiHeadAttention(8, 2).double(), torch.randn(2, 5, 8, dtype=torch.float64)
    plain = layer(x, causal=True)
    with observing(layer) as seen:
        torch.testing.assert_close(layer(x, causal=True), plain, atol=1e-10, rtol=0)
    weights = seen.shown[""]["weights"][0]
    assert weights.shape == (2, 2, 5, 5) and float(weights.detach().triu(1).abs().max()) == 0
    torch.testing.assert_close(weights.sum(dim=3).detach(), torch.ones(2, 2, 5, dtype=torch.float64))


def test_every_layer_and_head_of_the_networks() -> None:
    torch.manual_seed(0)
    causal = attention_maps(
        decoder(11, embed_dim=8, num_heads=2, num_layers=3, num_positions=9), (torch.ones(1, 6).long(),)
    )
    assert len(causal) == 3 and all(one.weights.shape == (2, 6, 6) for one in causal)
    assert all(float(one.weights.triu(1).abs().max()) == 0 for one in causal)
    seen = attention_maps(
        vit(num_classes=3, image_size=32, patch_size=8, embed_dim=8, num_heads=2, num_layers=2),
        (torch.rand(1, 3, 32, 32),),
    )
    assert [one.weights.shape for one in seen] == [(2, 17, 17)] * 2


def test_cross_attention_has_two_sides() -> None:
    torch.manual_seed(0)
    network = transformer(11, embed_dim=8, num_heads=2, num_layers=1, hidden_dim=16)
    seen = attention_maps(network, (torch.ones(1, 4).long(), torch.tensor([4]), torch.ones(1, 6).long()))
    shapes = {tuple(one.weights.shape): one.reach is None for one in seen}
    assert shapes == {(2, 4, 4): False, (2, 6, 6): False, (2, 6, 4): True}


def test_summaries() -> None:
    even = summary("a", torch.full((1, 4, 4), 0.25))
    assert float(even.entropy[0]) == pytest.approx(most_entropy(4)) and even.reach is not None
    own = summary("a", torch.eye(4)[None])
    assert float(own.entropy[0]) == 0 and own.reach is not None and float(own.reach[0]) == 0
    blind = summary("a", torch.zeros(1, 2, 2))
    assert float(blind.entropy[0]) == 0


def test_torchs_own_layer_and_networks_without() -> None:
    class Looks(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.attention(x, x, x)[0]

    assert attention_maps(Looks(), (torch.rand(1, 3, 8),))[0].weights.shape == (2, 3, 3)
    with pytest.raises(InputError):
        attention_maps(nn.Linear(2, 2), (torch.rand(1, 2),))


def test_attention_that_is_asked_and_not_called_has_its_own_name() -> None:
    torch.manual_seed(0)
    inputs = (torch.ones(1, 4).long(), torch.tensor([4]), torch.ones(1, 6).long())
    network = transformer(11, embed_dim=8, num_heads=2, num_layers=1, hidden_dim=16)
    names = [one.layer for one in attention_maps(network, inputs)]
    assert names == ["encoder.0.attention", "decoder.0.attention", "decoder.0.cross_attention"]
    (seen,) = attention_maps(seq2seq_additive(11, None, 6, 5), inputs)
    assert seen.layer == "decoder.attention" and seen.weights.shape == (1, 6, 4)
    torch.testing.assert_close(seen.weights.sum(dim=2), torch.ones(1, 6))
