"""ViT: multiply-adds with attention's, equations 1 to 4, sizes that are refused, initial weights."""

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from lamina.core.errors import InputError
from lamina.lens.inspect import inspect_module
from lamina.networks.vit import VisionTransformer, vit, vit_b16

ATTENTION = 12 * (2 * 12 * 197 * 197 * 64)  # q k' and a v of 12 heads in 12 layers
DENSE = 196 * 768 * 768 + 12 * 197 * (4 * 768**2 + 2 * 768 * 3072) + 768 * 1000


def small(**arguments: int) -> VisionTransformer:
    torch.manual_seed(0)
    network = vit(2, 3, (8, 12), 4, 16, 2, 2, **arguments)
    assert isinstance(network, VisionTransformer)
    return network


def test_multiply_adds_of_b16_count_what_attention_computes() -> None:
    with torch.device("meta"):
        network = vit_b16().eval()
    found = inspect_module(network, [((3, 224, 224), torch.float32)], why=True)
    assert found.macs == DENSE + ATTENTION == 17_563_828_224
    rows = [row for row in found.rows if row.type == "scaled_dot_product_attention"]
    assert len(rows) == 12 and sum(row.macs for row in rows) == ATTENTION == 715_327_488
    assert rows[0].why[0].formula == "64 * (12*197*197) + 197 * (12*197*64) = 59,610,624"
    assert found.reach is None  # patches see 16x16 pixels, but not the layers after them
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.empty(1, 3, 224, 224, device="meta"))
    assert counter.get_total_flops() == 2 * found.macs


def test_forward_is_the_papers_equations() -> None:
    network, x = small().double().eval(), torch.randn(2, 2, 8, 12, dtype=torch.float64)
    with torch.no_grad():
        network.class_token.vector.normal_()
    matrix = network.patches.weight.flatten(1)
    cut = [
        x[:, :, top : top + 4, left : left + 4].flatten(1) @ matrix.T + network.patches.bias
        for top in (0, 4)
        for left in (0, 4, 8)
    ]
    z = torch.stack([network.class_token.vector.expand(2, -1), *cut], dim=1) + network.positions.table.weight
    for layer in network.layers:
        z = z + heads(layer.attention, layer.around_attention.norm(z))
        inner = nn.functional.gelu(layer.feed_forward.expand(layer.around_feed_forward.norm(z)))
        z = z + layer.feed_forward.contract(inner)
    torch.testing.assert_close(network(x), network.head(network.norm(z)[:, 0]))


def heads(attention: nn.Module, x: Tensor) -> Tensor:
    """Equations 5 to 8, head by head."""
    q, k, v = (layer(x).chunk(2, dim=-1) for layer in (attention.query, attention.key, attention.value))
    width = q[0].shape[-1]
    found = [torch.softmax(a @ b.transpose(1, 2) / width**0.5, dim=-1) @ c for a, b, c in zip(q, k, v, strict=True)]
    return attention.output(torch.cat(found, dim=-1))


def test_dropout_spares_queries_keys_and_weights_of_attention() -> None:
    network = small(dropout=0.25)
    layer = network.layers[0]
    assert layer.attention.dropout == 0.0
    assert network.dropout.p == layer.feed_forward.dropout.p == layer.around_attention.dropout.p == 0.25
    with torch.device("meta"):
        assert vit_b16().dropout.p == 0.1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"image_size": 30}, r"side 30: in layer patches .* [Uu]se --image-size 28 or 32"),
        ({"image_size": (32, 34)}, r"side 34: .* [Uu]se --image-size 32 or 36"),
        ({"image_size": 2}, r"2x2: layer patches .* The smallest size is 4"),
        ({"num_heads": 3}, "Attention over 128 features cannot be cut into 3 heads"),
        ({"num_layers": 0}, "vit cannot take num_layers=0"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        vit(**arguments)


def test_another_size_or_channel_is_refused_at_the_door() -> None:
    for shape in ((1, 2, 12, 8), (1, 3, 8, 12), (2, 8, 12)):
        with pytest.raises(InputError, match=r"vit was built for input of shape \(B, 2, 8, 12\)"):
            small()(torch.zeros(shape))


def test_weights_start_as_the_authors() -> None:
    torch.manual_seed(0)
    network = vit()
    assert isinstance(network, VisionTransformer) and not network.class_token.vector.any()
    assert network.positions.table.weight.std().item() == pytest.approx(0.02, rel=0.03)
    expand = network.layers[0].feed_forward.expand.weight
    assert expand.var().item() == pytest.approx(2 / (128 + 512), rel=0.03)
