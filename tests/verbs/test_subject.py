"""What a person means by a network."""

from pathlib import Path

import pytest
import torch
from torch import nn

import lamina
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.verbs.run import Run
from lamina.verbs.subject import find_subject, is_network, is_run


@pytest.mark.parametrize("row", [row for row in catalog.CATALOG if row.image], ids=lambda row: row.name)
def test_networks_of_the_catalogue_take_the_published_input_and_no_memory(row: catalog.Row) -> None:
    found = find_subject(row.name)
    assert found.inputs == ((row.image, torch.float32),) and found.softmax
    assert all(item.is_meta for item in (*found.module.parameters(), *found.module.buffers()))


def test_an_input_settles_the_networks_arguments() -> None:
    table = find_subject("mlp", (13,), {"num_classes": 3})
    assert table.inputs[0][0] == (13,) and next(table.module.parameters()).shape[1] == 13
    grey = find_subject("simplecnn", (1, 20, 24))
    assert grey.inputs[0][0] == (1, 20, 24)
    both = find_subject("mlp", None, {"in_features": 2, "num_classes": 3, "cardinalities": (5, 6)})
    assert both.inputs == (((2,), torch.float32), ((2,), torch.int64))
    with pytest.raises(InputError, match="227"):
        find_subject("lenet5", (3, 227, 227))


def test_modules_say_or_show_what_they_take() -> None:
    assert find_subject(nn.Sequential(nn.Linear(7, 2))).inputs == (((7,), torch.float32),)
    assert find_subject(nn.Embedding(9, 2), (5,)).inputs == (((5,), torch.int64),)
    assert find_subject(nn.Linear(7, 2), torch.zeros(3, 7, dtype=torch.float64)).inputs == (((7,), torch.float64),)
    assert find_subject(lamina.network("lenet5")).inputs[0][0] == (1, 32, 32)
    with pytest.raises(InputError) as caught:
        find_subject(nn.Conv2d(3, 4, 3))
    assert caught.value.code == "inspect.no_input"
    for shape in ((0, 3), "3x3", (3.5,)):
        with pytest.raises(InputError):
            find_subject(nn.Conv2d(3, 4, 3), shape)


def test_runs_and_bundles_are_read_without_their_weights(classified: Run, digits: Run) -> None:
    for item in (digits, digits.path, str(digits.path / "model"), digits.path / "model" / "bundle.json"):
        found = find_subject(item)
        assert found.inputs == (((1, 32, 32), torch.float32),) and found.softmax and is_run(digits.path)
        assert next(found.module.parameters()).is_meta
    table = find_subject(classified)
    assert table.inputs[0][0] == (next(table.module.parameters()).shape[1],)


def test_files_with_a_class(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "from torch import nn\n\nclass Net(nn.Linear):\n    def __init__(self, width=4):\n        super().__init__(width, 2)\n"
    )
    assert find_subject(f"{file}:Net", None, {"width": 6}).inputs[0][0] == (6,)
    with pytest.raises(InputError, match="wide"):
        find_subject(f"{file}:Net", None, {"wide": 6})


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="lenet5"):
        find_subject("lenet55")
    with pytest.raises(InputError, match="run folder"):
        find_subject("runs/nothing")
    with pytest.raises(InputError, match="--input"):
        find_subject("3x3:64")
    assert is_network("lenet5") and is_network("3x3:64") and is_network(nn.ReLU()) and not is_network("runs/x")
