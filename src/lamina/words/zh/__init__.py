"""Chinese sentences, one file per part of the house; a code begins with the name of its part."""

from lamina.words.zh import (
    bundle,
    cli,
    core,
    corpus,
    data,
    evaluation,
    images,
    inspect,
    networks,
    report,
    series,
    table,
    text,
    training,
    verbs,
    weights,
)
from lamina.words.zh.summaries import SUMMARIES as SUMMARIES

SENTENCES = {
    **core.SENTENCES, **data.SENTENCES, **table.SENTENCES, **text.SENTENCES, **images.SENTENCES, **networks.SENTENCES,
    **training.SENTENCES, **evaluation.SENTENCES, **bundle.SENTENCES, **report.SENTENCES,
    **verbs.SENTENCES, **cli.SENTENCES, **inspect.SENTENCES, **weights.SENTENCES, **series.SENTENCES,
    **corpus.SENTENCES,
}  # fmt: skip
