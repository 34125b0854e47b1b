import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.bundle.record import checksum, plain, seal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_plain_values_can_be_sealed_and_the_seal_does_not_count_itself(content: dict[str, object]) -> None:
    sealed = seal(plain(content))
    assert sealed["checksum"] == checksum(sealed) == checksum(plain(content)) or "checksum" in content


def test_the_seal_sees_a_changed_value_but_not_the_order() -> None:
    assert checksum({"a": 1, "b": "é"}) == checksum({"b": "é", "a": 1})
    assert checksum({"a": 1}) != checksum({"a": 2})


@pytest.mark.parametrize(
    ("value", "expected"), [((1, 2), [1, 2]), (math.nan, None), (math.inf, None), ({1: (True,)}, {"1": [True]})]
)
def test_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
