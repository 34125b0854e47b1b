"""What a row should have been answered, from what people read of it."""

import pytest
import torch

from lamina.verbs.run import Run
from lamina.verbs.views.aims import aim_of
from lamina.verbs.views.looked import Looked, LookedRow
from lamina.verbs.views.looking import look_at


def with_target(looked: Looked, target: str) -> Looked:
    row = LookedRow("row 0", "given", target, "", None)
    return Looked(looked.model, (row,), looked.raw, looked.inputs, looked.parts)


def test_a_class_and_its_cost(classified: Run) -> None:
    looked = look_at(classified)
    aim, spec = aim_of(looked), classified.model.spec
    assert aim.known and spec.classes[int(aim.target)] == looked.rows[0].target
    output = torch.zeros(1, len(spec.classes))
    assert aim.cost(output).item() == pytest.approx(torch.log(torch.tensor(float(len(spec.classes)))).item())
    assert not aim_of(with_target(looked, "")).known and not aim_of(with_target(looked, "neither")).known


def test_a_number_is_scaled_as_the_network_learned_it(regressed: Run) -> None:
    looked = look_at(regressed)
    aim = aim_of(looked)
    raw = looked.model.finish(aim.target).item()
    assert aim.known and raw == pytest.approx(float(looked.rows[0].target.replace(",", "")), rel=1e-6)
    unknown = aim_of(with_target(looked, ""))
    assert not unknown.known and unknown.target.abs().sum() == 0
    assert aim_of(with_target(looked, "1,200.5, 3 …")).target.shape[1] >= 1
