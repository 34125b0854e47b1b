"""Column names made fit; classes in natural order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.data.names import natural_order, tidy_names


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("ab_2 "), max_size=4), max_size=8))
def test_tidy_names_are_unique_and_filled(names: list[str]) -> None:
    tidy, notes = tidy_names(names, "t.csv")
    assert len(set(tidy)) == len(tidy) == len(names) and all(name == name.strip() != "" for name in tidy)
    if len(set(names)) == len(names) and all(name == name.strip() != "" for name in names):
        assert tidy == names and notes == ()


def test_natural_order() -> None:
    assert natural_order(["10", "2", "1", "-1", "2.5"]) == ("-1", "1", "2", "2.5", "10")
    assert natural_order(["c10", "c9", "C1"]) == ("C1", "c9", "c10")
    assert natural_order(["<=50K", ">50K", "7"]) == ("7", "<=50K", ">50K")
    assert natural_order(["b", "A", "a", "B"]) == ("A", "a", "B", "b")


@settings(deadline=None)
@given(st.lists(st.text(max_size=5), unique=True))
def test_natural_order_does_not_depend_on_the_order_given(names: list[str]) -> None:
    assert natural_order(names) == natural_order(reversed(names))
