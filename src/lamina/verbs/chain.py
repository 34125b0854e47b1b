"""Blocks in a few characters, to be compared: `1x1:16+5x5:32` is two convolutions, each followed by ReLU."""

import re

from torch import nn

from lamina.core.errors import InputError

_PART = re.compile(r"(\d+)x(\d+):(\d+)(?:/(\d+))?")


def is_chain(text: str) -> bool:
    """Whether a text is such a notation: KxK:channels, with /stride where it is not 1, joined by +."""
    return all(_PART.fullmatch(part) for part in text.split("+"))


def chain(text: str, in_channels: int) -> nn.Module:
    """Convolutions one after the other, padded so that a stride of 1 keeps the size: (B, in_channels, H, W)."""
    layers: list[nn.Module] = []
    for part in text.split("+"):
        match = _PART.fullmatch(part)
        assert match is not None, "asked is_chain before"
        height, width, channels, stride = (int(number or 1) for number in match.groups())
        if min(height, width, channels, stride) < 1:
            raise InputError("inspect.bad_chain", text=text)
        padding = (height // 2, width // 2)
        layers += [nn.Conv2d(in_channels, channels, (height, width), stride, padding), nn.ReLU()]
        in_channels = channels
    return nn.Sequential(*layers)
