"""English sentences of the doctor: a finding, its name, what to do about it, and what its page says around them."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.evaluation import METRICS
from lamina.words.en.forms import many
from lamina.words.numbers import metric_text, number

MOST_NAMED = 5  # columns in a sentence


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 0.995 or share == 1 else f"{100 * share:.1f} %"


def _times(factor: float) -> str:
    """A ratio as people read it: 1/2,000 or 3,000 times."""
    if factor == 0:
        return "nothing"
    if 1 <= factor < 99.5:
        return f"{factor:.2g}"
    return f"1/{number(float(f'{1 / factor:.2g}'))}" if factor < 1 else number(float(f"{factor:.2g}"))


def _layers(names: list[str]) -> str:
    if len(names) > 4:
        return f"layers {names[0]} to {names[-1]} ({len(names)} of them)"
    return f"layer {names[0]}" if len(names) == 1 else "layers " + ", ".join(names)


def _fed(v: dict[str, Any]) -> str:
    return f", behind {v['fed_by']}" if v["fed_by"] else ""


def _unfit(v: dict[str, Any]) -> str:
    fit = "" if v["activation"] == "identity" else f" for {v['activation']}"
    begin = f"The initial weights of {_layers(v['layers'])} are too {v['how']}{fit}: a gain of {number(v['gain'])}, where {number(v['fitting'])} keeps a signal as it is."
    return f"{begin} Over the layers that makes {_times(v['product'])}."


def _rate_too_high(v: dict[str, Any]) -> str:
    did = {
        "broke": "the loss became NaN or infinite", "worse": "the loss is no better than without a network",
        "spikes": "the loss jumps up again and again",
    }[v["how"]]  # fmt: skip
    rate = f" ({v['rate']:.3g})" if v["rate"] else ""
    grown = f", the weights grew to {_times(v['growth'])} times their size" if v["growth"] > 2 else ""
    change = f"{_times(v['change'])} times" if v["change"] >= 2 else f"{_percent(v['change'])} of"
    return f"The learning rate{rate} is too high: an update changes the weights by up to {change} their size{grown}, and {did}{_from_to(v)}."


def _from_to(v: dict[str, Any]) -> str:
    if "first" not in v:
        return ""
    chance = f"; chance is {number(v['chance'])}" if "chance" in v else ""
    if v["first"] == v["last"]:
        return f" ({number(v['first'])} after the first epoch{chance})"
    return f" ({number(v['first'])} after the first epoch, {number(v['last'])} after the last{chance})"


def _rate_too_low(v: dict[str, Any]) -> str:
    rate = f" ({v['rate']:.3g})" if v["rate"] else ""
    return f"The learning rate{rate} is too low: in {v['steps']:,} updates no layer moved by more than {v['travelled']:.2g} of its own size, and the loss hardly fell{_from_to(v)}."


def _overfitting(v: dict[str, Any]) -> str:
    if v["memorised"]:
        return f"Over-fitting: the training rows are learned by heart (loss {number(v['train'])}), and nothing of it holds for others: the best validation loss, {number(v['best'])}, is that of chance."
    if v["kept"]:
        return f"Over-fitting: the training rows are learned by heart (loss {number(v['train'])}), which helps others no more after epoch {v['best_epoch']}: the validation loss stays at {number(v['last'])}."
    return f"Over-fitting: after epoch {v['best_epoch']} the validation loss rose from {number(v['best'])} to {number(v['last'])}, while the training loss fell to {number(v['train'])}. The weights kept are those of epoch {v['best_epoch']}."


def _underfitting(v: dict[str, Any]) -> str:
    own, other = (metric_text(v["metric"], v[name]) for name in ("score", "baseline_score"))
    more = " The loss still falls." if v["falling"] else ""
    return f"Under-fitting: {_percent(v['left'])} of the loss of chance is left even on the training rows, and the {v['baseline']} baseline does better ({METRICS.get(v['metric'], v['metric'])} {other}, the network {own}).{more}"


def _leakage(v: dict[str, Any]) -> str:
    if "terms" in v:
        return f"Leakage: a sum or difference of {_quoted(v['terms'])} gives {_gave(v)} of the answer. Will all of them be known when the model is used?"
    also = f" (also {', '.join(v['features'][1:4])})" if len(v["features"]) > 1 else ""
    return (
        f'Leakage: "{v["where"]}" alone gives {_gave(v)} of the answer{also}. Will it be known when the model is used?'
    )


def _gave(v: dict[str, Any]) -> str:
    """A share near 1 to as many digits as show that it is not 1."""
    return f"{100 * v['score']:.{2 if 0.999 <= v['score'] < 1 else 1}f} %"


def _quoted(names: list[str]) -> str:
    told = [f'"{name}"' for name in names[:MOST_NAMED]]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    *front, last = [*told, *more]
    return f"{', '.join(front)} and {last}" if front else last


def _chance(v: dict[str, Any]) -> str:
    simple = ""
    if v.get("part") == "validation":
        return f"Nothing that is learned holds for other rows: the best validation loss, {number(v['loss'])}, is no better than that of an answer that ignores the input ({number(v['chance'])})."
    if "baseline" in v:
        simple = f" The {v['baseline']} baseline learns from the same rows ({METRICS.get(v['metric'], v['metric'])} {metric_text(v['metric'], v['baseline_score'])}), so there is something to learn."
    return f"The loss is stuck at chance: its best, {number(v['loss'])}, is no better than that of an answer that ignores the input ({number(v['chance'])}).{simple}"


def _not_normalised(v: dict[str, Any]) -> str:
    what = v["feature"] or v["input"]
    told = {
        "small": f"their size is {number(v['figure'])}, where networks expect about 1: the biases soon drown what rows differ in",
        "size": f"their size is {number(v['figure'])}, where networks expect about 1 (largest: {what})",
        "unlike": f"{what} varies {_times(v['figure'])} times as much as the other features do",
        "far": f"{what} lies {_times(v['figure'])} times its own deviation away from 0",
    }[v["how"]]
    return f"The inputs are not normalised: {told}."


def _in_order(v: dict[str, Any]) -> str:
    how = "neighbours have related targets"
    if v["purity"] is not None:
        how = f"batches of {v['batch_size']} hold mostly one class (purity {v['purity']:.2f}; shuffled {v['expected']:.2f})"
    return f"The rows are not shuffled: they come in the same order in each epoch, and {how}."


def _gap(v: dict[str, Any]) -> str:
    return f"Training and evaluation are two networks: the same rows have a loss of {number(v['loss'])} in training mode and {number(v['evaluating'])} in evaluation mode. The running statistics of batch norm {v['where']} lie {number(v['mean_gap'])} deviations, and a factor of {number(v['variance_gap'])} in variance, from those of the batches."


def _not_finite(v: dict[str, Any]) -> str:
    part = "validation loss" if v["part"] == "validation" else "loss"
    where = {
        "input": f'the input "{v["layer"]}" has values that are not finite', "target": "the target has values that are not finite",
        "weights": f"the weights of layer {v['layer']} were spoilt by the update before",
        "output": f"it began in the output of layer {v['layer']}", "gradient": f"it began in the gradient of layer {v['layer']}",
        "loss": "the outputs are finite, the loss itself is not",
    }[v["what"]]  # fmt: skip
    return f"The {part} stopped being a finite number at epoch {v['epoch']}, step {v['step']}: {where}."


def _class_ignored(v: dict[str, Any]) -> str:
    names = ", ".join(f'"{name}"' for name in v["classes"][:5])
    return f'{many(len(v["classes"]), "rare class is", "rare classes are")} given up: {names}. "{v["where"]}" has {_percent(v["share"])} of the training rows, and {_percent(v["recall"])} of its rows are answered right; of "{v["common"]}" ({_percent(v["common_share"])} of the rows) {_percent(v["common_recall"])}.'


def _labels(v: dict[str, Any]) -> str:
    shown = "; ".join(f'{name}: "{label}", rather "{answer}"' for name, label, answer, _ in v["shown"][:5])
    more = f" and {v['count'] - 5} more" if v["count"] > 5 else ""
    learned = f", {v['learned']} of them although it learned from those rows" if v["learned"] else ""
    return f"{many(v['count'], 'label is', 'labels are')} suspicious: the network errs even where it is surest, as if {100 * v['share']:.1f} % of the labels were wrong{learned}. {shown}{more}."


def _unused(v: dict[str, Any]) -> str:
    how = {
        "no_gradient": "gets no gradient, so it never learns", "alike": f"has vectors that are all alike (mean cosine {v['figure']:.2f})",
        "unseen": f"is mostly unread: {_percent(v['figure'])} of the vocabulary is in no training row",
    }[v["how"]]  # fmt: skip
    return f"The embedding {v['where']} {how}."


def _collapsed(v: dict[str, Any]) -> str:
    return f"Attention has collapsed in {v['where']}: each query looks at one of up to {v['keys']} tokens (entropy {_percent(v['entropy'])} of the possible), and no gradient passes such a softmax."


def _step(v: dict[str, Any]) -> str:
    since = "from the beginning" if not v["since"] else f"since step {v['since']:,} (epoch {v['epoch']:,})"
    return f"{since}; {v['share']} sure"


def _follows(v: dict[str, Any]) -> str:
    named = [name + (f" ({', '.join(places)})" if places else "") for name, places in v["faults"]]
    return f"This brings about: {', '.join(named)}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.vanishing_gradient": lambda v: (
        f"No gradient reaches {_layers(v['layers'])}: nothing of what they compute gets to the answer, or a layer after them lets nothing through."
        if v["ratio"] == 0
        else f"The gradient vanishes on its way down: at {_layers(v['layers'])} it is at most {_times(v['ratio'])} of that at the end of the {v['depth']} layers with weights, so they hardly learn."
    ),
    "doctor.exploding_gradient": lambda v: (
        f"The gradient explodes on its way down: at {v['where']} it is {_times(v['ratio'])} times that at the end of the {v['depth']} layers with weights."
    ),
    "doctor.vanishing_in_time": lambda v: (
        f"The gradient vanishes over time: in {v['where']}, half of the {v['steps']} steps back, it is {_times(v['ratio'])} of that of the newest steps, and the training does not learn."
    ),
    "doctor.exploding_in_time": lambda v: (
        f"The gradient explodes over time: in {v['where']}, half of the {v['steps']} steps back, it is {_times(v['ratio'])} times that of the newest steps."
    ),
    "doctor.dead_relu": lambda v: (
        f"Dead ReLU: {v['dead']} of the {v['units']} units of {v['where']}{_fed(v)} ({_percent(v['share'])}) answer 0 to every row, and learn no more."
    ),
    "doctor.saturated": lambda v: (
        f"Saturated {v['activation']}: {_percent(v['share'])} of the outputs of {v['where']}{_fed(v)} stand at a bound, where the slope is nearly 0; {_percent(v['stuck'])} of its units do so for every row."
    ),
    "doctor.stuck_gates": lambda v: (
        f"Stuck gates in {v['where']}: "
        + ", ".join(f"{name} ({_percent(share)} of its values at the bound)" for name, share in v["gates"].items())
        + "."
    ),
    "doctor.unfit_start": _unfit,
    "doctor.units_alike": lambda v: (
        f"The units of {_layers(v['layers'])} begin with the same weights, so they get the same gradient and stay one unit, many times."
    ),
    "doctor.rate_too_high": _rate_too_high,
    "doctor.rate_too_low": _rate_too_low,
    "doctor.overfitting": _overfitting,
    "doctor.underfitting": _underfitting,
    "doctor.stuck_at_chance": _chance,
    "doctor.not_normalised": _not_normalised,
    "doctor.in_order": _in_order,
    "doctor.batch_norm_tiny": lambda v: (
        f"Batch norm {v['where']} learns from {many(v['values'], 'number')} per channel in batches of {v['batch_size']}: its mean and variance are mostly noise."
    ),
    "doctor.evaluation_gap": _gap,
    "doctor.class_ignored": _class_ignored,
    "doctor.suspicious_labels": _labels,
    "doctor.leakage": _leakage,
    "doctor.shared_rows": lambda v: (
        f"{v['count']:,} of the {v['rows']:,} held-out rows ({_percent(v['share'])}, {v['where']}) stand among the training rows too, so their score is too good."
    ),
    "doctor.padding_attended": lambda v: (
        f"Padding is attended to: queries of {v['where']} put {100 * v['mass']:.1f} % of their weight on what stands behind the end of a text, so answers depend on the texts beside it."
        if "mass" in v
        else f"Padding takes part in the answers: more of it behind the {v['where']} moves them by {_percent(v['effect'])} of their deviation, so that they depend on the texts beside it."
    ),
    "doctor.attention_collapsed": _collapsed,
    "doctor.embedding_unused": _unused,
    "doctor.not_finite": _not_finite,
    "doctor.loss_scale": "The loss scale of float16 fell to {scale:.2g}: gradients overflowed again and again, and small ones are lost.",
    "doctor.large_head": lambda v: (
        f"The head outweighs the network: {v['where']} has {_percent(v['share'])} of the weights, and takes {v['inputs']:,} numbers of each of {v['rows']:,} rows, so that it can learn them by heart."
    ),
    "doctor.softmax_twice": lambda v: (
        "The network's answers are shares that sum to 1, and cross entropy takes the softmax of them once more: no answer can be surer than e to 1, and the gradient stays small."
        if v.get("axis", "classes") == "classes"
        else "The network's answers are a softmax over the rows of a batch, the wrong axis: they sum to 1 over the rows, so that each depends on the rows beside it, and cross entropy takes the softmax of them once more."
    ),
    "doctor.bounded_output": lambda v: (
        f"The answers pass through {v['activation']} ({v['where']}), which gives no "
        + ("negative number" if v["how"] in ("negative", "never_less") else "number beyond its bounds")
        + {
            "never_less": ": the loss takes logits, of either sign, and a class whose logit is 0 for every row learns no more.",
            "unsure": ": the loss takes logits and squashes them itself, so that no answer can be sure and the gradient stays small.",
        }.get(v["how"], ": a part of the targets cannot be reached.")
    ),
    "doctor.decay_too_strong": lambda v: (
        f"Weight decay ({v['decay']:g}) is too strong: {_percent(v['share'])} of an update only shrinks the weights, which forget faster than they learn."
    ),
    "doctor.dropout_too_strong": lambda v: (
        f"Dropout is too strong ({_layers(v['layers'])}): the same rows have a loss of {number(v['loss'])} with it and {number(v['evaluating'])} without, and little is learned."
    ),
    "doctor.name.vanishing_gradient": "a vanishing gradient",
    "doctor.name.exploding_gradient": "an exploding gradient",
    "doctor.name.vanishing_in_time": "a gradient that vanishes over time",
    "doctor.name.exploding_in_time": "a gradient that explodes over time",
    "doctor.name.dead_relu": "dead ReLUs",
    "doctor.name.saturated": "saturated units",
    "doctor.name.stuck_gates": "stuck gates",
    "doctor.name.unfit_start": "unfit initial weights",
    "doctor.name.units_alike": "units that are all alike",
    "doctor.name.rate_too_high": "updates that are too large",
    "doctor.name.rate_too_low": "weights that hardly move",
    "doctor.name.overfitting": "over-fitting",
    "doctor.name.underfitting": "under-fitting",
    "doctor.name.stuck_at_chance": "a loss stuck at chance",
    "doctor.name.not_normalised": "inputs that are not normalised",
    "doctor.name.in_order": "rows that are not shuffled",
    "doctor.name.batch_norm_tiny": "batch norm over too few numbers",
    "doctor.name.evaluation_gap": "a gap between training and evaluation",
    "doctor.name.class_ignored": "a rare class given up",
    "doctor.name.suspicious_labels": "suspicious labels",
    "doctor.name.leakage": "leakage",
    "doctor.name.shared_rows": "rows in two parts",
    "doctor.name.padding_attended": "attention to padding",
    "doctor.name.attention_collapsed": "collapsed attention",
    "doctor.name.embedding_unused": "an unused embedding",
    "doctor.name.not_finite": "a loss that is no longer finite",
    "doctor.name.loss_scale": "a loss scale that shrank",
    "doctor.name.large_head": "a head that outweighs the network",
    "doctor.name.softmax_twice": "a softmax taken twice",
    "doctor.name.bounded_output": "answers that cannot reach the target",
    "doctor.dropout_on_answers": "Dropout is the network's last layer ({where}): in training it sets answers to 0 at random, whatever was learned.",
    "doctor.rows_alike": "From {where} ({type}) on all rows look alike, so that the network gives one answer to all: what rows differ in is lost there.",
    "doctor.clipped_away": lambda v: (
        f"The gradient is clipped away: its norm is about {number(v['norm'])}, and clipping at {v['clip']:.3g} leaves {_times(1 / v['times'])} of it, so that the weights hardly move."
    ),
    "doctor.warm_up_unfinished": "The warm-up never ends: it takes {warmup:g} epochs, the training {epochs}. The learning rate came up to {rate:.2g} of the {asked:.2g} that was asked for, and little is learned.",
    "doctor.frozen_layers": lambda v: (
        f"{_percent(v['share'])} of the parameters are frozen ({_layers(v['layers'])}), and what still learns is too little: they stay as they were drawn, or learned elsewhere."
    ),
    "doctor.name.dropout_on_answers": "dropout of the answers",
    "doctor.name.rows_alike": "rows that all look alike",
    "doctor.name.clipped_away": "a gradient that is clipped away",
    "doctor.name.warm_up_unfinished": "a warm-up that never ends",
    "doctor.name.frozen_layers": "frozen layers",
    "doctor.all_linear": lambda v: (
        f"Nothing stands between the layers: {_quoted(v['layers'])} follow one another without an activation, and together can say no more than one linear layer."
    ),
    "doctor.name.all_linear": "layers without an activation",
    "doctor.name.decay_too_strong": "weight decay that is too strong",
    "doctor.name.dropout_too_strong": "dropout that is too strong",
    "doctor.do.logits": "Leave out the network's last softmax: the loss, and the answers, take their own.",
    "doctor.do.linear_output": "Let the network end with a dense layer, without an activation.",
    "doctor.do.no_last_dropout": "Let the network end with a dense layer; dropout belongs in front of it.",
    "doctor.do.rows_apart": "Look at this layer, and at what the forward does before it: a mean, maximum or sum over axis 0 goes over the rows.",
    "doctor.do.clip_less": "Clip at a larger norm, so that usual gradients stay as they are and only rare large ones are cut.",
    "doctor.do.shorter_warm_up": "Warm up for a tenth of the training or less.",
    "doctor.do.thaw": "Let the layers learn (requires_grad), or begin with weights that were learned on data like these.",
    "doctor.do.activate": "Put an activation (ReLU, tanh) behind each layer but the last.",
    "doctor.do.less_smoothing": "Spread less of each label over all classes (label smoothing).",
    "doctor.do.less_augmentation": "Vary the training rows less: as augmentation leaves them, they are harder than those held out.",
    "doctor.do.less_decay": "Use a smaller weight decay.",
    "doctor.do.less_dropout": "Use less dropout.",
    "doctor.do.connect_layers": "Look at the network's forward: what these layers give is detached, or used nowhere.",
    "doctor.do.clip": "Clip the gradient's norm at {norm:g}; initial weights with a gain that fits the activation keep it from growing.",
    "doctor.do.unsquash": "Use ReLU or its kin in place of sigmoid and tanh, fewer layers, or a norm or a path around the layers.",
    "doctor.do.gated": "Use gates (lstm, gru), which let an error pass; or shorter windows.",
    "doctor.do.shorter": "The gates are there; let fewer steps lie between what is read and the answer (shorter windows or texts), or train for longer.",
    "doctor.do.gates": "Let the biases of the gates begin near 0 (of a forget gate at 1), and keep inputs and rates small.",
    "doctor.do.he": "Draw the weights by He's rule, with biases of 0.",
    "doctor.do.alive": "Use a smaller learning rate, or a leaky ReLU.",
    "doctor.do.xavier": "Draw the weights by Xavier's rule, which keeps sums where the function has a slope.",
    "doctor.do.moving": "Use a smaller learning rate, or ReLU.",
    "doctor.do.initialise": lambda v: (
        "Draw the weights by the rule that fits the activation"
        + ("." if v["scheme"] == "auto" else f" ({v['scheme']}).")
    ),
    "doctor.do.slower": lambda v: "Use a smaller learning rate" + (f", such as {v['rate']:.3g}." if v["rate"] else "."),
    "doctor.do.faster": "Use a larger learning rate, such as {rate:.3g}.",
    "doctor.do.bound": lambda v: (
        "More rows help most; else stronger weight decay, dropout, a smaller network"
        + (", augmented images." if v["kind"] == "images" else ".")
    ),
    "doctor.do.chance": "Look whether rows and targets belong together, whether the network's output depends on its input, and try another learning rate.",
    "doctor.do.longer": "Train for more epochs.",
    "doctor.do.longer_vectors": "Train for more epochs, or with smaller batches: vectors first learn how often words occur, and only then which words stand together.",
    "doctor.do.larger": "Use a larger network, less weight decay and dropout, or another learning rate.",
    "doctor.do.scale": "Scale the inputs to mean 0 and deviation 1.",
    "doctor.do.shuffle": "Shuffle the rows anew in each epoch, as Lamina's own batches are.",
    "doctor.do.larger_batch": "Use batches of {size} or more, or a norm that looks at one row (layer norm, group norm).",
    "doctor.do.running_statistics": "Give batch norm a momentum near 0.1, so that its statistics follow, and enough steps; keep training rows like those of validation.",
    "doctor.do.weigh": "Weigh the classes, or gather more rows of the rare ones.",
    "doctor.do.relabel": "Look at the rows and correct their labels, or leave them out.",
    "doctor.do.leave_out": "Leave out what will not be known when the model is used.",
    "doctor.do.leave_some_out": lambda v: (
        f"Leave out those of {_quoted(v['terms'])} that will not be known when the model is used (--ignore NAME); without any one of them the sum says no more."
    ),
    "doctor.do.deduplicate": "Leave the copies out of one of the parts, or split by a column that they share (group).",
    "doctor.do.mask": "Mask the padding in attention; give the network the lengths.",
    "doctor.do.attention": "Divide scores by the root of the width, draw query and key weights small, warm up at a smaller learning rate.",
    "doctor.do.connect": "Look at the network's forward: the embedding's output does not reach the answer, or is detached.",
    "doctor.do.smaller_vocabulary": "Use a vocabulary of what the training rows hold.",
    "doctor.do.look_at_data": "Look at the data: lamina data DATA tells of values that are not finite.",
    "doctor.do.finite": "Take logarithms and quotients of positive numbers only, use a smaller learning rate, and clip the gradient.",
    "doctor.do.precision": "Use bfloat16, or float32.",
    "doctor.do.pool": "Pool, or stride, before the dense layer, or average over positions.",
    "doctor.since": _step,
    "doctor.follows": _follows,
    "doctor.try_it": "Try it: {command}",
    "doctor.well": lambda v: (
        f"Nothing wrong was found in its curves ({many(v['epochs'], 'epoch')}), its data and its answers."
        if not v["readings"]
        else f"{'No fault is seen so far' if v['short'] else 'All looks well'}: {many(v['rules'], 'fault')} were looked for in {many(v['readings'], 'reading')} of the training"
        + (f" ({many(v['layers'], 'layer')})" if v["layers"] else "")
        + f", its curves ({many(v['epochs'], 'epoch')}), its data and its answers."
    ),
    "doctor.too_early": "Nothing can be judged yet: the run was stopped, or looked at, before its first epoch and its first reading (health.jsonl). Ask again later; if no training runs any more, go on with lamina resume RUN.",
    "doctor.no_readings": "The run has no readings of its layers (health.jsonl): it was trained by `lamina train --no-doctor` or before there was a doctor, was stopped before the first, or the file is damaged. What its curves, scores and data say is judged, the network's inside is not.",
    "doctor.of_vectors": "Of word vectors the two tables were looked at: their updates, gradients and likeness, and the loss beside that of word frequencies alone. Whether they are of use, judgements of people tell (lamina evaluate RUN wordsim353.tsv), and no figure of the training.",
    "doctor.one_reading": "The run was stopped after its first reading: what develops in training cannot be judged.",
    "doctor.short": lambda v: (
        f"The training was short ({many(v['steps'], 'update')}, {v['epochs']:g} epoch{'' if v['epochs'] == 1 else 's'}): whether it learns cannot be told yet."
    ),
    "doctor.unfinished": "The run is not finished: what its scores and single rows would say is not known yet.",
    "doctor.line": "The doctor: {sentence} More: {command}",
    "doctor.section": "The doctor",
    "doctor.trying": "The first remedy, tried: two trainings of {epochs} epochs from the same seed, the one as it was, the other with {change}.",
    "doctor.tried": lambda v: (
        f"{v['label']}: {v['before']} as it was, {v['after']} with the remedy"
        + {"better": ": better.", "worse": ": worse.", "same": ": no difference.", "": "."}[v["verdict"]]
    ),
    "doctor.still": "The fault is still there with the remedy.",
    "doctor.gone": "The fault is gone with the remedy.",
    "doctor.broke": "stopped (not finite)",
    "doctor.nothing_to_try": "There is no change of settings to try: {why}",
    "doctor.why_well": "all looks well.",
    "doctor.why_words": "the remedy is one of the data or of the network's own code.",
    "doctor.training_loss": "training loss",
    "doctor.validation_loss": "validation loss",
    "doctor.option_try": "Train shortly twice, as it was and with the first remedy, and show the difference.",
}
