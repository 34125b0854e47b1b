"""English sentences of the views of sequences, texts and tables of `lamina explain`."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import number

_PARTS = {"train": "training", "validation": "validation", "test": "test"}
_DOES = {
    "along": "walks along the source as it writes",
    "before": "looks at the token before",
    "itself": "looks at the token itself",
    "after": "looks at the token after",
    "first": "looks at the first token",
    "one": "looks at one token at a time",
    "mixed": "looks here and there",
    "even": "looks at all alike",
}


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _list(items: list[str]) -> str:
    return "".join(items) if len(items) < 2 else f"{', '.join(items[:-1])} and {items[-1]}"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{number(abs(value))}"


def _heads(heads: list[tuple[str, int, float]]) -> str:
    return _list([f"{layer} head {head} ({_share(share)})" for layer, head, share in heads])


def _shown(v: dict[str, Any]) -> str:
    return f"Shown: {v['row']}; answer: {v['answer']}".removesuffix(".") + ("" if v["answer"].endswith("…") else ".")


def _follow(v: dict[str, Any]) -> str:
    units = [f"unit {unit} goes with {what} (r = {r:+.2f})" for unit, what, r in v["units"]]
    return f"{v['layer']}: {_list(units)}, over {v['steps']:,} steps."


def _after(steps: float | None) -> str:
    return (
        "more steps than can be told" if steps is None else f"{steps:.1f} steps" if steps < 10 else f"{steps:.0f} steps"
    )


def _kept(v: dict[str, Any]) -> str:
    return (
        f"Memory of {v['layer']}: the {v['gate']} of the middle unit keeps {_share(v['middle'])} from step to step, so half of "
        f"what it holds is gone after {_after(v['middle_steps'])}; the most lasting unit keeps {_share(v['most'])} (half after "
        f"{_after(v['most_steps'])})."
    )


def _saturation(v: dict[str, Any]) -> str:
    told = [
        f"the {name} is closed in {_share(low)} and wide open in {_share(high)} of its values"
        for name, low, high in v["gates"]
        if low + high >= 0.005
    ]
    if not told:
        return f"No gate of {v['layer']} is stuck: hardly a value lies within 0.05 of 0 or 1."
    return f"In {v['layer']} {_list(told)} (within 0.05 of 0 or 1)."


def _kind(v: dict[str, Any]) -> str:
    more = "" if v["count"] <= len(v["heads"]) else ", most clearly"
    heads = "1 of" if v["count"] == 1 else f"{v['count']} of"
    plural = "" if v["of"] == 1 else "s"
    verb = (
        _DOES[v["kind"]]
        if v["count"] == 1
        else _DOES[v["kind"]].replace("looks", "look").replace("walks", "walk").replace("it writes", "they write")
    )
    return f"{heads} {v['of']} head{plural} {verb}{more}: {_heads(v['heads'])}."


def _question(v: dict[str, Any]) -> str:
    if v["task"] == "tag":
        return f"{v['row']}: why is token {v['place'] + 1} tagged {v['answer']}?"
    if v["task"] == "masked":
        return f"{v['row']}: why “{v['answer']}” in place of token {v['place']}?"
    if v["task"] == "language":
        return f"{v['row']}: why is “{v['answer']}” next?"
    if v["task"] == "translate":
        return f"{v['row']}: why is “{v['answer']}” written?"
    return f"{v['row']}: why {v['answer']}?"


def _words(words: list[tuple[str, float]]) -> str:
    return _list([f"“{word}” ({_signed(value)})" for word, value in words])


def _found(v: dict[str, Any]) -> str:
    if v["task"] == "tag":
        what = f"that token {v['place'][0]}, “{v['place'][1]}”, is {v['answer']} (the tag it is least sure of)"
    elif v["task"] == "masked":
        what = f"“{v['answer']}” in place of token {v['place'][0] - 1}, “{v['place'][1]}”"
    elif v["task"] == "language":
        what = f"“{v['answer']}” as the next token"
    elif v["task"] == "translate":
        what = f"writing “{v['answer']}” (the token it is least sure of)"
    else:
        what = v["answer"]
    off = (
        f", where the truth is {v['target']}"
        if v["target"] and v["task"] in ("classify", "regress") and v["target"] != v["answer"]
        else ""
    )
    pro = (
        f"{_words(v['for_it'])} {'speaks' if len(v['for_it']) == 1 else 'speak'} most for it"
        if v["for_it"]
        else "no token speaks for it"
    )
    con = f"; against it {_words(v['against'])}" if v["against"] else ""
    return f"{v['row']}, {what}{off}: {pro}{con}."


def _trust(v: dict[str, Any]) -> str:
    agrees = "agrees" if v["agrees"] >= 0.6 else "agrees in part" if v["agrees"] >= 0.2 else "does not agree"
    simple = f"Gradient × input {agrees} (rank correlation {v['agrees']:.2f})."
    if v["tokens"] < 8:
        return f"The text is too short for a check against shuffled weights. {simple}"
    change = f"1 − rank correlation {v['change']:.2f}"
    if v["change"] >= 0.4:
        return f"With shuffled weights the same text ranks its tokens otherwise ({change}), so the colours show what was learned. {simple}"
    return f"With shuffled weights the ranking hardly changes ({change}): do not trust these colours, they may only show the text. {simple}"


def _adds_up(
    total: float, expected: float | None, residual: float | None, what: str, largest: float = 0.0
) -> str:  # fmt: skip
    if expected is None or residual is None:
        return ""
    if abs(expected) < largest and residual >= 0.05:  # near 0 a share of it would say nothing
        missed = abs(total - expected)
        exact = f"missing it by {number(missed)}, {100 * missed / largest:.2g} % of the strongest one"
    elif residual < 1e-4:
        exact = "exactly, to less than 0.01 %"
    else:
        exact = (
            f"to {100 * residual:.2g} %"
            if residual < 0.05
            else f"but only to {100 * residual:.0f} %: take them as rough"
        )
    return f"The numbers add up to {number(total)}, the difference between {what} ({number(expected)}), {exact}."


def _past(v: dict[str, Any]) -> str:
    steps = [
        ("the newest step" if ago == 0 else f"the step {ago} before the newest") + f" ({_signed(value)})"
        for ago, value in v["steps"]
    ]
    found = f"{v['row']}, {v['name']}: most comes from {_list(steps)}; the newest {min(v['of'], v['count'])} of {v['count']} steps carry {_share(v['newest'])} of the whole."
    if v["season"] is not None:
        found += f" The same step of the last season ({v['season'][0]} steps long) carries {_share(v['season'][1])}."
    if v["variables"]:
        found += (
            " Of the variables " + _list([f"{name} counts {_share(share)}" for name, share in v["variables"]]) + "."
        )
    return found


def _past_trust(v: dict[str, Any]) -> str:
    sums = _adds_up(
        v["total"],
        v["expected"],
        v["residual"],
        f"{v['name']} and the answer for a window that stands at the mean of training",
    )
    learned = "" if v["change"] is None else (
        f" With shuffled weights other steps count (1 − rank correlation {v['change']:.2f})." if v["change"] >= 0.4
        else f" With shuffled weights much the same steps count (1 − rank correlation {v['change']:.2f}): this may be the way the network is built, not what it learned."
    )  # fmt: skip
    return sums + learned


def _fall(value: float, percent: bool) -> str:
    return f"{100 * value:.1f} points" if percent else number(value)


def _importance(v: dict[str, Any]) -> str:
    unit = (
        "accuracy"
        if v["percent"]
        else "the error (RMSE, in deviations of each target)"
        if v["several"]
        else "the error (RMSE)"
    )
    score = f"{100 * v['score']:.1f} %" if v["percent"] else number(v["score"])
    begin = f"On {v['rows']:,} {_PARTS[v['part']]} rows {unit} is {score}. "
    if not v["columns"]:
        return (
            begin + "No column costs more than its spread when it is shuffled: the answers rest on none of them alone."
        )
    (name, fall, spread), *rest = v["columns"]
    more = _list([f"{other} ({_fall(loss, v['percent'])})" for other, loss, _ in rest])
    told = f"Shuffling {name} costs most: {_fall(fall, v['percent'])} (± {_fall(spread, v['percent'])})" + (
        f", then {more}." if more else "."
    )
    idle = (
        f" {len(v['idle'])} of {v['of']} columns cost nothing beyond their spread ({', '.join(v['idle'][:5])}{', …' if len(v['idle']) > 5 else ''})."
        if v["idle"]
        else ""
    )
    return begin + told + idle


def _course(v: dict[str, Any]) -> str:
    low, high = (f"{100 * v[key]:.0f} %" if v["percent"] else number(v[key]) for key in ("low", "high"))
    what = f"the mean probability of {v['line']}" if v["percent"] else f"the mean {v['line']}"
    return f"With {v['column']} set to {v['at_low']} in all rows {what} is {low}, with {v['at_high']} it is {high}."


def _row(v: dict[str, Any]) -> str:
    cells = _list([f"{cell} ({_signed(value)})" for cell, value in v["cells"]])
    sums = _adds_up(v["total"], v["expected"], v["residual"], "this row and the mean row")
    held = " Categories reach this network as learned vectors and are held as they are." if v["codes"] else ""
    changed = (
        f" With shuffled weights the ranking differs (1 − rank correlation {v['change']:.2f})."
        if v["change"] is not None and v["change"] >= 0.4
        else ""
    )
    return f"{v['row']}, answered {v['answer']}: most comes from {cells}. {sums}{changed}{held}"


def _passes(v: dict[str, Any]) -> str:
    kept = (
        "the keys and values of the tokens before are kept, so that its cache grows by one"
        if v["cached"]
        else "the recurrent state is carried on"
    )
    return (
        f"In training all {v['tokens']} target tokens are read in one pass; a mask hides what comes later. When it writes, a token is "
        f"added at each of {v['steps']} steps, and {kept}. For the same text both give the same weights (largest difference {v['apart']:.1g})."
    )  # fmt: skip


def _near(v: dict[str, Any]) -> str:
    words = "; ".join(f"“{word}”: {', '.join(name for name, _ in names)}" for word, names in v["words"])
    learned = f"Nearest neighbours have a mean cosine of {v['cosine']:.2f}, of shuffled vectors {v['chance']:.2f}" + (
        ": nearness means something here."
        if v["cosine"] > v["chance"] + 0.05
        else ": no more than by chance, so nearness means little here."
    )
    return f"{v['layer']}, {v['count']:,} tokens of {v['size']} numbers. Nearest to {words}. {learned}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "gates.title": "Gates: what is remembered",
    "gates.paper": "Hochreiter & Schmidhuber 1997; Cho et al. 2014; units that follow something: Karpathy, Johnson & Fei-Fei 2015",
    "gates.name.input": "input gate",
    "gates.name.forget": "forget gate",
    "gates.name.output": "output gate",
    "gates.name.reset": "reset gate",
    "gates.name.update": "update gate",
    "gates.name.candidate": "candidate",
    "gates.name.cell": "cell",
    "gates.name.hidden": "hidden state",
    "gates.unit_with": "unit {unit} with {what}",
    "gates.level": "{name}",
    "gates.change": "the change of {name}",
    "gates.place": "the place in the row",
    "gates.since_sign": "the distance from the last stop",
    "gates.since_blank": "the distance from the last blank",
    "gates.capital": "capital letters",
    "gates.direction": lambda v: f"{v['layer']}, layer {v['number']}" + (", backwards" if v["reverse"] else ""),
    "gates.row": _shown,
    "gates.follow": _follow,
    "gates.nobody_follows": "No unit goes with the input's level, its change or the place by more than r = {least}: what it holds is spread over many units, or little.",
    "gates.kept": _kept,
    "gates.saturation": _saturation,
    "gates.how_to_read": "In the pictures a line is a unit and a column a step, in the order in which people read; units are ordered by the step at which their state is largest. Gates: white 0, dark 1. States: orange below 0, blue above. A correlation over few steps can be chance: look at another row before you believe it.",
    "gates.cut": "The first {shown} of {steps:,} steps are drawn.",
    "gates.alt": "Heat strips of every gate and state of {layer} over the steps",
    "gates.alt_units": "Units of {layer} beside what they follow",
    "attention.title": "Attention: who looks at whom",
    "attention.paper": "Vaswani et al. 2017; Bahdanau, Cho & Bengio 2014; kinds of heads: Clark et al. 2019",
    "attention.row": _shown,
    "attention.kind": _kind,
    "attention.even": lambda v: (
        f"{v['count']} of {v['of']} head{'' if v['of'] == 1 else 's'} {'looks' if v['count'] == 1 else 'look'} at all alike (at least 90 % of the entropy of looking everywhere){': ' if v['count'] <= len(v['heads']) else ', among them '}{_heads(v['heads'])}. {'It tells' if v['count'] == 1 else 'They tell'} no token from another here."
    ),
    "attention.mixed": lambda v: (
        f"{v['count']} of {v['of']} head{'' if v['of'] == 1 else 's'} {'looks' if v['count'] == 1 else 'look'} here and there, by no rule that has a name."
    ),
    "attention.causal": lambda v: (
        f"Grey stripes are masked: in {v['layers']} of {v['of']} attentions no token looks at a later one."
    ),
    "attention.padding": "{padded} tokens of padding were put behind the text, as beside a longer one in a batch; they are masked (grey stripes), and no head looks there.",
    "attention.cut": "Of long texts the maps with names show the first {shown} tokens; what is said of the heads counts all.",
    "attention.no_reason": "Attention says where a head looks, not what the answer is due to (Jain & Wallace 2019); for that see the view tokens.",
    "attention.passes": _passes,
    "attention.own_text": "The text that it writes by itself, always the likeliest token, is not the target: “{text}”.",
    "attention.training": "Training: {layer}, head {head}",
    "attention.training_self": "whole target in one pass; stripes: masked, it comes later",
    "attention.training_cross": "all rows at once; stripes: padding of the source, masked",
    "attention.writing": "Writing: {layer}, head {head}",
    "attention.writing_self": "a row is a step; outlined: the new key, before it the cache",
    "attention.writing_cross": "a row is a step; the source is read once",
    "attention.head": "{layer}, head {head}",
    "attention.does": lambda v: (
        f"{_DOES[v['kind']]} ({_share(v['share'])})" if v["kind"] not in ("mixed",) else _DOES["mixed"]
    ),
    "attention.row_of_heads": "{layer}: head 0 …",
    "attention.small_axes": "down: who looks; across: at whom; stripes: masked",
    "attention.column.layer": "Layer",
    "attention.column.which_head": "Head",
    "attention.column.what": "What it does here",
    "attention.column.evenness": "Evenness",
    "attention.column.reach": "Reach (tokens)",
    "attention.alt": "Attention of the clearest heads, with the names of the tokens",
    "attention.alt_heads": "A small map for every head of every layer",
    "attention.alt_training": "The decoder's attention in training, masked places striped",
    "attention.alt_writing": "The decoder's attention while it writes, a row a step",
    "tokens.title": "Why this answer: token by token",
    "tokens.paper": "Integrated gradients: Sundararajan, Taly & Yan 2017; sanity check: Adebayo et al. 2018",
    "tokens.question": _question,
    "tokens.found": _found,
    "tokens.adds_up": lambda v: _adds_up(
        v["total"], v["expected"], v["residual"], "this text and one of padding alone", v["largest"]
    ),
    "tokens.trust": _trust,
    "tokens.how_to_read": "A token's number is its share of the network's output for this answer, before the softmax, against the same text with nothing but padding. It tells what the network used, not whether it should have.",
    "tokens.colours": "blue: for the answer; orange: against it",
    "tokens.more": "{count} more tokens",
    "tokens.alt": "The text of {row}, each token coloured by how much it counts",
    "past.title": "Which past steps count",
    "past.paper": "Integrated gradients: Sundararajan, Taly & Yan 2017; sanity check: Adebayo et al. 2018",
    "past.ago": "steps before the newest",
    "past.forecast": "forecast",
    "past.logit": "logit",
    "past.found": _past,
    "past.trust": _past_trust,
    "past.how_to_read": "A bar is how much a step's distance from the mean of training moves the answer, in the answer's own unit (of classes before the softmax): blue upwards, orange downwards. Of several variables each has a strip, and the colour stands for the root of the number, so that what is small is seen, too.",
    "past.alt": "The window of {row} and how much each step of it counts",
    "columns.title": "Which columns count",
    "columns.paper": "Permutation importance: Breiman 2001; partial dependence: Friedman 2001; rows: Sundararajan, Taly & Yan 2017",
    "columns.no_rows": "The run's own rows are not there, so importance and partial dependence are left out; give the folder of the run, with its data in place.",
    "columns.importance": _importance,
    "columns.chance": lambda v: (
        f"Check: with shuffled weights the largest cost of any column ({v['column']}) is {_fall(v['fall'], v['percent'])}."
    ),
    "columns.importance_title": "What shuffling a column costs",
    "columns.importance_under": lambda v: (
        f"{_PARTS[v['part']]}, {v['rows']:,} rows · {'points of accuracy' if v['percent'] else 'rise of the error'} · {v['repeats']} times"
    ),
    "columns.course": _course,
    "columns.together": "Raw columns are shuffled, before any preparation, so a category is one column. Columns that go together hide one another: shuffled alone, each seems to count for little; and partial dependence then asks about rows that do not exist. In the bars of single rows blue speaks for the answer (of a number: raises it), orange against it; the thin grey lines are the spread.",
    "columns.missing": "missing",
    "columns.unseen": "unseen",
    "columns.row": _row,
    "columns.row_title": "{row}: {answer}",
    "columns.row_under": lambda v: (
        "against the mean row, in the target's unit" if v["numeric"] else "against the mean row, before the softmax"
    ),
    "columns.dependence_under": lambda v: (
        ("mean probability of {line}" if v["percent"] else "mean {line}").format(line=v["line"]) + " · ▲ rows looked at"
    ),
    "columns.alt_importance": "Bars: what shuffling each column costs",
    "columns.alt_dependence": "The mean answer along the strongest columns",
    "columns.alt_row": "Bars: how much each column counts for {row}",
    "vectors.title": "Learned vectors: who is near whom",
    "vectors.paper": "Mikolov et al. 2013; map: principal components (Pearson 1901)",
    "vectors.near": _near,
    "vectors.analogies": lambda v: (
        "Analogies: "
        + "; ".join(f"{a} is to {b} as {c} is to {' or '.join(found)}" for a, b, c, found in v["answers"])
        + "."
    ),
    "vectors.how_to_read": "On the map only nearness along the two directions of largest variance is kept; the table counts all numbers. Near vectors mean that the network treats the tokens alike, which need not be that they mean the same.",
    "vectors.map": "{layer}",
    "vectors.map_under": "{words:,} frequent tokens; {share:.0%} of their variance",
    "vectors.alt": "Frequent tokens on a map of their vectors in {layer}",
    "vectors.word": "Token",
    "vectors.neighbours": "Nearest, with cosine",
}
