"""The fixed output: distances to codes of -1 and +1 that differ from class to class."""

import pytest
import torch

from lamina.blocks.rbf import RadialBasis, class_codes


@pytest.mark.parametrize("num_classes", [2, 3, 10, 47, 1000])
def test_codes_are_signs_and_no_two_are_alike(num_classes: int) -> None:
    codes = class_codes(num_classes)
    assert codes.shape == (num_classes, 84)
    assert set(codes.unique().tolist()) == {-1.0, 1.0}
    assert len({tuple(code) for code in codes.tolist()}) == num_classes
    differing = (84 - codes @ codes.T) / 2
    assert differing[~torch.eye(num_classes, dtype=torch.bool)].min() >= 6


def test_codes_are_the_same_each_time_and_do_not_depend_on_the_others() -> None:
    assert torch.equal(class_codes(5), class_codes(47)[:5])
    assert "".join("-+"[sign > 0] for sign in class_codes(2)[1, :12].tolist()) == "------++++-+"


def test_similar_digits_have_similar_codes() -> None:
    codes = class_codes(10)
    alike = lambda a, b: int((codes[a] == codes[b]).sum())  # noqa: E731
    assert alike(3, 8) > alike(3, 4)
    assert alike(1, 7) < alike(0, 8)


def test_penalties_are_squared_distances() -> None:
    output = RadialBasis(10)
    x = torch.randn(4, 84)
    penalties = output(x)
    assert penalties.shape == (4, 10)
    torch.testing.assert_close(penalties[2, 7], ((x[2] - output.codes[7]) ** 2).sum())
    assert output(output.codes).diagonal().tolist() == [0.0] * 10
    assert not list(output.parameters())
