"""The registry: names are asked for in one sentence, and the page's order is the registry's."""

import pytest

from lamina.core.errors import InputError
from lamina.report.section import Section
from lamina.verbs.run import Run
from lamina.verbs.views.contents import VIEWS, asked_views
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.looking import look_at


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
