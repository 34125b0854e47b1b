"""The view of attention over images."""

from collections.abc import Callable

import torch
from torch import nn

from lamina.networks.lenet5 import lenet5
from lamina.networks.vit import vit
from lamina.verbs.views import attention as view_attention
from lamina.verbs.views.looked import Looked

from . import looks


def small(num_layers: int = 2) -> nn.Module:
    torch.manual_seed(0)
    return vit(1, 10, image_size=32, patch_size=8, embed_dim=8, num_heads=2, num_layers=num_layers)


def test_heads_rollout_and_distances(look_at_images: Callable[..., Looked]) -> None:
    looked = look_at_images(small(), rows=2)
    assert view_attention.fits(looked)
    section = looks.shown_without_a_trace(view_attention.VIEW, looked)
    assert [one.stem for one in section.pictures] == ["attention-rollout", "attention-heads", "attention-distance"]
    told = " ".join(section.sentences)
    assert "all 2 layers (rollout)" in told and "the strongest 1 of 16 patches" in told and "row 1" in told
    assert "equal those of the fast kernel" in told and "shuffled weights" in told and "{" not in told
    assert section.body is not None and section.body.count("<tr>") == 1 + 2 * 2
    assert "Abnar" in section.paper and "Dosovitskiy" in section.paper


def test_one_layer_that_is_asked_for(look_at_images: Callable[..., Looked]) -> None:
    whole = view_attention.show(look_at_images(small(4))).pictures[1]
    one = view_attention.show(look_at_images(small(4), layer="layers.1")).pictures[1]
    assert len(one.content) < len(whole.content)


def test_images_without_attention_and_with_that_of_torch(look_at_images: Callable[..., Looked]) -> None:
    assert not view_attention.fits(look_at_images(lenet5(num_classes=10)))

    class Hidden(nn.Module):
        """torch's own attention, which is not asked for its weights."""

        def __init__(self) -> None:
            super().__init__()
            self.patches, self.head = nn.Conv2d(1, 8, 8, 8), nn.Linear(8, 10)
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            tokens = self.patches(x).flatten(2).transpose(1, 2)
            return self.head(self.attention(tokens, tokens, tokens, need_weights=False)[0].mean(dim=1))

    looked = look_at_images(Hidden())
    assert view_attention.fits(looked)
    section = looks.shown_without_a_trace(view_attention.VIEW, looked)
    assert section.pictures and section.body is not None and section.body.count("<tr>") == 1 + 2
