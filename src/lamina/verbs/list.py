"""`lamina list`: the contents page of the networks."""

from lamina.networks.catalog import CATALOG, Row


def list() -> tuple[Row, ...]:
    """The catalogue's rows: name, kinds of data, tasks, paper, year."""
    return CATALOG
