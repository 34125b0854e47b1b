from types import SimpleNamespace

from lamina.core.health import NormHealth
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.norms import evaluation_gap, tiny_batches


def normed(made: SimpleNamespace, evaluating: float = 0.9, **more: float) -> object:
    figures = {"batch_size": 32, "values": 32, "mean_gap": 0.1, "variance_gap": 0.1, "smallest_std": 0.5, **more}
    norm = made.layer("norm1", type="BatchNorm1d", fan_in=None, norm=NormHealth(**figures))
    layers = (made.layer("dense1"), norm, made.layer("output"))
    return made.checkup(readings=lambda step: made.reading(step, layers=layers, loss_evaluating=evaluating))


def test_few_numbers_in_a_batch(made: SimpleNamespace) -> None:
    (found,) = tiny_batches(normed(made, batch_size=2, values=2))
    assert found.where == "norm1" and found.remedy is not None and found.remedy.change == {"batch_size": 32}
    assert [one.code for one in diagnose(normed(made, batch_size=2, values=2))] == ["doctor.batch_norm_tiny"]
    assert tiny_batches(normed(made)) == []
    assert tiny_batches(normed(made, batch_size=8, values=8 * 49)) == []


def test_evaluation_that_is_another_network(made: SimpleNamespace) -> None:
    (found,) = evaluation_gap(normed(made, evaluating=5.0, mean_gap=3.0))
    assert found.where == "norm1" and found.evidence["evaluating"] == 5.0


def test_gaps_that_do_no_harm_and_harm_that_is_no_gap(made: SimpleNamespace) -> None:
    assert evaluation_gap(normed(made, evaluating=0.9, mean_gap=3.0)) == []
    assert evaluation_gap(normed(made, evaluating=5.0)) == []
