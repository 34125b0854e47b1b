"""A network of several layers that is one linear map: the activations between them were forgotten.

The product of matrices is a matrix, so layers without anything between them can say no more than one of them alone
(Minsky & Papert 1969; Goodfellow, Bengio, Courville 2016, 6.1), whatever their width and number.
"""

from collections.abc import Sequence
from itertools import pairwise

from lamina.core.health import Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.signs import names_of

MAPS = ("Linear", "Conv1d", "Conv2d", "Conv3d")
PASSES_ON = ("Flatten", "Identity", "Dropout")  # what leaves numbers as they are, or scales them one by one
SAME = 1e-4  # by which two measures of the same numbers differ


def all_linear(checkup: Checkup) -> list[Finding]:
    """Every layer takes in, at every look, the very numbers that the one before it gave."""
    asked = dict(checkup.settings.get("arg") or {})
    if not checkup.readings or "activation" in asked or not all(map(_is_linear, checkup.readings)):
        return []
    maps = _maps(checkup.readings[-1].layers)
    return [
        Finding(
            code="doctor.all_linear", where=maps[0].name, evidence={"layers": names_of(maps)}, confidence=0.95,
            remedy=Remedy(words="doctor.do.activate"),
        )
    ]  # fmt: skip


def _is_linear(reading: Reading) -> bool:
    maps = _maps(reading.layers)
    if len(maps) < 2 or any(layer.activation or layer.runs > 1 for layer in reading.layers):
        return False
    if not all(layer.type in MAPS or layer.type.startswith(PASSES_ON) for layer in reading.layers):
        return False
    return all(_hands_on(one, two) for one, two in pairwise(reading.layers))


def _maps(layers: Sequence[LayerHealth]) -> list[LayerHealth]:
    return [layer for layer in layers if layer.type in MAPS]


def _hands_on(one: LayerHealth, two: LayerHealth) -> bool:
    """Whether `two` takes in the numbers that `one` gives: nothing stands between, neither a module nor a function."""
    if one.output is None or two.input is None or not one.output.max_abs:
        return False
    size, given, taken = one.output.max_abs, one.output, two.input
    pairs = ((given.mean, taken.mean), (given.std, taken.std), (given.max_abs, taken.max_abs))
    return all(abs(first - second) <= SAME * size for first, second in pairs)
