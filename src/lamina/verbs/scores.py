"""A model's scores on data that is given."""

from pathlib import Path
from typing import Any

import torch

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Baseline, Evaluation
from lamina.core.spec import DataSpec
from lamina.data.tables.encode import with_target
from lamina.data.tables.encoded import Encoded
from lamina.evaluation.advice import recommend
from lamina.evaluation.baselines import constant
from lamina.evaluation.forecasters import naive_forecasters
from lamina.evaluation.score import evaluate_part, point_scores
from lamina.verbs.answers import encode
from lamina.verbs.copies import contaminated, copies_note
from lamina.verbs.crops import answers_of, crops_notes


def score(
    model: Model, data: Any, config: DataConfig, *, learned_rows: Path | None = None, crops: int = 1
) -> Evaluation:
    """Metrics of the model on rows that hold the target, beside the majority or mean of its training rows.

    learned_rows: fingerprints of the rows that the model learned from; copies of them among the data are told, and
    where they are many there is no verdict against the baseline.
    crops: views of each image, whose answers are averaged.
    """
    encoded = encode(data, model.spec, config, crops)
    if encoded.target is None:
        raise InputError("verbs.no_target_in_data", target=", ".join(target.name for target in model.spec.targets))
    scored = with_target(encoded)
    assert scored.target is not None
    answers = answers_of(model, scored.inputs, crops)
    evaluation = evaluate_part("data", answers, scored.target, model.spec, baselines=_baselines(model, scored))
    compared = scored if crops <= 2 else with_target(encode(data, model.spec, config))  # at the network's own size
    copies = copies_note(learned_rows, compared)
    advice = (recommend(evaluation),) if evaluation.baselines and not contaminated(copies) else ()
    notes = (*evaluation.notes, *crops_notes(crops), *scored.notes, copies, *advice)
    return evaluation.model_copy(update={"notes": notes})


def _baselines(model: Model, scored: Encoded) -> tuple[Baseline, ...]:
    """The constant answer that the bundle keeps of its training rows, scored on these rows; of a series the naive ones."""
    if model.spec.series is not None:
        return _naive(model.spec, scored)
    values, rows = model.card.get("constant"), model.card.get("parts", {}).get("train", 0)
    if not values or len(values) != model.spec.num_outputs:  # a bundle of before
        return ()
    assert scored.target is not None
    rival = constant(torch.tensor(values, dtype=torch.float64), rows, model.spec)
    scores = point_scores(rival.answers(torch.empty(len(scored), 0)), scored.target, model.spec)
    return (Baseline(name=rival.name, description=rival.description, scores=scores),)


def _naive(spec: DataSpec, scored: Encoded) -> tuple[Baseline, ...]:
    """The last value and the value a season before: they need nothing but the windows."""
    assert spec.series is not None and scored.target is not None
    return tuple(
        Baseline(
            name=rival.name, description=rival.description,
            scores=point_scores(rival.answers(scored.inputs["window"]), scored.target, spec),
        )
        for rival in naive_forecasters(spec.series)
    )  # fmt: skip
