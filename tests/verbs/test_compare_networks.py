"""Networks and blocks side by side."""

import pytest
from torch import nn

import lamina
from lamina.core.errors import InputError
from lamina.verbs.compare_networks import compare_networks
from lamina.verbs.run import Run


def test_bottleneck_of_the_notes() -> None:
    found = compare_networks("5x5:32", "1x1:16+5x5:32", input_shape=(192, 28, 28))
    facts = dict(found.rows)
    assert facts["multiplications"] == ("120,422,400", "12,443,648")
    assert found.notes[0].code == "inspect.ratio" and round(found.notes[0].parameters["times"], 1) == 9.7


def test_three_3x3_equal_one_7x7_in_receptive_field_only() -> None:
    one = nn.Conv2d(64, 64, 7, padding=3)
    three = nn.Sequential(*(nn.Conv2d(64, 64, 3, padding=1) for _ in range(3)))
    found = lamina.compare(one, three, input_shape=(64, 56, 56))
    facts = dict(found.rows)
    assert facts["reach"] == ("7x7", "7x7") and facts["parameters"] == ("200,768", "110,784")
    assert [note.code for note in found.notes] == ["inspect.ratio", "inspect.equal_reach"]


def test_catalogue_names_and_inputs_that_differ() -> None:
    found = lamina.compare("lenet5", "simplecnn", "lenet5")
    assert found.kind == "networks" and found.columns == ("lenet5 (1)", "simplecnn", "lenet5 (2)")
    assert dict(found.rows)["parameters"][0] == "61,706"
    other = compare_networks(nn.Linear(3, 2), nn.Linear(4, 2))
    assert not other.comparable and other.notes[0].code == "inspect.inputs_differ"
    assert compare_networks("lenet5", "lenet5").notes == ()


def test_projections_are_told_from_the_layers_that_a_paper_counts() -> None:
    found = compare_networks("resnet18", "lenet5")
    assert dict(found.rows)["layers"] == ("21 (3 are projections)", "5")


def test_one_network_and_mixtures_are_refused(classified: Run) -> None:
    with pytest.raises(InputError, match="two"):
        compare_networks("lenet5")
    with pytest.raises(InputError, match="lenet5 is none"):
        lamina.compare(classified, "lenet5")
