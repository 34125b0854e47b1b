"""Settings in a few characters."""

import pytest
from torch import nn

from lamina.lens.settings import settings_of


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (nn.Conv2d(3, 96, 11, 4), "96 x 11x11, stride 4"),
        (nn.Conv2d(96, 256, 5, padding=2, groups=2), "256 x 5x5, padding 2, groups 2"),
        (
            nn.Conv2d(1, 2, (3, 5), (1, 2), padding="valid", dilation=2),
            "2 x 3x5, stride 1x2, padding valid, dilation 2",
        ),
        (nn.MaxPool2d(3, 2, 1, ceil_mode=True), "3x3, stride 2, padding 1, ceil"),
        (nn.AvgPool2d(2), "2x2, stride 2"),
        (nn.AdaptiveAvgPool2d(1), "→ 1"),
        (nn.Linear(400, 120), "400 → 120"),
        (nn.LSTM(3, 5, 2, bidirectional=True), "3 → 5, layers 2, both ways"),
        (nn.MultiheadAttention(16, 4), "16, heads 4"),
        (nn.Embedding(10, 3), "10 x 3"),
        (nn.Dropout(0.4), "p 0.4"),
        (nn.BatchNorm2d(64), "64"),
        (nn.LayerNorm((4, 5)), "4x5"),
        (nn.ReLU(inplace=True), ""),
        (nn.LocalResponseNorm(5, k=2.0), "n 5, k 2"),
    ],
)
def test_settings(layer: nn.Module, text: str) -> None:
    assert settings_of(layer) == text
