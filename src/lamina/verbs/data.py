"""`lamina data`: what is in a data set, before anything is trained."""

from collections.abc import Callable
from typing import Any

from rich.console import RenderableType

from lamina.core import records
from lamina.core.config import RunConfig
from lamina.data.corpus.profile import profile_corpus
from lamina.data.corpus.reading import Corpus
from lamina.data.images.profile import profile_images
from lamina.data.images.reading import read_images
from lamina.data.pairs.profile import profile_pairs
from lamina.data.pairs.reading import Pairs
from lamina.data.sequences.profile import profile_sequences
from lamina.data.sequences.reading import Sequences
from lamina.data.series.profile import profile_series
from lamina.data.tables.profile import profile_table
from lamina.data.tables.table import Table
from lamina.data.tags.profile import profile_sentences
from lamina.data.tags.sentences import Sentences
from lamina.data.texts.profile import profile_texts
from lamina.data.texts.reading import Texts
from lamina.report.terminal.profile_table import profile_view
from lamina.verbs.options import takes
from lamina.verbs.reading import look
from lamina.verbs.settings import gather
from lamina.verbs.shown import Shown


class Profile(Shown, records.Profile):
    """What is in a data set; shows itself as `lamina data` does."""

    def view(self) -> RenderableType:
        """The profile's tables."""
        return profile_view(self)


PROFILES: dict[type, Callable[[Any, RunConfig], records.Profile]] = {
    Table: profile_table,
    Texts: profile_texts,
    Sentences: profile_sentences,
    Sequences: profile_sequences,
    Pairs: profile_pairs,
    Corpus: profile_corpus,
}


@takes("data", more=("task", "seed"))
def data(source: Any, *, config: RunConfig | None = None, **options: Any) -> Profile:
    """Types, distributions, drift between the parts, missing, outliers, repeats, class balance, suspicions of leakage."""
    settled = gather(source, config, options)
    detected, content = look(source, settled)
    if content is None:
        images = read_images(source, settled.data, size=None, channels=None)
        return Profile(**dict(profile_images(images, settled)))
    if isinstance(content, Table) and detected.kind == "series":
        return Profile(**dict(profile_series(content, settled)))
    return Profile(**dict(PROFILES[type(content)](content, settled)))
