"""English sentences of the lens: what cannot be looked at, and why."""

from collections.abc import Callable
from typing import Any


def _unknown_loss(v: dict[str, Any]) -> str:
    near = f' Did you mean "{v["nearest"]}"?' if v["nearest"] else ""
    return f'There is no loss "{v["loss"]}" here; there are: {v["names"]}.{near}'


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "lens.unknown_loss": _unknown_loss,
    "lens.wrong_target": lambda v: (
        f"A target of the shape {v['shape']} does not fit the loss {v['loss']} of {v['rows']} "
        f"row{'' if v['rows'] == 1 else 's'}: "
        + (
            f"give the class of each row, a whole number from 0 to {v['last']}."
            if v["loss"] == "cross-entropy"
            else f"give {v['outputs']} number{'' if v['outputs'] == 1 else 's'} for each row."
        )
    ),
    "lens.not_dense": 'The layer "{layer}" ({type}) is no dense layer. Back-propagation is shown with numbers for dense layers with activations between them, such as an mlp without batch norm.',
    "lens.not_a_row": 'The layer "{layer}" does not take just what the layer before it gives, so the network is no plain row of layers. Back-propagation is shown with numbers for dense layers one after the other, with activations that are modules.',
    "lens.too_wide": 'The layer "{layer}" has {units} units; numbers are shown for at most {most}. Take a smaller network.',
    "lens.one_layer_one_way": lambda v: (
        f'The layer "{v["layer"]}" has {v["layers"]} layer{"s" if v["layers"] > 1 else ""}{" in both directions" if v["both"] else ""}. The way through time is shown for one layer in one direction: take num_layers=1 of rnn, lstm or gru.'
    ),
    "lens.too_long": "The sequence has {steps} steps and the state {numbers} numbers; the way through time is shown for at most {most} and {widest}. Take a shorter piece or a smaller hidden_dim.",
    "lens.no_window": "{type} is no plain convolution or pooling over two dimensions (without groups, padded by zeros, rounded down), the only ones shown window by window.",
    "lens.no_such_output": "There is no output {index}: the network gives {outputs}, counted from 0.",
    "lens.no_number": "The network answers with {type}, where numbers are needed: a tensor of them, alone or in a tuple, a list, a dictionary or an object (`logits`, else the first).",
    "lens.no_image": "The input has the shape {shape} for a row; covering windows is for images (channels, height, width).",
    "lens.no_gradient": "The input holds whole numbers ({type}), which have no gradient. Of texts the tokens' vectors are explained: token_gradients.",
    "lens.no_map_layer": lambda v: (
        f'There is no layer "{v["layer"]}" that gives maps.'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
        + f" These do: {v['names']}."
    ),
    "lens.no_maps": "No layer of the network gives maps of more than one place, so Grad-CAM has nothing to lay over the input. gradient, integrated_gradients and occlusion work.",
    "lens.no_slope": "No gradient comes back from the answer ({reason}): the network runs a part under torch.no_grad, detaches a value, or writes over one that the gradient needs. occlusion and the feature maps need none.",
    "lens.slope_not_finite": "The gradient of the answer is NaN or infinite: on the way back its numbers leave the range of the weights' type (a very deep network that has learned nothing, or damaged weights). occlusion and the feature maps need none.",
    "lens.no_weights": "The network has no weights, so there is nothing that it could have learned.",
    "lens.branches": 'The layer "{layer}" does not take just what the layer before it gives: the network branches or joins there (or does something that is no layer), and the deconvnet of Zeiler and Fergus needs layers in a row, as in AlexNet, ZFNet, VGG and LeNet. gradient, Grad-CAM and occlusion work.',
    "lens.no_layer": lambda v: (
        f'There is no layer "{v["layer"]}".'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
        + f" There are: {v['names']} ..."
    ),
    "lens.no_map_of": 'The layer "{layer}" gives no feature maps (channels, height, width). Choose one of the convolutions or poolings before it.',
    "lens.no_such_channel": 'The layer "{layer}" has no map {channel}: it gives {channels}, counted from 0.',
    "lens.no_way_back": 'The layer "{layer}" ({type}) has no way back that the deconvnet knows: it is no convolution, pooling, activation or normalisation.',
    "lens.no_convolution": "{network} has no convolution over images, so it has no filters to look at.",
    "lens.no_movement": 'There is no movement "{kind}" of an input of the shape {shape}; there are, for images (channels, height, width): {names}.',
    "lens.no_such_place": 'The maps of the layer "{layer}" are {height} high and {width} wide; there is no place {place} in them (counted from 0).',
    "lens.no_patches": "The attention of {network} cannot be laid over the image: its tokens are not the patches of a convolution whose stride is its kernel (with a class token in front or none). A vit has such patches.",
    "lens.no_attention": "{network} has no attention that shows its weights. A transformer, an encoder, a decoder, a vit or a seq2seq with attention has.",
    "lens.no_gates": "{network} has no recurrent layer, so it has no gates and no memory. rnn, lstm, gru and their forms of both directions have.",
    "lens.no_tokens": "{network} has no table that turns tokens into vectors, so there are no words to attribute an answer to.",
    "lens.no_stages": "{network} gives no feature maps of more than one place, so there is nothing to show of them. gradient, integrated gradients and occlusion work.",
    "lens.no_copy": "{network} could not be copied ({reason}), so what works on a copy of it is left out: the comparison with random weights, back-propagation with numbers.",
    "lens.no_window_layer": lambda v: (
        f'The layer "{v["layer"]}" is no plain convolution or pooling (without groups, padded by zeros, rounded down).'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
        + (f" These are: {v['names']}." if v["names"] else "")
    ),
    "lens.no_windows": "{network} has no plain convolution or pooling over images (without groups, padded by zeros, rounded down) that could be shown window by window.",
    "lens.no_recurrent_layer": lambda v: (
        f'There is no recurrent layer "{v["layer"]}".'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
        + (f" There are: {v['names']}." if v["names"] else "")
    ),
    "lens.no_recurrence": "{network} has no layer of torch's RNN, LSTM or GRU, so there is no way through time to follow. rnn, lstm and gru have.",
    "lens.not_over_steps": "The recurrent layer ({layer}) does not run once over all steps of a row; its way through time is followed only there.",
}
