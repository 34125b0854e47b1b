"""Over-fitting: what is still learned of the training rows holds for no other row.

The training loss falls on, that of validation turns or stays far above (Goodfellow, Bengio, Courville 2016, 5.2 and 7.8).
Losses are measured in units of the loss of chance, and a rise by what had been learned of other rows: the share of
that which is lost again, by the last few epochs together, for one alone of few held-out rows jumps up and down.

A gap alone is no fault: networks that know every row by heart often answer others as well as any (Zhang et al. 2017;
Belkin et al. 2019), and more decay would gain nothing. It is one where training went on by heart while others were
lost, or where a simple model shows that these very rows teach more than the network took from them, by more than chance
(lens.doctor.rivals). Early stopping is the remedy against both (Prechelt 1998; Goodfellow et al., 7.8): where it was
asked for and is about to act, or did, the weights kept are those of before, and what is left is the choice of a model,
which the comparison with the baselines tells. What it does not heal is told all the same: rows known by heart of which
next to nothing ever held for others. A validation loss that never was below chance says little of a few rows where the
answers to the test rows are better than a constant.
"""

from lamina.core.health import Checkup, Finding, Remedy
from lamina.lens.doctor.rivals import beats_constant, behind_baseline
from lamina.lens.doctor.signs import confidence, epoch_step, losses, middle

FEWEST_EPOCHS = 3
FEW = 3  # epochs, or a fifth of all where those are more: the end of a curve
RISEN = 0.1  # of the loss of chance: less is what the held-out rows happen to be
FORGOTTEN = 0.5  # of what had been learned of other rows, lost again: less is left than went
WIDE = 2.0  # validation loss by training loss at the end
NOTHING = 0.03  # of the loss of chance, that validation ever had
MEMORISED = 0.5  # share of chance that training removed meanwhile
KNOWN = 0.9  # share of chance that training removed: its rows are known by heart
SCANT = 0.2  # and share that validation has at the end: next to nothing of it holds for others
GAP = 0.3  # of the loss of chance, between both
FELL = 3.0  # times that the training loss fell since validation was best: all of it learned by heart
LOST = 0.2  # of what had been learned of other rows, lost meanwhile
SIMPLER = 0.3  # share of the errors that a simple baseline would remove


def overfitting(checkup: Checkup) -> list[Finding]:
    """Training goes on by heart, while what was known of other rows is lost, or was never more than a baseline knows."""
    train, held = losses(checkup, "train"), losses(checkup, "validation")
    chance = checkup.chance
    if chance is None or chance.loss <= 0 or len(held) < FEWEST_EPOCHS or len(train) != len(held):
        return []
    best = held.index(min(held))
    in_time = _stops_in_time(checkup, len(held) - 1 - best)
    last = held[best] if in_time else middle(held[-max(FEW, len(held) // 5) :]) or held[-1]  # of the weights kept
    learned = 1 - held[best] / chance.loss
    known = 1 - train[-1] / chance.loss
    memorised = learned < NOTHING and known > MEMORISED and not beats_constant(checkup)
    by_heart = memorised or (known > KNOWN and 1 - last / chance.loss < SCANT)
    rise = (last - held[best]) / chance.loss
    lost = rise / learned if learned > 0 else 1.0
    turned = lost > FORGOTTEN and rise > RISEN and last > WIDE * train[-1]
    far = known > KNOWN and (last - train[-1]) / chance.loss > GAP and not in_time
    on = best < len(held) / 2 and train[best] > FELL * train[-1] and lost > LOST
    simpler = behind_baseline(checkup).get("behind", 0.0) > SIMPLER
    if not (by_heart or turned or (far and (on or simpler))):
        return []
    return [
        Finding(
            code="doctor.overfitting", since=epoch_step(checkup, checkup.history[best].get("epoch", best + 1)),
            evidence={
                "best_epoch": best + 1, "epochs": len(held), "best": held[best], "last": held[-1], "train": train[-1],
                "memorised": memorised, "lost": max(0.0, lost), "kept": rise < RISEN,
            },
            confidence=0.95 if by_heart else max(0.6, confidence(lost, FORGOTTEN, 2.0)),
            remedy=_bound(checkup),
        )
    ]  # fmt: skip


def _stops_in_time(checkup: Checkup, since: int) -> bool:
    """Whether early stopping was asked for, and no more epochs than it waits for were trained since the best one."""
    patience = checkup.settings.get("patience")
    return isinstance(patience, int) and since <= patience and patience > 0


def _bound(checkup: Checkup) -> Remedy:
    """More decay, which every network takes; the words name more data, dropout and augmentation."""
    decay = checkup.settings.get("weight_decay")
    stronger = max(10 * float(decay), 0.1) if isinstance(decay, int | float) else 0.1
    return Remedy(
        change={"weight_decay": round(stronger, 6)}, words="doctor.do.bound", parameters={"kind": checkup.data.kind}
    )
