"""Numbers as colours, small arrays as tiles: what the pictures of explain are made of. All tiles are (h, w, 3) uint8.

What is NaN or infinite is purple, a colour that no finite number has: a picture shows where numbers broke.
"""

import numpy as np
from PIL import Image

from lamina.report.style import BLUE, ORANGE, PURPLE

Tile = np.ndarray
_DARK_BLUE, _DARK_ORANGE = (4, 30, 66), (84, 34, 0)


def photo(image: np.ndarray) -> Tile:
    """(H, W, C) uint8: colour, or grey of one channel, or the first of another number of channels."""
    if image.shape[2] == 3:
        return np.ascontiguousarray(image)
    return np.repeat(image[..., :1], 3, axis=2)


def rising(values: np.ndarray, top: float) -> Tile:
    """(h, w) from 0 (white) over blue to `top` (dark); what is below 0 stays white."""
    finite, broken = _finite(values)
    return _marked(_ramp(np.clip(finite / (top or 1.0), 0, 1), _colour(BLUE), _DARK_BLUE), broken)


def signed(values: np.ndarray, top: float) -> Tile:
    """(h, w) from -`top` (orange) over 0 (white) to `top` (blue)."""
    finite, broken = _finite(values)
    share = np.clip(finite / (top or 1.0), -1, 1)
    blue, orange = (
        _ramp(np.abs(share), middle, dark)
        for middle, dark in ((_colour(BLUE), _DARK_BLUE), (_colour(ORANGE), _DARK_ORANGE))
    )
    return _marked(np.where(share[..., None] >= 0, blue, orange), broken)


def relative(values: np.ndarray, top: float) -> Tile:
    """(C, h, w) around a middle grey, -`top` black and `top` white: filters and projections, in colour of 3 channels."""
    finite, broken = _finite(values)
    shown = np.clip(127.5 + 127.5 * finite / (top or 1.0), 0, 255).astype(np.uint8).transpose(1, 2, 0)
    return _marked(photo(shown), np.asarray(broken.any(axis=0)))


def laid_over(image: Tile, values: np.ndarray, top: float) -> Tile:
    """(H, W) as colour over a pale grey image: blue above 0, orange below, as strong as |values| / top."""
    grey = 255 - 0.3 * (255 - image.mean(axis=2, keepdims=True))
    finite, broken = _finite(values)
    strength = np.clip(np.abs(finite) / (top or 1.0), 0, 1)[..., None]
    colour = np.where(finite[..., None] >= 0, np.array(_colour(BLUE)), np.array(_colour(ORANGE)))
    return _marked((grey * (1 - 0.85 * strength) + colour * 0.85 * strength).astype(np.uint8), broken)


def largest(values: np.ndarray, share: float = 1.0) -> float:
    """The size below which this share of the finite values lies, or their largest where that is 0; 0 without any."""
    sizes = np.abs(values[np.isfinite(values)])
    return (float(np.quantile(sizes, share)) or float(sizes.max())) if sizes.size else 0.0


def sized(tile: Tile, width: int) -> Tile:
    """A tile so many pixels wide: enlarged with its pixels as squares, made smaller with care."""
    height = max(1, round(tile.shape[0] * width / tile.shape[1]))
    if (height, width) == tile.shape[:2]:
        return tile
    how = Image.Resampling.NEAREST if width >= tile.shape[1] else Image.Resampling.LANCZOS
    return np.asarray(Image.fromarray(np.ascontiguousarray(tile)).resize((width, height), how))


def outlined(tile: Tile, box: tuple[int, int, int, int], colour: str = ORANGE, wide: int = 3) -> Tile:
    """A copy with the edge of (top, left, bottom, right) drawn just inside it."""
    top, left, bottom, right = box
    found = tile.copy()
    found[top:bottom, left:right] = _colour(colour)
    inside = (slice(top + wide, max(top + wide, bottom - wide)), slice(left + wide, max(left + wide, right - wide)))
    found[inside] = tile[inside]
    return found


def plain(width: int, height: int, colour: str) -> Tile:
    """A tile of one colour."""
    return np.full((height, width, 3), _colour(colour), dtype=np.uint8)


def _finite(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values with 0 for what is not finite, and where that is."""
    broken = ~np.isfinite(values)
    return (np.where(broken, 0.0, values), broken) if broken.any() else (values, broken)


def _marked(tile: Tile, broken: np.ndarray) -> Tile:
    return np.where(broken[..., None], np.array(_colour(PURPLE), dtype=np.uint8), tile) if broken.any() else tile


def _colour(name: str) -> tuple[int, int, int]:
    red, green, blue = (int(name[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _ramp(share: np.ndarray, middle: tuple[int, int, int], dark: tuple[int, int, int]) -> Tile:
    """White at 0, `middle` at 0.6, `dark` at 1."""
    places = (0.0, 0.6, 1.0)
    channels = [np.interp(share, places, (255, middle[k], dark[k])) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)
