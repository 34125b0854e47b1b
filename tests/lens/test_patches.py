"""Attention over patches: known numbers, and the weights of the fast kernel's answer."""

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.attention import MultiHeadAttention, attend
from lamina.core.errors import InputError
from lamina.core.looks import PatchesSeen
from lamina.core.observing import observing
from lamina.lens.patches import even_distance, patch_attention, patch_size, rolled_over_patches, rollout
from lamina.networks.vit import vit


def small(**sizes: int) -> nn.Module:
    torch.manual_seed(0)
    return vit(num_classes=3, image_size=12, patch_size=4, embed_dim=8, num_heads=2, num_layers=3, **sizes).eval()


def test_a_map_for_each_head_of_each_layer() -> None:
    seen = patch_attention(small(), (torch.rand(1, 3, 12, 12),))
    assert [one.layer for one in seen] == [f"layers.{number}.attention" for number in range(3)]
    for one in seen:
        assert one.grid == (3, 3) and one.size == (4, 4) and one.looked.shape == (2, 3, 3)
        torch.testing.assert_close(one.looked.flatten(1), one.weights[:, 0, 1:])
        assert bool((one.evenness > 0).all()) and float(one.evenness.max()) <= 1 + 1e-9


def test_the_weights_are_those_of_the_fast_kernel() -> None:
    network, x = small().double(), torch.rand(1, 3, 12, 12, dtype=torch.float64)
    layers = [one for one in network.modules() if isinstance(one, MultiHeadAttention)]
    with observing(network) as seen, torch.no_grad():
        network(x)
    shown = patch_attention(network, (x,))
    assert len(layers) == len(shown) == 3
    for layer, one in zip(layers, shown, strict=True):
        given = seen.inputs[one.layer][0][0]
        split = [layer._split(part(given)) for part in (layer.query, layer.key, layer.value)]
        torch.testing.assert_close(
            one.weights[None] @ split[2], attend(split[0], split[1], split[2]), atol=1e-12, rtol=0
        )


def test_rollout_by_hand() -> None:
    first, second = torch.tensor([[[1.0, 0.0], [1.0, 0.0]]]), torch.tensor([[[0.0, 1.0], [0.0, 1.0]]])
    found = rollout([first, second])  # (A2 + I)/2 (A1 + I)/2
    torch.testing.assert_close(found, torch.tensor([[0.75, 0.25], [0.5, 0.5]], dtype=torch.float64))
    many = rollout([torch.softmax(torch.randn(4, 7, 7), dim=2) for _ in range(5)])
    torch.testing.assert_close(many.sum(dim=1), torch.ones(7, dtype=torch.float64), atol=1e-6, rtol=0)


def test_rollout_over_the_patches_is_the_class_tokens_row() -> None:
    seen = patch_attention(small(), (torch.rand(1, 3, 12, 12),))
    whole = rollout([one.weights for one in seen])
    torch.testing.assert_close(rolled_over_patches(seen).flatten(), whole[0, 1:])


def test_distances_by_hand() -> None:
    own = PatchesSeen("a", torch.eye(4)[None], (2, 2), (3, 5), torch.full((1, 2, 2), 0.25), torch.zeros(1))
    assert float(own.evenness[0]) == pytest.approx(1.0)
    assert even_distance((1, 2), (3, 5)) == pytest.approx(2.5)  # half stays, half goes 5 pixels

    class Across(nn.Module):
        """Each of two patches looks at the other one."""

        def __init__(self) -> None:
            super().__init__()
            self.patches = nn.Conv2d(1, 2, (3, 5), (3, 5))
            self.attention = MultiHeadAttention(2, 1)

        def forward(self, x: Tensor) -> Tensor:
            tokens = self.patches(x).flatten(2).transpose(1, 2)
            return self.attention(tokens).mean(dim=1)

    network = Across()
    with torch.no_grad():
        network.patches.weight.zero_()
        network.patches.weight[0, 0, 0, 0], network.patches.weight[1, 0, 0, 0] = 1.0, -1.0
        network.attention.query.weight.copy_(-1000 * torch.eye(2))
        network.attention.key.weight.copy_(torch.eye(2))
        for layer in (network.patches, network.attention.query, network.attention.key):
            assert layer.bias is not None
            layer.bias.zero_()
    image = torch.zeros(1, 1, 3, 10)
    image[0, 0, 0, 0], image[0, 0, 0, 5] = 1.0, -1.0
    (seen,) = patch_attention(network, (image,))
    assert float(seen.distance[0]) == pytest.approx(5.0)
    assert seen.looked[0].tolist() == [[0.5, 0.5]]  # without a class token the patches' mean


def test_what_has_no_patches_is_refused() -> None:
    with pytest.raises(InputError, match="no attention"):
        patch_attention(nn.Conv2d(1, 2, 2, 2), (torch.rand(1, 1, 4, 4),))

    class Overlapping(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem, self.attention = nn.Conv2d(1, 4, 3, 1), MultiHeadAttention(4, 1)

        def forward(self, x: Tensor) -> Tensor:
            return self.attention(self.stem(x).flatten(2).transpose(1, 2)).mean(dim=1)

    with pytest.raises(InputError, match="cannot be laid over"):
        patch_attention(Overlapping(), (torch.rand(1, 1, 6, 6),))
    assert patch_size(nn.Sequential(nn.Conv2d(1, 2, 1), nn.Conv2d(2, 2, 4, 4))) == (4, 4)
