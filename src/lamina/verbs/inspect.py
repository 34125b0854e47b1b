"""`lamina inspect`: the layers of a network with their arithmetic, before a weight is allocated."""

import json
from dataclasses import fields
from typing import Any

from rich.console import Console

from lamina.core import inspection as records
from lamina.core.errors import InputError, nearest
from lamina.lens.inspect import inspect_module
from lamina.report.inspect.data import inspection_data
from lamina.report.inspect.html import inspection_fragment, inspection_page
from lamina.report.inspect.markdown import inspection_markdown
from lamina.report.inspect.table import inspection_view
from lamina.verbs.subject import InputShape, find_subject

FORMATS = ("text", "json", "markdown", "html")
_WIDTH = 170


class Inspection(records.Inspection):
    """The analysis, which can also show itself: `print(inspection)`, `inspection.render("markdown")`, in a notebook."""

    def render(self, format: str = "text") -> str:
        """The whole analysis as "text", "json", "markdown" or "html" (one page)."""
        if format == "json":
            return json.dumps(inspection_data(self), indent=2, ensure_ascii=False) + "\n"
        if format == "markdown":
            return inspection_markdown(self)
        if format == "html":
            return inspection_page(self)
        if format != "text":
            near = nearest(format, FORMATS)
            raise InputError("inspect.unknown_format", format=format, formats=", ".join(FORMATS), nearest=near)
        console = Console(width=_WIDTH, highlight=False, color_system=None)
        with console.capture() as captured:
            console.print(inspection_view(self))
        return captured.get()

    def __str__(self) -> str:
        return self.render("text")

    def _repr_html_(self) -> str:
        return inspection_fragment(self)


def inspect(
    network: Any, input_shape: InputShape = None, *, batch_size: int = 1, why: bool = False, **arguments: Any
) -> Inspection:
    """Layers, parameters, multiply-adds, receptive fields and memory of a network; nothing is allocated.

    network: a name of `lamina.list()`, a Run or its folder, a bundle, "file.py:Class", "1x1:16+5x5:32", or any
    `nn.Module`, which is only read. input_shape: of one row, without B, such as (3, 227, 227); several for networks of
    several inputs; or example tensors with B. batch_size: rows for which memory is counted. why: keep each number's
    formula. arguments: the network's own. The result has .num_parameters, .macs, .rows.
    """
    if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1:
        raise InputError("inspect.bad_batch_size", value=str(batch_size))
    subject = find_subject(network, input_shape, arguments)
    found = inspect_module(
        subject.module, subject.inputs, name=subject.name, batch_size=batch_size, softmax=subject.softmax,
        optimizer=subject.optimizer, why=why, copied=subject.built,
    )  # fmt: skip
    return Inspection(**{item.name: getattr(found, item.name) for item in fields(found)})
