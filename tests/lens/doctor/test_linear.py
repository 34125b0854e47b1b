from types import SimpleNamespace

import pytest

from lamina.core.health import Spread
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.linear import all_linear

GIVEN = (
    Spread(mean=0.0, std=1.0, max_abs=3.0),
    Spread(mean=0.2, std=1.5, max_abs=5.0),
    Spread(mean=0.1, std=2.0, max_abs=7.0),
)
CUT = Spread(mean=0.5, std=0.6, max_abs=3.0)  # of the first, what is above zero


def chain(
    made: SimpleNamespace, middle: str = "Linear", between: Spread = GIVEN[0], last: int = 3, **more: object
) -> object:
    """Layers of which each takes in what the one before gave, except that the second takes in `between`."""
    kinds = ("Linear", middle, "Linear")
    layers = tuple(
        made.layer(f"dense{place}", type=kind, output=GIVEN[place], input=None if not place else between if place == 1 else GIVEN[1])
        for place, kind in enumerate(kinds)
    )  # fmt: skip
    return made.checkup(readings=lambda step: made.reading(step, layers=layers[:last]), **more)


@pytest.mark.parametrize("middle", ["Linear", "Dropout", "Flatten"])
def test_layers_that_nothing_stands_between(made: SimpleNamespace, middle: str) -> None:
    (found,) = diagnose(chain(made, middle))
    assert (found.code, found.where) == ("doctor.all_linear", "dense0")
    assert found.evidence["layers"] == ["dense0", *(["dense1"] if middle == "Linear" else []), "dense2"]


def test_what_stands_between_makes_it_more_than_a_line(made: SimpleNamespace) -> None:
    assert all_linear(chain(made, between=CUT)) == []  # a function that is no module
    assert all_linear(chain(made, middle="LSTM")) == [] and all_linear(chain(made, middle="MyOwn")) == []
    assert all_linear(made.checkup()) == []  # ReLUs


def test_one_layer_alone_is_meant_so(made: SimpleNamespace) -> None:
    assert all_linear(chain(made, last=1)) == []
    assert all_linear(chain(made, settings={"arg": {"activation": "identity"}})) == []  # asked for
    assert all_linear(made.checkup(readings=())) == []
