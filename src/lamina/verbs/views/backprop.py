"""The view `backprop`: a forward and a backward pass through a dense network with every number."""

from torch import nn
from torch.nn import functional as F

from lamina.core.backpropagation import Backpropagation
from lamina.lens.backprop import backpropagate
from lamina.report.html import join
from lamina.report.section import Section
from lamina.report.worked.backprop_steps import backprop_steps
from lamina.report.worked.equation import WHOLE, digits
from lamina.report.worked.equation_html import steps_html
from lamina.report.worked.network_sketch import can_be_sketched, network_sketch
from lamina.verbs.views.aims import aim_of, costliest
from lamina.verbs.views.looked import Looked, View
from lamina.words import say

PAPER = "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors"
RATE = 0.01  # of the one step that is shown


def fits(looked: Looked) -> bool:
    """A table of numbers, or images through dense layers alone, with one class or number as the answer."""
    spec = looked.model.spec
    with_weights = [one for one in looked.model.network.modules() if any(True for _ in one.parameters(recurse=False))]
    dense = spec.kind == "table" or (spec.kind == "images" and all(isinstance(one, nn.Linear) for one in with_weights))
    single = spec.task in ("classify", "regress") and not spec.multi_label
    return bool(looked.rows) and single and dense and len(looked.inputs) == 1


def backprop_section(looked: Looked) -> Section:
    """The costliest row: every z, a, delta and gradient, one step of gradient descent, and the check."""
    place = costliest(looked)
    aim = aim_of(looked, place)
    target = aim.target
    if aim.loss != "cross-entropy":  # of numbers that the row's target does not tell the mean of training
        target = F.pad(target, (0, looked.model.spec.num_outputs - target.shape[1]))
    x = looked.inputs[0][place : place + 1]
    seen = backpropagate(looked.model.network, x, target, loss=aim.loss, learning_rate=RATE)
    return section_of(seen, looked.rows[place].name, aim.known)


def section_of(seen: Backpropagation, row: str, known: bool = True) -> Section:
    """The section of one pass. row: what the example is called; known: its target is the row's own."""
    sizes = [float(layer.delta.norm()) for layer in seen.layers]
    sentences = [
        say("explain.backprop.found", row=row, before=digits(seen.cost), after=digits(seen.cost_after),
            lower=seen.cost_after < seen.cost),
        say("explain.backprop.row", known=known),
    ]  # fmt: skip
    if len(sizes) > 1:
        told = {"last": digits(sizes[-1]), "first": digits(sizes[0]), "number": len(sizes)}
        sentences.append(say("explain.backprop.sizes", told))
    if max(max(layer.weight.shape) for layer in seen.layers) > WHOLE:
        sentences.append(say("explain.backprop.cut"))
    drawn = [network_sketch(seen)] if can_be_sketched(seen) else []
    body = join([*drawn, steps_html(backprop_steps(seen))])
    return Section("backprop", say("explain.backprop.title"), PAPER, tuple(sentences), body=body)


VIEW = View("backprop", fits, backprop_section)
