"""What can be asked of a model that writes, and what is refused."""

import pytest

from lamina.core.errors import InputError
from lamina.verbs.courses.generation import Generation, asked_options


def test_what_is_not_asked_for_is_the_usual():
    assert Generation.of({}) == Generation()
    assert Generation.of({"top_k": None, "prompt": "x", "temperature": 0}) == Generation(temperature=0)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"temperature": -0.1}, "networks.bad_temperature"),
        ({"temperature": float("nan")}, "networks.bad_temperature"),
        ({"top_k": 0}, "networks.bad_top_k"),
        ({"top_p": 1.5}, "networks.bad_top_p"),
        ({"beam": 0}, "networks.bad_beams"),
        ({"length": 0}, "language.bad_length"),
        ({"beam": 3, "temperature": 0.5}, "language.beam_draws_nothing"),
    ],
)
def test_refused(options, code):
    with pytest.raises(InputError) as error:
        Generation.of(options)
    assert error.value.code == code


def test_options_are_of_models_that_write():
    assert asked_options({"beam": 2, "top_k": None}, "translate") == {"beam": 2}
    assert asked_options({"top_k": None}, "classify") == {}
    for options, task, said in (({"top_k": 3}, "regress", "--top-k"), ({"temprature": 1}, "language", "temperature")):
        with pytest.raises(InputError, match=said):
            asked_options(options, task)
