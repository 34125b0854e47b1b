"""New images that are not like those a network was trained on: changed in size, shape or colour to fit it, and told."""

from collections import Counter
from collections.abc import Sequence

from lamina.core.records import Note
from lamina.core.spec import ImageSpec
from lamina.data.images.files import Header
from lamina.data.images.fit import inner_size

SQUASHED = 1.5  # times that an image's sides may change their proportion before its row is flagged: 3:2 to a square
SHOWN = 3


def size_notes(headers: Sequence[Header], image: ImageSpec) -> list[Note]:
    """One note of how many images had to be resized, with their commonest sizes."""
    height, width = inner_size(image)
    other = Counter((one.width, one.height) for one in headers if (one.height, one.width) != (height, width))
    if not other:
        return []
    sizes = [f"{size[0]}x{size[1]}" for size, _ in other.most_common(SHOWN)]
    told = {"count": other.total(), "images": len(headers), "size": f"{width}x{height}", "from": sizes}
    return [Note(code="images.brought_to_size", parameters={**told, "sizes": len(other)})]


def image_flags(headers: Sequence[Header], image: ImageSpec) -> dict[int, list[Note]]:
    """Row -> what was lost or invented: colour for a grey network, proportions, more than half of each side."""
    height, width = inner_size(image)
    flags: dict[int, list[Note]] = {}
    for row, one in enumerate(headers):
        own = {"own": f"{one.width}x{one.height}", "size": f"{width}x{height}"}
        change = one.height * width / (one.width * height)
        found = []
        if image.channels == 1 and not one.grey:
            found.append(Note(code="images.colour_lost", parameters={"mode": one.mode}))
        if max(change, 1 / change) > SQUASHED:
            found.append(Note(code="images.squashed", parameters=own))
        if 2 * one.height < height or 2 * one.width < width:
            found.append(Note(code="images.enlarged", parameters=own))
        if found:
            flags[row] = found
    return flags
