"""The proof of resume, on this machine."""

import lamina
from lamina.verbs.run import Run


def test_resume_is_proved_by_killing_a_real_training(classified: Run) -> None:
    check = lamina.verify(classified.path, resume=True)[-1]
    assert check.code == "verbs.check_resume"
    assert check.ok
    assert check.parameters["kills"] >= 1
