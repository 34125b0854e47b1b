"""The catalogue."""

import lamina


def test_every_network_has_paper_and_year() -> None:
    rows = lamina.list()
    assert {"mlp", "simplecnn", "lenet5", "lenet5-1998"} <= {row.name for row in rows}
    assert all(row.paper and row.year > 1940 for row in rows)
