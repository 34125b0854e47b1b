"""Which course a task takes."""

from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import hides
from lamina.verbs.courses.course import Course
from lamina.verbs.courses.embed import EmbedCourse
from lamina.verbs.courses.language import LanguageCourse
from lamina.verbs.courses.masked import MaskedCourse
from lamina.verbs.courses.pairs import PairsCourse
from lamina.verbs.courses.rows import RowsCourse
from lamina.verbs.courses.tag import TagCourse

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
