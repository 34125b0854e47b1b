"""What verbs give back shows itself."""

import lamina
from lamina.networks.catalog import CATALOG


def test_profile_shows_its_tables() -> None:
    profile = lamina.data("iris")
    assert "sepal length (cm)" in repr(profile) and "Profile(" not in repr(profile)
    assert profile.rows == 150 and "<pre" in profile._repr_html_()


def test_comparison_and_contents() -> None:
    text = repr(lamina.compare("lenet5", "simplecnn"))
    assert "61,706" in text and "Comparison(" not in text
    networks = lamina.list()
    assert len(networks) == len(CATALOG) and networks[0].name == "mlp" and "alexnet" in str(networks)
    assert "Differs from the paper" in repr(lamina.list("lenet5")) and isinstance(networks, tuple)
