"""The registry: names are asked for in one sentence, and the page's order is the registry's."""

import re
from collections.abc import Callable

import pytest
import torch

from lamina.core.errors import InputError
from lamina.networks.lenet5 import lenet5
from lamina.networks.vit import vit
from lamina.report.section import Section
from lamina.verbs.run import Run
from lamina.verbs.views.contents import VIEWS, asked_views
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.looking import look_at

from . import looks


def _show(looked: Looked) -> Section:
    return Section("one", "One", "", ())


KNOWN = (View("one", lambda _: True, _show), View("gates", lambda _: False, _show), View("two", lambda _: True, _show))


@pytest.fixture(scope="module")
def looked(classified: Run) -> Looked:
    return look_at(classified)


def test_all_that_fit_or_those_asked_for_in_the_pages_order(looked: Looked) -> None:
    assert [view.name for view in asked_views(looked, (), KNOWN)] == ["one", "two"]
    assert [view.name for view in asked_views(looked, ("two", "one"), KNOWN)] == ["one", "two"]


def test_an_unknown_view_and_one_that_does_not_fit_name_those_that_do(looked: Looked) -> None:
    with pytest.raises(InputError, match=r'"tow".*Did you mean "two".*one, two') as caught:
        asked_views(looked, ("tow",), KNOWN)
    assert caught.value.code == "explain.no_view"
    with pytest.raises(InputError, match=r'"gates" has no meaning for this mlp.*one, two'):
        asked_views(looked, ("gates",), KNOWN)


def test_names_are_words_and_stand_once() -> None:
    names = [view.name for view in VIEWS]
    assert len(set(names)) == len(names) and all(name.replace("-", "").isalpha() for name in names)


@pytest.mark.heavy
def test_each_view_names_its_paper(look_at_images: Callable[..., Looked]) -> None:
    torch.manual_seed(0)
    kinds = (
        look_at_images(lenet5(num_classes=10).eval()), looks.table(), looks.text(), looks.series(),
        looks.pairs(), look_at_images(vit(num_classes=10, in_channels=1, image_size=32).eval()),
    )  # fmt: skip
    told: dict[str, str] = {}
    for view in VIEWS:
        fitting = next((seen for seen in kinds if view.fits(seen)), None)
        if fitting is not None:
            told[view.name] = view.show(fitting).paper
    assert len(told) == len(VIEWS)
    assert [name for name, paper in told.items() if not re.search(r"(19|20)\d\d", paper)] == [
        "rows"
    ]  # it has no method
