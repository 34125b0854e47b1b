"""`lamina explain`: what a trained network does with a few rows, as pictures and one page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text
from torch import nn

from lamina.bundle.model import Model
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.core.own_name import called
from lamina.lens.features import first_filters
from lamina.report.section import Section
from lamina.report.views.explain_page import write_explanation
from lamina.verbs.load import opened
from lamina.verbs.run import Run
from lamina.verbs.shown import WIDTH_WITHOUT_TERMINAL, Shown
from lamina.verbs.views.contents import asked_views
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.looking import look_at
from lamina.verbs.views.unit import Asked, with_unit
from lamina.words import say

PAGE = "explain.html"
COMPARES = "filters"  # the view that can set another run beside this one


@dataclass(frozen=True, repr=False)
class Explained(Shown):
    """page: the HTML file, with its pictures as PNG files beside it; sections: a part of it for each view."""

    page: Path
    sections: tuple[Section, ...]

    def view(self) -> RenderableType:
        """What was found, a line for each view."""
        return Group(*map(_line, self.sections), Text(say("explain.written", page=str(self.page))))


def explain(
    run: Run | str | Path,
    input: Any = None,
    *,
    view: str | Sequence[str] = (),
    row: str | int = "",
    layer: str = "",
    unit: Asked = "",
    out: str | Path | None = None,
    network: nn.Module | str | None = None,
    beside: Run | str | Path | None = None,
    quiet: bool = False,
) -> Explained:
    """Look inside a trained network: write RUN/explain/explain.html and its pictures, and say what was found.

    input: a file, frame, array or text, as `lamina predict` takes it; without one held-out rows worth a look.
    view: names of views, else all that fit. row: the name of the one row to look at (line, row or file).
    layer: where a view looks at one. unit: one of its maps (number), or one place in it (number, row, column). out: another
    folder. network: your own, where the run is of one.
    beside: another run, whose first layer's filters are set beside these.
    InputError: the rows cannot be read, or a view that was asked for has no meaning here.
    """
    held = opened(run, network)
    names = (view,) if isinstance(view, str) else tuple(view)
    looked = with_unit(look_at(held, input, row=str(row), layer=layer), unit)
    views = asked_views(looked, names)
    if beside is not None:
        looked = replace(looked, beside=_other(beside, views, looked))
    folder = Path(out) if out is not None else default_folder(held)
    make_folder(folder)  # before the views, which take their time
    sections = []
    for each in views:
        section = shown(each, looked, asked=bool(names))
        sections.append(section)
        if not quiet:
            _console().print(_line(section))
    page = write(held, sections, folder, clear=out is None)
    if not quiet:
        _console().print(say("explain.written", page=str(page)), soft_wrap=True, markup=False)
    return Explained(page, tuple(sections))


def _other(beside: Run | str | Path, views: Sequence[View], looked: Looked) -> Model:
    """The model of the other run; InputError: no view that is shown compares two runs, or the other has no filters."""
    model = opened(beside, None).model
    if not any(each.name == COMPARES for each in views):
        network = looked.model.called
        raise InputError("explain.nothing_beside", view=COMPARES, network=network, names=[each.name for each in views])
    first_filters(model.network)
    return model


def shown(view: View, looked: Looked, *, asked: bool = False) -> Section:
    """What a view shows; where it does not apply after all, why (a view that was asked for is refused instead)."""
    try:
        return view.show(looked)
    except InputError as error:
        if asked:
            raise
        return Section(view.name, view.name.replace("-", " ").capitalize(), "", (str(error),))


def make_folder(folder: Path) -> None:
    """InputError: it cannot be made, or is a file."""
    if folder.is_file():
        raise InputError("explain.out_is_file", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("files.cannot_write", path=str(folder), reason=error.strerror or str(error)) from error


def write(run: Run, sections: Sequence[Section], folder: Path, *, clear: bool) -> Path:
    """Write the page and its pictures. clear: pictures of an earlier page go, as in the run's own folder."""
    for old in folder.glob("*.png") if clear else ():
        old.unlink(missing_ok=True)
    for section in sections:
        for picture in section.pictures:
            write_atomically(folder / f"{picture.stem}.png", picture.content)
    alone = run.folder.alone
    name = run.model.called if alone else called(run.config.network.network)
    title = name if alone else f"{name} · {Path(run.audit.source).stem or run.audit.source}"
    return write_explanation(folder / PAGE, title, str(run.path), sections)


def default_folder(run: Run) -> Path:
    """RUN/explain; of a bundle alone, which is left as it is, a folder here with its name."""
    return Path(f"{run.path.resolve().name}-explain") if run.folder.alone else run.path / "explain"


def _line(section: Section) -> Text:
    """The view's name and its main finding."""
    return Text.assemble((f"{section.name:<14}", "bold"), section.sentences[0] if section.sentences else section.title)


def _console() -> Console:
    console = Console(highlight=False, force_jupyter=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH_WITHOUT_TERMINAL)
    return console
