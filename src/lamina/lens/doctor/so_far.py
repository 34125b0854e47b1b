"""What can be said already of a training that is not finished.

Faults that are judged by how a training comes out (a loss at chance, weights that hardly moved, little gradient at the
first layers) look in its first steps like many a sound training. So the loss counts as learned, and such faults are passed over, until a fair part of the
training is done; updates so large that the loss rises are told at any time.
"""

from lamina.core.health import Checkup, Finding
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.fitting import nothing_learned
from lamina.lens.doctor.rate import TRAVELLED
from lamina.lens.doctor.signs import losses

FAIR = 0.25  # share of the training, after which its outcome shows
ANY_TIME = ("doctor.rate_too_high", "doctor.not_finite")
TOO_LOW, STUCK, FADING = "doctor.rate_too_low", "doctor.stuck_at_chance", "doctor.vanishing_gradient"


def so_far(checkup: Checkup) -> tuple[Finding, ...]:
    """The findings that hold whatever is still to come, most serious first; of a finished training all."""
    share = share_done(checkup)
    found = diagnose(checkup)
    if share >= 1.0:
        return found
    if share >= FAIR:
        return tuple(one for one in found if _would_hold(one, share, checkup))
    early = [one for one in found if one.code in ANY_TIME]
    told = {each.code for one in early for each in (one, *one.consequences)}
    hopeful = diagnose(checkup.model_copy(update={"history": ()}))
    return (*early, *(one for one in hopeful if one.code not in {TOO_LOW, *told} and not _may_wake(one)))


def share_done(checkup: Checkup) -> float:
    """How much of the training is done, by its steps or by its budget of time; 1 where that is not known."""
    steps = checkup.settings.get("epochs")
    shares = []
    if isinstance(steps, int) and checkup.steps_per_epoch:
        shares.append(checkup.steps / (steps * checkup.steps_per_epoch))
    if minutes := checkup.settings.get("minutes"):
        shares.append(sum(row.get("seconds", 0.0) for row in checkup.history) / (60 * minutes))
    return min(1.0, max(shares, default=1.0))


def _may_wake(finding: Finding) -> bool:
    """Whether early layers get little of the gradient as yet: behind small initial weights they do, until those have grown."""
    return finding.code == FADING and finding.evidence["ratio"] > 0


def _would_hold(finding: Finding, share: float, checkup: Checkup) -> bool:
    """Whether a fault would still be there at the end, going on like this.

    Weights that hardly moved so far, or a loss at chance that does not fall: a loss that began far above chance may
    need half of a training to come down to it.
    """
    if finding.code == TOO_LOW:
        return finding.evidence["travelled"] < TRAVELLED * share
    if finding.code != STUCK:
        return True
    values = losses(checkup, finding.evidence["part"])
    late = len(values) // 2
    speed = (values[-1 - late] - values[-1]) / late if late else 0.0
    ahead = len(values) * (1 - share) / share
    return values[-1] - max(0.0, speed) * ahead > (1 - nothing_learned(checkup)) * finding.evidence["chance"]
