"""What one view of the page of `lamina explain` is made of: a title, sentences, pictures, a table, the method's paper."""

from dataclasses import dataclass

from lamina.report.html import Html


@dataclass(frozen=True)
class Picture:
    """A PNG: `stem` is the name of its file without the ending, `alt` what a person who cannot see it is told.

    on_page: False where the page draws the same itself, and the file stands only beside it.
    """

    stem: str
    content: bytes
    alt: str
    on_page: bool = True


@dataclass(frozen=True)
class Section:
    """One view: `name` as `--view` takes it; sentences say in words what the pictures show, the main finding first."""

    name: str
    title: str
    paper: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    body: Html | None = None  # tables, or a drawing that the page itself can make
