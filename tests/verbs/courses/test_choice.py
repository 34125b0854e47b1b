"""Each task of the configuration has a course."""

import pytest

from lamina.core.spec import DataSpec, TargetSpec
from lamina.verbs.courses.choice import COURSES, course_of


@pytest.mark.parametrize("task", ["classify", "regress", "forecast"])
def test_a_task_whose_rows_have_one_answer_takes_the_rows_course(task: str) -> None:
    spec = DataSpec(kind="table", task=task, targets=(TargetSpec(name="y"),))
    assert course_of(spec) is COURSES["classify"]
