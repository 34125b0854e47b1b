"""What the doctor reads and says: measurements of a training, its check-up, and findings. Plain records, no torch.

`lens.health` measures a `Reading`; a run keeps them in health.jsonl; `verbs.checkup` gathers a `Checkup`, and the rules
of `lens.doctor` look at that alone. A figure that was not measured is None; one that is NaN or infinite stays so.
Gradients are those of the mean loss over the rows looked at. Steps count all updates done so far: a reading at step s
is taken before update s + 1, on rows of the batch that this update learns from (the last one, after the last update, on
those of the reading before); epochs count from 0 likewise.
"""

from typing import Any, Literal

from pydantic import ConfigDict

from lamina.core.records import Note
from lamina.core.spec import Frozen


class Figures(Frozen):
    """A record whose numbers may be NaN or infinite, also on disk."""

    model_config = ConfigDict(ser_json_inf_nan="strings")


class Spread(Figures):
    """Moments of many numbers. finite: share of them that are neither NaN nor infinite; the others are of those."""

    mean: float
    std: float
    max_abs: float
    finite: float = 1.0


class GateHealth(Figures):
    """One gate, or state, of a recurrent layer over rows, steps and units."""

    name: str  # forget | input | output | reset | update | candidate | hidden | cell
    mean: float
    low: float  # share of values near the lower bound (0, of tanh -1)
    high: float  # and near the upper


class TimeHealth(Figures):
    """How far an error reaches back in time: rms over the rows of |dC/dh_t|, t = last - lag, C the
    row's own loss (where there is one at each step, that of the last).

    where: "state" (the hidden state itself, as lens.through_time) or "input" (of layers that cannot be taken step by
    step the gradient of what they take in at each step).
    """

    where: Literal["state", "input"]
    steps: int  # of the longest row
    lags: tuple[int, ...]  # from 0; at most 64 of them
    gradients: tuple[float, ...]  # one for each lag


class NormHealth(Figures):
    """A batch norm: what it saw, and how far its running statistics lie from those of this batch.

    mean_gap: median over the channels of |running mean - batch mean| / batch std; variance_gap: of
    |log(running variance / batch variance)|. values: numbers per channel in one training batch (rows x positions),
    extrapolated to the whole batch.
    """

    batch_size: int  # of the training batch
    values: int
    mean_gap: float
    variance_gap: float
    smallest_std: float  # of the channels in this batch
    batches_tracked: int | None = None


class EmbeddingHealth(Figures):
    """A table of vectors: how many rows these inputs touched, and how alike its vectors are."""

    rows: int
    touched: int  # by the rows looked at
    likeness: float  # mean cosine between two of its vectors (a sample): 1 where all are the same
    padding_share: float = 0.0  # of the ids looked up that are the padding


class AttentionHealth(Figures):
    """Weights of an attention over the rows looked at.

    entropies: of each head, mean over queries of its entropy as a share of the possible most (the log of the keys it
    may look at). same_key: share of the queries of a row and head whose strongest key is that head's most usual one in
    this row. head_likeness: mean cosine of two heads' weights. padding_mass: mean weight that real queries put on
    padding; None where nothing is padded. masked: share of query-key pairs that have no weight at all. lost: of the
    pairs that mask and padding allow, the share that has none all the same: scores so far apart that the softmax is 0.
    """

    entropies: tuple[float, ...]
    same_key: float
    head_likeness: float | None
    padding_mass: float | None
    masked: float
    lost: float = 0.0
    queries: int
    keys: int


class LayerHealth(Figures):
    """One layer (a module that calls no other, or a torch layer) at one reading, in the order in which layers run.

    A unit is a channel, or a column of the last axis: what one weight vector gives. Figures of a layer that ran several
    times are those of its first run; `runs` says how often.
    """

    name: str
    type: str  # Linear, Conv2d, ReLU, LSTM ...
    activation: str = ""  # of an activation (also a functional one behind this layer, "" where unknown): relu, tanh ...
    fed_by: str = ""  # of an activation or norm: the layer with weights that ran before it
    runs: int = 1
    units: int = 0
    parameters: int = 0
    frozen: bool = False
    input: Spread | None = None
    output: Spread | None = None
    row_std: float | None = None  # of the output over the rows, mean over its numbers: 0 where all rows look the same
    zeros: float = 0.0  # share of exact zeros in the output
    dead_units: int = 0  # zero in every row and position; only of activations that can be (relu and its kind)
    dead_share: float = 0.0
    low: float = 0.0  # share of outputs near the lower bound of a bounded activation (within 5 % of its range)
    high: float = 0.0  # and near the upper
    stuck_share: float = 0.0  # share of units that lie near the same bound in every row and position
    gradient_rms: float | None = None  # of dC/d(output), one row's own, over all its numbers
    gradient_norm: float | None = None  # |dC/d(output)| of one row, rms over the rows
    gradient_zeros: float | None = None  # share of exact zeros in it
    weight_norm: float | None = None  # of all weights of the layer, biases apart
    weight_rms: float | None = None
    weight_likeness: float | None = None  # mean cosine of two units' weight vectors: 1 where all compute the same
    fan_in: int | None = None  # numbers that one unit sums over
    gain: float | None = None  # weight std * sqrt(fan_in): 1 keeps the variance of a linear layer, sqrt(2) of relu
    weight_gradient_norm: float | None = None
    bias_gradient_norm: float | None = None
    update_ratio: float | None = None  # |change of the weights in the next update| / |weights|
    finite_weights: bool = True
    norm: NormHealth | None = None
    embedding: EmbeddingHealth | None = None
    attention: AttentionHealth | None = None
    gates: tuple[GateHealth, ...] = ()
    time: TimeHealth | None = None


class InputHealth(Figures):
    """One input of the network (numbers, images, tokens ...) over the rows looked at, as the network gets it.

    feature_means and feature_stds: smallest, median and largest over the features (columns; of images the channels).
    widest and farthest: the feature of the largest std, and the one whose mean is farthest from 0 in units of its std.
    """

    name: str
    integer: bool  # codes and tokens: the moments say nothing
    spread: Spread
    features: int
    feature_means: tuple[float, float, float] | None = None
    feature_stds: tuple[float, float, float] | None = None
    widest: int | None = None
    farthest: int | None = None
    constant: int = 0  # features with one value in all rows
    padding_share: float | None = None  # of tokens
    padding_effect: float | None = None  # how far more padding moves the answers, in units of their std over the rows


class AnswerHealth(Figures):
    """What the network answers for the rows looked at.

    entropy: mean entropy of the class probabilities / log(classes), 1 is even. most_answered: share of the rows that
    are answered with `answer`, the commonest class. row_std: std of an output over the rows, mean over outputs; of a
    regression compare with target_std.
    """

    logits: Spread
    row_std: float
    target_std: float | None = None  # of numbers, in the units of the loss
    entropy: float | None = None
    most_answered: float | None = None
    answer: int | None = None
    accuracy: float | None = None


class Reading(Figures):
    """One look at a training, before update `step` + 1; `layers` in the order in which they ran."""

    epoch: int
    step: int  # updates done in the whole training
    rows: int  # looked at
    learning_rate: float | None = None  # of the update that follows; None after the last one
    loss: float | None  # mean over the rows, in training mode
    loss_evaluating: float | None = None  # of the same rows in evaluation mode
    gradient_norm: float | None = None  # of all parameters
    gradient_agreement: float | None = None  # cosine of the gradients of the two halves of the rows
    gradient_noise: float | None = (
        None  # rows at which noise equals signal (McCandlish et al. 2018); None: no signal seen
    )
    loss_scale: float | None = None  # of float16
    seconds: float = 0.0  # that this look took
    inputs: tuple[InputHealth, ...] = ()
    answers: AnswerHealth | None = None
    layers: tuple[LayerHealth, ...] = ()


class Breakdown(Figures):
    """A training that stopped because a number was not finite: where the first one arose (see training.guard)."""

    epoch: int  # from 1, as in the message
    step: int  # from 1 within the epoch
    part: str  # train | validation
    what: str  # input | target | weights | output | loss | gradient
    layer: str  # "name (Type)"; "" where no layer is to blame
    learning_rate: float | None = None
    clipped: bool | None = None


class Order(Figures):
    """How the rows came, over the first batches of the first two epochs.

    repeats: share of rows whose class is that of the row before; expected_repeats: of shuffled rows, sum of p^2.
    purity: mean over the batches of the sum of squared class shares; expected_purity: of shuffled batches.
    correlation: of numbers to learn, lag-1 autocorrelation in the order of training. climb: rank correlation of the
    row's number in the file with its place in the epoch (1: file order). same_each_epoch: share of places that hold
    the same row in both epochs.
    """

    rows: int
    batch_size: int
    repeats: float | None = None
    expected_repeats: float | None = None
    purity: float | None = None
    expected_purity: float | None = None
    correlation: float | None = None
    climb: float | None = None
    same_each_epoch: float | None = None


class Chance(Figures):
    """The loss of the best answer that ignores the input, by the very loss that is trained."""

    loss: float
    how: Literal["class-shares", "constant", "uniform"]
    rows: int  # whose targets it was derived from


class Told(Figures):
    """A fault that was told while the training went on, after so many updates, in an epoch counted from 1."""

    code: str
    where: str = ""
    epoch: int
    step: int


class Suspect(Figures):
    """A row whose label the model contradicts with confidence."""

    row_id: int  # its place in predictions.parquet, from 0
    name: str  # what a person calls the row: its line, file ...
    part: str
    label: str
    answer: str
    probability: float  # of the answer
    label_probability: float
    loss: float
    doubt: float = 0.0  # probability that the label is wrong, if those of its part are as its LabelNoise says


class LabelNoise(Figures):
    """Whether the errors of a part are rather those of its labels (evaluation.label_noise)."""

    part: Literal["train", "held-out"]
    rows: int
    share: float  # of wrong labels, at its most likely
    gain: float  # twice the log of the likelihood ratio against right labels: chance seldom brings 10


class LeakScore(Figures):
    """How well one feature alone foretells the target on held-out rows: 1 is fully, 0 no better than chance."""

    feature: str
    score: float
    how: str  # what the score is of: accuracy above the majority, r2 ...


class LayerSize(Figures):
    """A layer with parameters, in the network's order."""

    name: str
    type: str
    parameters: int
    trainable: int


class DataFacts(Figures):
    """What is known of the data and how it came."""

    kind: str  # table | images | series | sequences | text | pairs
    parts: dict[str, int]  # rows of each
    features: dict[str, tuple[str, ...]] = {}  # input -> names of its features, as a person calls them, where known
    class_counts: dict[str, dict[str, int]] = {}  # part -> class -> rows
    recalls: dict[str, dict[str, float]] = {}  # part -> class -> share of its rows that are answered right
    target_std: float | None = None  # of training rows, raw units
    repeated_rows: int | None = None  # within the data, where it was counted
    shared_rows: dict[str, int] = {}  # "train/test" -> rows identical in both
    leaks: tuple[LeakScore, ...] = ()  # most telling first
    suspects: tuple[Suspect, ...] = ()  # most suspicious first; at most 200
    suspects_total: int = 0
    label_noise: tuple[LabelNoise, ...] = ()
    loss_quantiles: dict[str, tuple[float, ...]] = {}  # part -> at 0, 1/8 ... 1 of the rows' losses
    unseen_tokens: int | None = None  # of the vocabulary: in no training row
    vocabulary: int | None = None
    unknown_shares: dict[str, float] = {}  # part -> share of its tokens that the vocabulary does not hold
    notes: tuple[Note, ...] = ()  # of the audit


class Checkup(Figures):
    """Everything that the rules may look at. `readings` stand in the order of training."""

    network: str
    task: str
    classes: tuple[str, ...]
    loss: str  # the loss's name
    divides: bool = True  # False: the loss is a sum over the rows, its gradient grows with the batch
    status: str = ""  # of the run: trained, interrupted, stopped ...
    reason: str = ""  # why it ended: epochs | patience | minutes
    settings: dict[str, Any] = {}  # the config's flat names: batch_size, learning_rate, optimizer, schedule ...
    precision: str = "float32"
    steps_per_epoch: int = 0
    best_epoch: int | None = None
    readings: tuple[Reading, ...] = ()
    history: tuple[dict[str, float], ...] = ()  # rows of history.csv
    chance: Chance | None = None
    order: Order | None = None
    breakdown: Breakdown | None = None
    layers: tuple[LayerSize, ...] = ()
    data: DataFacts
    scores: dict[str, dict[str, float]] = {}  # part -> metric -> value
    errors: dict[str, dict[str, float]] = {}  # part -> metric -> standard error, where an interval is known
    baselines: dict[str, dict[str, float]] = {}  # of the test (or validation) part: baseline -> metric -> value
    headline: str = ""  # the metric that decides
    told: tuple[Told, ...] = ()  # while it trained

    @property
    def steps(self) -> int:
        """Updates that the training took, as far as is known."""
        done = self.history[-1].get("epoch", 0.0) * self.steps_per_epoch if self.history else 0.0
        return max([round(done), *(reading.step for reading in self.readings[-1:])])


class Remedy(Figures):
    """What to do: a change of settings where one helps, and the code of a sentence that says it."""

    change: dict[str, Any] = {}  # flat setting -> value: {"learning_rate": 0.001}
    words: str
    parameters: dict[str, Any] = {}


class Finding(Figures):
    """A fault of a training: what, where (layer, feature, rows; "" the whole), since which step, how sure, what to do."""

    code: str
    where: str = ""
    since: int | None = None  # step; None: from the beginning, or not a matter of steps
    evidence: dict[str, Any] = {}  # the figures, by name
    confidence: float  # 0..1
    remedy: Remedy | None = None
    consequences: tuple["Finding", ...] = ()  # what follows from this fault and is told with it
