"""The view window of a real run of images."""

import torch

from lamina.verbs.run import Run
from lamina.verbs.views.looking import look_at
from lamina.verbs.views.window import VIEW, strongest


def test_of_a_lenet(digits: Run) -> None:
    looked = look_at(digits)
    section = VIEW.show(looked)
    assert VIEW.fits(looked) and len(section.sentences) == 3
    assert "c1" in section.sentences[0] and "s2" in section.sentences[1] and section.body is not None
    assert section.body.count("autograd") == 2 and 'class="matrix loose"' in section.body


def test_a_table_has_no_windows(classified: Run) -> None:
    assert not VIEW.fits(look_at(classified))


def test_the_unit_of_the_largest_error() -> None:
    delta = torch.zeros(2, 3, 4)
    delta[1, 2, 0] = -1
    assert strongest(delta) == (1, 2, 0)
    delta[0, 1, 3] = 0.5
    assert strongest(delta, 0) == (0, 1, 3) and strongest(delta, 0, (2, 2)) == (0, 2, 2)
