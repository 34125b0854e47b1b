"""`lamina data`: what is in a data set, before anything is trained."""

from typing import Any

from rich.console import RenderableType

from lamina.core import records
from lamina.core.config import RunConfig
from lamina.data.detect import detect
from lamina.data.image_profile import profile_images
from lamina.data.images import read_images
from lamina.data.pair_profile import profile_pairs
from lamina.data.pairs import read_pairs
from lamina.data.profile import profile_table
from lamina.data.sentences import read_sentences
from lamina.data.sequence_profile import profile_sequences
from lamina.data.sequences import read_sequences
from lamina.data.series_columns import is_series
from lamina.data.series_profile import profile_series
from lamina.data.table import read_table
from lamina.data.tag_profile import profile_sentences
from lamina.data.text_profile import profile_texts
from lamina.data.texts import read_texts
from lamina.report.profile_table import profile_view
from lamina.verbs.options import takes
from lamina.verbs.settings import gather
from lamina.verbs.shown import Shown


class Profile(Shown, records.Profile):
    """What is in a data set; shows itself as `lamina data` does."""

    def view(self) -> RenderableType:
        """The profile's tables."""
        return profile_view(self)


@takes("data", more=("task", "seed"))
def data(source: Any, *, config: RunConfig | None = None, **options: Any) -> Profile:
    """Types, distributions, drift between the parts, missing, outliers, repeats, class balance, suspicions of leakage."""
    settled = gather(source, config, options)
    detected = detect(source, settled.data)
    kind = detected.kind
    if detected.task == "tag" or (settled.task.task == "tag" and kind in ("table", "text")):
        found: records.Profile = profile_sentences(read_sentences(source, settled.data), settled)
    elif kind == "images":
        found = profile_images(read_images(source, settled.data, size=None, channels=None), settled)
    elif kind == "sequences":
        found = profile_sequences(read_sequences(source), settled)
    elif kind == "pairs":
        found = profile_pairs(read_pairs(source, settled.data), settled)
    elif kind == "text":
        found = profile_texts(read_texts(source, settled.data), settled)
    else:
        table = read_table(source, settled.data)
        found = profile_series(table, settled) if is_series(table, settled) else profile_table(table, settled)
    return Profile(**dict(found))
