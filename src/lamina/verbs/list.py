"""`lamina list`: the contents page of the networks, or one of them in full."""

import re

from rich.console import RenderableType

from lamina.networks import catalog
from lamina.networks.catalog import CATALOG, Row
from lamina.report.terminal.contents import contents_view, network_view
from lamina.verbs.shown import Shown


class Networks(Shown, tuple[Row, ...]):
    """Rows of the catalogue: name, parameters, kinds of data, tasks, paper, year; one alone shows all about itself."""

    def view(self) -> RenderableType:
        """The contents page; or the network's arguments and what its file says."""
        if len(self) != 1:
            return contents_view(self)
        known = catalog.arguments(self[0].name)
        if self[0].text_builder:  # for numbers and for tokens
            known |= {key: item for key, item in catalog.arguments(self[0].name, text=True).items() if key not in known}
        own = {name: "" if item.default is item.empty else item.default for name, item in known.items()}
        account = re.sub(r"(?<=.{80})\n(?=\S)", " ", catalog.account(self[0].name))  # the terminal wraps itself
        return network_view(self[0], own, account)


def list(name: str = "") -> Networks:
    """The networks of the catalogue; the one called `name`, or all whose names begin so. Another name is refused."""
    exact = [row for row in CATALOG if row.name == name]
    return Networks(exact or [row for row in CATALOG if row.name.startswith(name)] or [catalog.find(name)])
