"""The catalogue."""

import lamina


def test_every_network_has_paper_and_year() -> None:
    rows = lamina.list()
    assert {"mlp", "simplecnn", "lenet5", "lenet5-1998"} <= {row.name for row in rows}
    assert all(row.paper and row.year > 1940 for row in rows)


def test_a_network_for_numbers_and_tokens_shows_the_arguments_of_both() -> None:
    shown = str(lamina.list("bilstm"))
    assert all(f"{name}=" in shown for name in ("window", "target_columns", "vocab_size", "answers"))
