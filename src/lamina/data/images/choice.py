"""The image that the network sees: its size, its channels, and whether images are padded or resized to it; and why."""

from collections import Counter
from collections.abc import Iterable, Mapping

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import ImageSpec
from lamina.data.images.files import Header

DEFAULT_SIDE = 64  # square for images of many sizes, or of one size beyond LARGEST_OWN, when nothing else is asked
LARGEST_OWN = 128  # images of one size up to this side keep it
_LARGEST_PADDED = 64  # side of the network's image up to which small images are padded rather than enlarged
_MOST_PADDING = 0.25  # share of a side that may be padding
MOST_NAMED = 20  # files of one odd form in the audit
_REMARKS = ("transparent", "animated", "turned", "deep")


def choose_image(
    headers: Iterable[Header], config: DataConfig, size: tuple[int, int] | None, channels: int | None
) -> tuple[ImageSpec, list[Note]]:
    """The ImageSpec for images with these headers, and what to say of it. (height, width) order.

    `config.image_size` wins over `size`. Without both: the images' own size if all have the same and no side is
    over 128, else 64x64. Images of one size that is at most a quarter smaller than a network's image of up to 64
    are padded (28 to 32); all others are resized. channels: 1 if all are grey, else 3.
    """
    headers = list(headers)
    sizes = Counter((header.height, header.width) for header in headers)
    if channels not in (None, 1, 3):
        raise InputError("images.channels", channels=channels)
    own = next(iter(sizes)) if len(sizes) == 1 else None
    notes = []
    if config.image_size != "auto":
        size = (config.image_size, config.image_size)
    if size is None and own is not None and max(own) <= LARGEST_OWN:
        size = own
    elif size is None:
        size = (DEFAULT_SIDE, DEFAULT_SIDE)
        notes.append(Note(code="images.size_chosen", parameters={"size": _by(size), "one": _by(own) if own else ""}))
    height, width = size
    if own is not None and own != size and _pads(own, size):
        notes.append(Note(code="images.padded", parameters={"own": _by(own), "size": _by(size)}))
        fit = {"fit": "pad", "inner_height": own[0], "inner_width": own[1]}
    else:
        fit = {"fit": "resize"}
        notes += _resized(sizes, size)
    grey = all(header.grey for header in headers)
    spec = ImageSpec.model_validate(
        {"channels": channels or (1 if grey else 3), "height": height, "width": width, **fit}
    )
    return spec, notes


def header_notes(headers: Mapping[str, Header], spec: ImageSpec) -> list[Note]:
    """What happens to images, by name, that are not plain: transparent, animated, turned, 16-bit, of a palette, of inks,

    made grey or made colour. The first files of each odd form are named (`files`), for the audit.
    """
    odd = {remark: [name for name, header in headers.items() if getattr(header, remark)] for remark in _REMARKS}
    odd["palette"] = [name for name, header in headers.items() if header.mode in ("P", "PA")]
    odd["inks"] = [name for name, header in headers.items() if header.mode == "CMYK"]
    counts = {form: len(names) for form, names in odd.items()}
    counts["to_grey"] = 0 if spec.channels == 3 else sum(not header.grey for header in headers.values())
    counts["to_colour"] = 0 if spec.channels == 1 else sum(header.grey for header in headers.values())
    files = {form: names[:MOST_NAMED] for form, names in odd.items() if names}
    told = {**counts, "images": len(headers), "files": files}
    return [Note(code="images.converted", parameters=told)] if any(counts.values()) else []


def _pads(own: tuple[int, int], size: tuple[int, int]) -> bool:
    small = max(size) <= _LARGEST_PADDED
    return small and all((1 - _MOST_PADDING) * side <= inner <= side for inner, side in zip(own, size, strict=True))


def _resized(sizes: Counter[tuple[int, int]], size: tuple[int, int]) -> list[Note]:
    other = [one for one in sizes if one != size]
    if not other:
        return []
    squashed = sum(count for (h, w), count in sizes.items() if abs(h * size[1] - w * size[0]) > 0.02 * h * size[1])
    smallest, largest = min(other, key=lambda one: one[0] * one[1]), max(other, key=lambda one: one[0] * one[1])
    told = {"size": _by(size), "sizes": len(sizes), "smallest": _by(smallest), "largest": _by(largest)}
    return [Note(code="images.resized", parameters={**told, "squashed": squashed, "images": sizes.total()})]


def _by(size: tuple[int, int]) -> str:
    """(height, width) as people write it: width x height."""
    return f"{size[1]}x{size[0]}"
