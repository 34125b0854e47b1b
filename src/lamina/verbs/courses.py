"""Which course a task takes."""

from lamina.core.spec import DataSpec
from lamina.data.vocabulary import hides
from lamina.verbs.course import Course
from lamina.verbs.course_embed import EmbedCourse
from lamina.verbs.course_language import LanguageCourse
from lamina.verbs.course_masked import MaskedCourse
from lamina.verbs.course_pairs import PairsCourse
from lamina.verbs.course_rows import RowsCourse
from lamina.verbs.course_tag import TagCourse

MASKED: Course = MaskedCourse()  # of running text too: foretells hidden tokens, not the next one
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
    return MASKED if spec.task == "language" and hides(spec.text) else COURSES[spec.task]
