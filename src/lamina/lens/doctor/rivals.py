"""The network beside simple models that were scored on the same held-out rows: is it behind one, ahead of a constant?

A score of n rows is uncertain, and the best of several baselines is so by luck, too. So a baseline counts as better
only where the difference is more than the rows can bring about: by several standard errors of a difference.
"""

import math
from typing import Any

from lamina.core.health import Checkup
from lamina.lens.doctor.signs import ahead, smaller_is_better

CONSTANT = ("majority", "mean")  # baselines that ignore the input
BETTER = 0.1  # of their errors, that a network removes which is not at chance
SURE = 3.0  # standard errors of the difference: of two equal models once in 700 parts, of the best of five once in 150
SHARES = ("accuracy", "f1_macro", "span_f1", "token_accuracy")  # of rows: binomial, as far as that is known


def behind_baseline(checkup: Checkup) -> dict[str, Any]:
    """The best baseline, its score, and the share of this network's errors that it removes.

    {} where the network leads, or where the difference may well be what these few rows happen to be.
    """
    lead, name = ahead(checkup), checkup.headline
    if lead is None or lead >= 0 or -lead <= SURE * uncertainty(checkup):
        return {}
    own = checkup.scores[scored_part(checkup)][name]
    rival = own - lead if not smaller_is_better(name) else own + lead
    errors = own if smaller_is_better(name) else 1 - own
    share = -lead / errors if errors > 0 else 0.0
    if name == "rmse":
        share = 1 - (1 - share) ** 2  # of the squared error, as of the variance
    return {"baseline": _best(checkup), "score": own, "baseline_score": rival, "behind": share, "metric": name}


def beats_constant(checkup: Checkup) -> bool:
    """Whether the answers are better than one constant answer: the loss may lag, as that of small logits does."""
    name, part = checkup.headline, scored_part(checkup)
    constant = next((checkup.baselines[one] for one in CONSTANT if one in checkup.baselines), {})
    if not part or name not in constant:
        return False
    own = checkup.scores[part][name]
    if smaller_is_better(name):
        return own < (1 - BETTER) * constant[name]
    return own - constant[name] > BETTER * (1 - constant[name])


def uncertainty(checkup: Checkup) -> float:
    """Standard error of the difference between the headline scores of the network and of a baseline; 0 unknown.

    Taken as that of two scores apart, both with the network's: the worse of two shares, or errors, is the less certain
    one, and right answers to the same rows go together, so this is rather too much. Where no interval was written down:
    sqrt(p (1 - p) / n) of a share, and 1 / sqrt(2 n) of an error's own size, as of the root of a mean square of normal ones.
    """
    part, name = scored_part(checkup), checkup.headline
    if not part:
        return 0.0
    own, rows = checkup.scores[part][name], checkup.data.parts.get(part, 0)
    known = checkup.errors.get(part, {}).get(name)
    if known is None and rows and name in SHARES:
        known = math.sqrt(max(own * (1 - own), 0.0) / rows)
    elif known is None and rows and smaller_is_better(name):
        known = abs(own) / math.sqrt(2 * rows)
    return math.sqrt(2) * (known or 0.0)


def scored_part(checkup: Checkup) -> str:
    """The held-out part whose scores decide, "" where there is none."""
    name = checkup.headline
    return next((part for part in ("test", "validation") if name in checkup.scores.get(part, {})), "")


def _best(checkup: Checkup) -> str:
    name = checkup.headline
    scored = {label: scores[name] for label, scores in checkup.baselines.items() if name in scores}
    return (min if smaller_is_better(name) else max)(scored, key=lambda label: scored[label])
