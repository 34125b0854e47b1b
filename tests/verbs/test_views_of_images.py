"""Every view of images over every network of the catalogue: it shows or refuses in words, and changes nothing."""

from collections.abc import Callable

import pytest
import torch

from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.networks.catalog import CATALOG, Row
from lamina.verbs.views import attention as view_attention
from lamina.verbs.views import deconvnet as view_deconvnet
from lamina.verbs.views import field as view_field
from lamina.verbs.views import filters as view_filters
from lamina.verbs.views import invariance as view_invariance
from lamina.verbs.views import maps as view_maps
from lamina.verbs.views import why as view_why
from lamina.verbs.views.looked import Looked

VIEWS = [
    one.VIEW for one in (view_attention, view_deconvnet, view_field, view_filters, view_invariance, view_maps, view_why)
]
QUICK = ("lenet5", "lenet5-1998", "simplecnn", "resnet20-cifar", "vit")
ROWS = [
    pytest.param(row, id=row.name, marks=[] if row.name in QUICK else [pytest.mark.heavy])
    for row in CATALOG
    if "images" in row.kinds and "in_channels" in catalog.arguments(row.name)
]


@pytest.mark.parametrize("row", ROWS)
def test_a_network_is_as_it_was(row: Row, look_at_images: Callable[..., Looked]) -> None:
    torch.manual_seed(0)
    known = catalog.arguments(row.name)
    given = {"in_channels": 3, "num_classes": 3, **row.smoke}
    network = catalog.build(row.name, **{name: value for name, value in given.items() if name in known}).eval()
    side = row.smoke.get("image_size", row.image[1] if row.image else 32)
    looked = look_at_images(network, side=side, channels=3, classes=3, count=10)
    weights = {name: value.clone() for name, value in network.state_dict().items()}
    random = torch.get_rng_state()
    with torch.no_grad():
        before = network(looked.inputs[0].clone())
    shown = 0
    for view in VIEWS:
        if view.fits(looked):
            try:
                shown += len(view.show(looked).pictures)
            except InputError as error:
                assert str(error)
    with torch.no_grad():
        after = network(looked.inputs[0].clone())
    assert shown and torch.equal(torch.get_rng_state(), random)
    answers = [each if isinstance(each, torch.Tensor) else each[0] for each in (before, after)]
    torch.testing.assert_close(*answers, rtol=0, atol=0, equal_nan=True)  # 1,202 layers of random weights overflow
    assert all(torch.equal(value, weights[name]) for name, value in network.state_dict().items())
    assert not any(one._forward_hooks or one._forward_pre_hooks or one.training for one in network.modules())
