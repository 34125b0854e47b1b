"""What the readers of images hand over: where each image lies, its label, its part and its name; nothing decoded yet."""

import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lamina.core.records import Note

Label = str | int | float


@dataclass(frozen=True)
class PackedImage:
    """A file inside an archive: where it lies, or its bytes where the archive is compressed."""

    archive: Path
    offset: int
    size: int
    data: bytes | None = None

    def open(self) -> IO[bytes]:
        """The file's content as a stream."""
        if self.data is not None:
            return io.BytesIO(self.data)
        with self.archive.open("rb") as file:
            file.seek(self.offset)
            return io.BytesIO(file.read(self.size))


ImageFile = Path | PackedImage | Image.Image


@dataclass(frozen=True)
class FoundImages:
    """Images of one place, in order. All lists have one entry an image; None: the place says nothing of it.

    pixels: files (of a folder, of an archive, or opened images), or uint8 (n, H, W, C) with 1, 3 or 4 channels, which may be the user's own
    buffer and is never written to. part: "train", "validation", "test". group: what must stay in one part.
    """

    pixels: list[ImageFile] | NDArray[np.uint8]
    names: list[str]
    labels: list[Label] | None = None
    part: list[str] | None = None
    group: list[str] | None = None
    named: bool = False  # labels are classes for sure: names of folders, IDX labels
    notes: tuple[Note, ...] = ()
    paths: list[Path] = field(default_factory=list)  # the files that hold it all, for the fingerprint

    def __len__(self) -> int:
        return len(self.names)

    def in_part(self, name: str) -> "FoundImages":
        """The same images, all in this part."""
        return replace(self, part=[name] * len(self))
