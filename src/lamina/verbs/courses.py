"""Which course a task takes."""

from lamina.core.spec import DataSpec
from lamina.verbs.course import Course
from lamina.verbs.course_embed import EmbedCourse
from lamina.verbs.course_language import LanguageCourse
from lamina.verbs.course_pairs import PairsCourse
from lamina.verbs.course_rows import RowsCourse
from lamina.verbs.course_tag import TagCourse

ROWS: Course = RowsCourse()
COURSES: dict[str, Course] = {
    "classify": ROWS,
    "regress": ROWS,
    "forecast": ROWS,
    "tag": TagCourse(),
    "embed": EmbedCourse(),
    "translate": PairsCourse(),
    "language": LanguageCourse(),
}


def course_of(spec: DataSpec) -> Course:
    """The course of the task of a spec."""
    return COURSES[spec.task]
