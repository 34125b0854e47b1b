"""How far back the gradient reaches, in words; and the view of a real run."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from lamina.core.backpropagation import ThroughTime
from lamina.verbs.run import Run
from lamina.verbs.views.looking import look_at
from lamina.verbs.views.time import MOST_LINES, VIEW, numbers_table, reach_sentence


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ([1.0, 0.1, 0.009, 0.0001], "reaches 2 of 3 steps"),
        ([1.0, 0.005, 0.5, 0.2], "all 3 steps"),  # it comes back
        ([1.0, 0.5], "a factor of 0.5"),
        ([1.0, 30.0, 400.0], "explodes: a change of the state 2 steps"),
        ([1.0], "all 0 steps"),
    ],
)
def test_reach_in_words(reach: list[float], said: str) -> None:
    nothing = torch.zeros(len(reach), 1, 1)
    seen = ThroughTime("layer", "RNN", nothing, nothing[0], torch.tensor(reach), nothing[:, 0, 0], 0.0)
    assert said in reach_sentence(seen)


def test_of_a_text_read_by_a_recurrent_network(language: SimpleNamespace, tmp_path: Path) -> None:
    run = language.trained(str(language.write_story(tmp_path / "story.txt")), tmp_path)
    looked = look_at(run)
    assert VIEW.fits(looked)
    section = VIEW.show(looked)
    assert [picture.stem for picture in section.pictures] == ["time-parts", "time-reach"]
    assert "steps" in section.sentences[0] and "autograd" in section.sentences[-1]
    assert section.body is not None and "sum over all steps" in section.body


def test_the_table_holds_the_last_and_the_first_step() -> None:
    terms = torch.arange(1.0, 41.0)[:, None, None]
    seen = ThroughTime("layer", "RNN", terms, terms.sum(dim=0), 0.5 ** torch.arange(40.0), terms[:, 0, 0], 0.0)
    rows = numbers_table(seen).split("<tr>")[2:]
    assert len(rows) == MOST_LINES + 1 and ">40<" in rows[0] and ">0<" in rows[0]  # the last step has lag 0
    assert ">1<" in rows[-2] and ">39<" in rows[-2] and "1.82e-12" in rows[-2] and ">820<" in rows[-1]


def test_a_table_has_no_time(classified: Run) -> None:
    assert not VIEW.fits(look_at(classified))
