"""The contents page of the networks."""

from rich.console import Console, RenderableType

from lamina.networks.catalog import CATALOG
from lamina.report.contents import contents_view


def drawn(view: RenderableType, width: int) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def test_a_line_per_network_under_its_paper() -> None:
    lines = drawn(contents_view(CATALOG), 110).splitlines()
    for row in CATALOG:
        (line,) = [line for line in lines if line.split()[:1] == [row.name]]
        assert f"{row.parameters:,}" in line if row.parameters else "by the data" in line
    assert len(lines) < len(CATALOG) + 2 * len({row.paper for row in CATALOG}) + 3
    assert any(line.startswith("1998  LeCun") for line in lines)


def test_it_fits_a_narrow_terminal() -> None:
    for width in (60, 80):
        lines = drawn(contents_view(CATALOG), width).splitlines()
        assert all(len(line) <= width for line in lines)
        assert {row.name for row in CATALOG} <= {line.split()[0] for line in lines if line.strip()}
