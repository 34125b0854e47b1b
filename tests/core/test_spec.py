"""What data and network agree on."""

import pytest
from pydantic import ValidationError

from lamina.core.spec import DataSpec, TargetSpec


def test_the_width_of_the_output_follows_from_the_targets() -> None:
    three = TargetSpec(name="species", classes=("a", "b", "c"))
    yes = TargetSpec(name="toxic", classes=("no", "yes"))
    number = TargetSpec(name="price")
    assert DataSpec(kind="table", task="classify", targets=(three,)).num_outputs == 3
    assert DataSpec(kind="table", task="classify", targets=(yes, yes)).num_outputs == 2
    assert DataSpec(kind="table", task="classify", targets=(yes, yes)).multi_label
    assert DataSpec(kind="table", task="regress", targets=(number,)).num_outputs == 1
    assert DataSpec(kind="table", task="regress", targets=(number, number, number)).num_outputs == 3


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError):
        DataSpec.model_validate({"kind": "table", "task": "regress", "targets": [], "code": "x"})
