"""Totals follow from the rows."""

from lamina.core.inspection import Inspection, Layer, Memory, Reach, times


def test_totals() -> None:
    seen = Reach((3, 5), (1, 1), (1.0, 2.0))
    rows = (
        Layer("a", "Conv2d", weights=10, biases=2, frozen=12, multiplications=30, connections=7),
        Layer("a", "Conv2d", multiplications=30, shared_with="a", reach=seen),
        Layer("b", "Linear", weights=4, used=False),
    )  # fmt: skip
    memory = Memory(parameters=64, buffers=8, activations=4, gradients=2, optimizer=1)
    whole = Inspection("x", ((3,),), (2,), rows, 1, memory, None, "adamw")
    assert (whole.num_parameters, whole.num_weights, whole.num_biases) == (16, 14, 2)
    assert (whole.num_trainable, whole.num_frozen) == (4, 12)
    assert (whole.macs, whole.flops, whole.connections, whole.num_layers) == (60, 120, 7, 1)
    assert whole.reach is seen and seen.text == "3x5"
    assert memory.total == 79 and rows[0].flops == 60 and rows[0].trainable == 0
    lost = Inspection("x", ((3,),), (2,), (*rows, Layer("c", "Linear", multiplications=5)), 1, memory, None, "adamw")
    assert lost.reach is None  # the last layer's field is not known: that of a layer before it is not told for it


def test_times() -> None:
    assert times((3, 227, 227)) == "3x227x227" and times(()) == ""
