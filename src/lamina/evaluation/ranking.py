"""The area under the ROC curve, ready to be taken again and again with other row weights."""

import numpy as np


class RankedScores:
    """Scores sorted once; `area(weight)` is then linear in the rows.

    The area is the chance that a positive row scores above a negative one, ties counting half
    (Hanley, McNeil 1982); scikit-learn's roc_auc_score gives the same.
    """

    def __init__(self, score: np.ndarray, positive: np.ndarray) -> None:
        """score (n,) float64, positive (n,) bool."""
        self.order = np.argsort(score, kind="stable")
        ordered = score[self.order]
        self.positive = positive[self.order].astype(np.float64)
        self.starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(score) else np.zeros(0, np.int64)

    def area(self, weight: np.ndarray) -> float:
        """Area for row weights (n,); NaN where all weight is on one side."""
        ordered = weight[self.order]
        inside = ordered * self.positive
        num_inside = inside.sum()
        num_outside = ordered.sum() - num_inside
        if num_inside == 0 or num_outside == 0:
            return float("nan")
        inside_tied = np.add.reduceat(inside, self.starts)
        outside_tied = np.add.reduceat(ordered - inside, self.starts)
        outside_below = np.cumsum(outside_tied) - outside_tied
        return float((inside_tied * (outside_below + outside_tied / 2)).sum() / (num_inside * num_outside))
