"""The view backprop of real runs."""

from dataclasses import replace

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.networks.mlp import mlp
from lamina.verbs.run import Run
from lamina.verbs.views.aims import costliest
from lamina.verbs.views.backprop import VIEW
from lamina.verbs.views.contents import fitting
from lamina.verbs.views.looking import look_at


def test_of_classes(classified: Run) -> None:
    looked = look_at(classified)
    section = VIEW.show(looked)
    assert VIEW in fitting(looked) and "lowers its cost" in section.sentences[0]
    costly = looked.rows[costliest(looked)]
    assert costly.name in section.sentences[0] and costly.answer != costly.target and section.body is not None
    for name in ("z<sup>", "softmax", "autograd"):
        assert name in section.body.replace("<i>", "").replace("</i>", "")


def test_of_numbers(regressed: Run) -> None:
    section = VIEW.show(look_at(regressed))
    assert section.body is not None and "squared-error-half" in section.body


def test_a_convolution_has_no_such_view(digits: Run) -> None:
    assert not VIEW.fits(look_at(lamina.load(digits.path)))


def test_batch_norm_is_refused_with_the_layer(classified: Run) -> None:
    looked = look_at(classified)
    network = mlp(looked.inputs[0].shape[1], len(classified.model.spec.classes), batch_norm=True)
    other = replace(looked, model=replace(looked.model, network=network))
    assert VIEW.fits(other)
    with pytest.raises(InputError, match="BatchNorm1d"):
        VIEW.show(other)
