"""English sentences of back-propagation with numbers: dense layers, through time, one window."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean


def _layer(v: dict[str, Any]) -> str:
    name = f' ("{v["name"]}")' if v["name"] else ""
    return f"Layer {v['number']}{name}: {v['inputs']} → {v['units']}, {v['activation'] or 'no activation'}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "explain.backprop.layer": _layer,
    "explain.backprop.sketch": "Dark: forward, in a circle its value a. Orange: backward, on an edge the gradient of its weight, under a circle its error δ.",
    "explain.backprop.input": "Input and target",
    "explain.backprop.input_says": lambda v: (
        "The layers are counted 1 .. L; the input is a⁰ = x, y is what the network should answer."
        + (f" {v['count']} examples, one a column." if v["count"] > 1 else "")
    ),
    "explain.backprop.forward": "Forward",
    "explain.backprop.forward_says": "Each layer multiplies by its weights and adds its bias, zˡ = Wˡ aˡ⁻¹ + bˡ, and applies its activation, aˡ = σ(zˡ). wᵢⱼ leads from unit j of the layer before to unit i.",
    "explain.backprop.cost": "Cost",
    "explain.backprop.cost_says": "How wrong the answer ŷ is, as one number ({loss}).",
    "explain.backprop.output": "Error of the last layer",
    "explain.backprop.output_says": "δ = ∂C/∂z says how the cost changes with each z. Of layer {number}: the derivative of the cost times the slope of the activation, element by element (⊙).",
    "explain.backprop.softmax_says": "Softmax mixes its inputs, so its derivative is a matrix, the Jacobian J. Times the derivative of the cross entropy, −y/ŷ, all that is left is ŷ − y.",
    "explain.backprop.first_example": "The Jacobian is that of the first example.",
    "explain.backprop.errors": "Errors of the layers before, from back to front",
    "explain.backprop.errors_says": "The error goes back through the same weights, and through the slope of the activation where it was: δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ). Where the slope is small, little of it goes on.",
    "explain.backprop.gradients": "Gradients",
    "explain.backprop.gradients_says": lambda v: (
        "A weight's gradient is what came in times the error of where it leads: ∂C/∂wᵢⱼ = aⱼ δᵢ; a bias's is the error itself."
        + (" Both are added up over the examples." if v["count"] > 1 else "")
    ),
    "explain.backprop.update": "Update",
    "explain.backprop.update_says": "One step of gradient descent with the learning rate η = {rate}.",
    "explain.backprop.check": "Check",
    "explain.backprop.lower": "With the new weights the cost of the same examples is {after}; it was {before}.",
    "explain.backprop.higher": "With the new weights the cost of the same examples is {after}, no lower than before ({before}): the step was too long, or there is nothing left to learn here.",
    "explain.backprop.autograd": lambda v: (
        "Every gradient above equals the one of torch's autograd "
        + (f"to {v['difference']:.0e}." if v["difference"] else "to the last bit.")
    ),
    "explain.backprop.rounded": "Calculated with 16 digits, shown with four; by hand the last one may differ.",
    # one window
    "explain.window.window": "window",
    "explain.window.padded": "padded x",
    "explain.window.mean": "mean",
    "explain.window.part": "part of this window",
    "explain.window.size": "Size",
    "explain.window.size_says": lambda v: (
        "The window moves over the input, S pixels at a time, with P rows and columns of zeros around it. "
        + (
            "At each place its values are multiplied by the kernel's and added up."
            if v["kind"] == "convolution"
            else "At each place its values become one; channels stay apart."
        )
    ),
    "explain.window.forward": "Forward: one window",
    "explain.window.where": "The unit in row {row}, column {column} (from 0) sees the rows {top} to {bottom} and the columns {left} to {right} of the input; what lies outside is 0.",
    "explain.window.channel": "channel {number}",
    "explain.window.channels": "The first {shown} of {channels} channels are shown; the sum goes over all.",
    "explain.window.kernel": "Backward: to the kernel",
    "explain.window.kernel_says": lambda v: (
        f"All {v['windows']:,} windows share one kernel, so its gradient is the sum of their parts: the error of each unit times what it saw."
    ),
    "explain.window.input": "Backward: to the input",
    "explain.window.input_says": "Each window lays its kernel times its error back where it stood; where windows overlap, the parts are added.",
    "explain.window.largest_says": "The error goes to the value that was the largest of its window; the others get nothing, for they changed nothing.",
    "explain.window.average_says": "Each value of the window had the same share in the mean, so each gets the same share of the error.",
    # the views of a run
    "explain.backprop.title": "Back-propagation, step by step",
    "explain.backprop.found": lambda v: (
        f"One step of gradient descent for {v['row']} alone {'lowers its cost' if v['lower'] else 'does not lower its cost'}: {v['before']} before, {v['after']} after."
    ),
    "explain.backprop.row": lambda v: (
        "All numbers are those that the network sees: inputs and targets as they were prepared for it (scaled, a category as 0 and 1)."
        + (
            ""
            if v["known"]
            else " The row's target is not known; the network's own answer (of numbers the mean of training) stands for it."
        )
    ),
    "explain.backprop.sizes": "On its way back from layer {number} to layer 1 the length of the error δ goes from {last} to {first}.",
    "explain.backprop.cut": "Large matrices are cut: the first rows and columns are shown, with the whole size under them; the calculation is that of the whole.",
    "explain.window.title": "One window, step by step",
    "explain.window.kind.convolution": "convolution",
    "explain.window.kind.max-pooling": "max pooling",
    "explain.window.kind.average-pooling": "average pooling",
    "explain.window.found": lambda v: (
        f"{v['layer']} ({v['kind']}): to the unit in map {v['map']}, row {v['row']}, column {v['column']} (from 0; {v['maps']} maps) "
        f"{'the error' if v['chosen'] else 'the largest error'} comes back, {v['error']}; its value was {v['value']}."
    ),
    "explain.window.about": lambda v: (
        f"Looked at: {v['row']}"
        + (", the row whose answer costs most: what comes back of it can be read." if v["of"] > 1 else ".")
    ),
    "explain.time.title": "Back-propagation through time",
    "explain.time.vanishes": lambda v: (
        f"The gradient reaches {v['lag']} of {v['steps']} steps back: of a change of the state {v['lag']} steps before the end less than {v['percent']:g} % is left there. What came earlier can hardly be learned from this end."
    ),
    "explain.time.lasts": "The gradient reaches all {steps} steps back: of a change of the first state a factor of {left:.2g} is left at the end.",
    "explain.time.explodes": "The gradient explodes: a change of the state {lag} steps before the end is {peak:.3g} times as large at the end. Clipping the gradient (--clip-norm) bounds the step.",
    "explain.time.most": lambda v: (
        f"The last {v['last']} of {v['steps']} steps give {v['percent']:.0f} % of the gradient of the recurrent matrix U (by the norms of their parts)."
    ),
    "explain.time.nothing": "The cost has no gradient at this row, so the steps have no parts.",
    "explain.time.cut": "The row has {steps} steps; the last {shown} are followed, from a state of 0.",
    "explain.time.about": 'Looked at: {row}, in the layer "{layer}" ({kind}). The gradient of U is the sum of its parts, ∂L/∂U = Σ (∂L/∂U)ₜ; the product of Jacobians ∂h_T/∂h_(T−k) says how much of a change k steps back is left at the end.',
    "explain.time.autograd": lambda v: (
        f"The parts add up to autograd's gradient to {v['difference']:.0e}."
        if v["difference"]
        else "The parts add up to autograd's gradient to the last bit."
    ),
    "explain.time.step_t": "step t",
    "explain.time.sum": "sum over all steps",
    "explain.time.parts": "Parts of the gradient of U",
    "explain.time.parts_under": "norm of (∂L/∂U) at step t",
    "explain.time.step": "step",
    "explain.time.reach": "What is left of a change",
    "explain.time.reach_under": "norm of the product of Jacobians from k steps before the end to the end",
    "explain.time.lag": "steps before the end (lag k)",
    "explain.time.parts_alt": "Bars over {steps} steps: how much each gives to the gradient of the recurrent matrix",
    "explain.time.reach_alt": "A line over {steps} lags: the norm of the product of Jacobians, on a logarithmic axis",
    # a recurrent layer with every number
    "explain.recurrent.input_says": "A sequence of {steps} steps. W leads from the input, U (often W_hh) from the hidden state of the step before; both are the same at every step. y is what the last hidden state should be.",
    "explain.recurrent.forward_says": "Each step takes what it reads and what is left of the steps before: zₜ = W xₜ + U hₜ₋₁ + b, hₜ = {activation}(zₜ), from h₀ = 0.",
    "explain.recurrent.step": "Step {number}",
    "explain.recurrent.cost_says": "How far the last hidden state is from y, as one number ({loss}).",
    "explain.recurrent.errors": "Errors, from the last step to the first",
    "explain.recurrent.errors_says": "The cost is that of the last hidden state. Its error goes back through U, and at each step through the slope of {activation}: δₜ = ∂C/∂zₜ.",
    "explain.recurrent.gradient": "Gradient of U: the sum over the steps",
    "explain.recurrent.gradient_says": "U stood at every step, so its gradient has a part of each: the error of the step times the hidden state that U took there.",
    "explain.recurrent.left": "How much of a change is left at the end",
    "explain.recurrent.left_says": "A change of the state k steps before the end arrives there times the product of k Jacobians. Its norm (the largest singular value) says by what factor at most: below 1 at each step it vanishes with the lag, above 1 it explodes.",
    "explain.recurrent.lag": "k = {lag}",
    "explain.recurrent.update_says": "One step of gradient descent of U alone, with the learning rate η = {rate}.",
    "explain.recurrent.autograd": lambda v: (
        "The gradient of U above equals the one of torch's autograd for nn.RNN "
        + (f"to {v['difference']:.0e}." if v["difference"] else "to the last bit.")
    ),
    # examples of fixed numbers
    "explain.example.softmax": "Softmax with cross entropy",
    "explain.example.recurrent": "A recurrent layer over three steps",
    "explain.example_about.softmax": "Two inputs, three classes, the second is right: a = W x + b, ŷ = softmax(a). The error of the last layer, δ = ŷ − y, comes out of the Jacobian of softmax.",
    "explain.example_about.recurrent": "hₜ = tanh(W xₜ + U hₜ₋₁ + b): one number is read a step, two hidden units, three steps, and a cost after the last one.",
    "explain.classes_only": 'The example "{name}" answers with classes, so its loss is cross-entropy; the squared errors belong to neuron, two-two-one and recurrent.',
    "explain.example.neuron": "One neuron",
    "explain.example.two-two-one": "A network of 2, 2 and 1 units",
    "explain.example.convolution": "One convolution",
    "explain.example.pooling": "One max pooling",
    "explain.example_about.neuron": "z = w x + b, y = sigmoid(z), with w = 0.6, b = 0.9, x = 1 and the target 0. The slope of the sigmoid stands in both gradients: where it is small, the neuron hardly learns.",
    "explain.example_about.two-two-one": "a₁₁ = sigmoid(x₁ w₁₁ + x₂ w₁₃ + b₁), a₁₂ = sigmoid(x₁ w₁₂ + x₂ w₁₄ + b₂), y = a₂₁ = relu(a₁₁ w₂₁ + a₁₂ w₂₂ + b₃). As matrices: W¹ = (w₁₁ w₁₃; w₁₂ w₁₄), b¹ = (b₁; b₂), W² = (w₂₁ w₂₂), b² = b₃.",
    "explain.example_about.convolution": "An input of 3 x 3, a kernel of 2 x 2, padding 1, stride 1: an output of 4 x 4.",
    "explain.example_about.pooling": "An input of 4 x 4, a window of 2 x 2, stride 2: the largest value of each window.",
    "explain.no_such_run": lambda v: (
        f"There is no run folder {v['path']}.{did_you_mean(v)} The examples worked by hand are: {v['names']}."
    ),
    "explain.no_example": lambda v: f'There is no example "{v["name"]}"; there are: {v["names"]}.{did_you_mean(v)}',
    "explain.bad_rate": "The learning rate cannot be {value}: give a number above 0, such as 0.1.",
    "explain.one_output": 'The example "{name}" answers with numbers; cross entropy needs classes. Take squared-error-half, squared-error-mean or squared-error-sum.',
    "explain.no_loss_here": 'The example "{name}" has no loss and no learning rate: the error that comes back to it is given. These have both: {names}.',
    "explain.example_alone": 'The example "{name}" stands alone and takes no {option}; --loss, --learning-rate and --out are all that it takes.',
    "explain.no_example_run": "{option} belongs to the examples with fixed numbers: lamina explain two-two-one {option} ... A run has its own.",
    "explain.option.run": "A run folder or a bundle; or an example worked by hand, without a run: neuron, two-two-one, softmax, recurrent, convolution, pooling.",
    "explain.option.loss": "Of the examples neuron, two-two-one and recurrent: squared-error-half (default), squared-error-mean or squared-error-sum.",
    "explain.option.learning_rate": "Of the examples with weights: length of the one step. [default: 0.1]",
}
