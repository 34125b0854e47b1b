"""English sentences of `networks`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean


def _shape(values: list[Any]) -> str:
    return "(" + ", ".join(str(value) for value in values) + ")"


def _image_size(v: dict[str, Any]) -> str:
    arrives = f"layer {v['layer']} cannot take the {_shape(v['shape'])} that arrives there"
    if v["needed"]:
        arrives += f", only {_shape(v['needed'])}"
    if not v["smallest"]:
        remedy = "No size fits: use a smaller kernel_size or fewer stages."
    elif v["fixed"]:
        remedy = f"Its only size is {v['smallest']}; with --image-size {v['smallest']} images are padded or resized."
    else:
        remedy = f"The smallest size is {v['smallest']}; use --image-size {v['smallest']}."
    return f"{v['network']} does not fit images of {v['height']}x{v['width']}: {arrives}. {remedy}"


_ALLOWED = {
    "int": "a whole number", "float": "a number", "bool": "true or false", "str": "a name",
    "int | tuple[int, int]": "a whole number, or height and width",
    "int | Sequence[int]": "a whole number or a list of them", "Sequence[int]": "a list of whole numbers",
    "str | Sequence[str]": "a name or a list of names",
}  # fmt: skip


def _bad_argument(v: dict[str, Any]) -> str:
    return f"{v['network']} cannot take {v['argument']}={v['value']}: it must be {_ALLOWED.get(v['type'], v['type'])}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "networks.unknown": lambda v: f'There is no network "{v["network"]}".{did_you_mean(v)} There are: {v["names"]}.',
    "networks.unknown_argument": lambda v: (
        f'{v["network"]} has no argument "{v["argument"]}".{did_you_mean(v)} It takes: {v["names"]}.'
    ),
    "networks.missing_argument": lambda v: (
        f"{v['network']} needs {'the argument' if len(v['arguments']) == 1 else 'the arguments'} {', '.join(v['arguments'])}:"
        f" {v['network'].rpartition(':')[2]}({', '.join(f'{name}=...' for name in v['arguments'])})."
        f" On the command line: {' '.join(f'--arg {name}=10' for name in v['arguments'])}."
    ),
    "networks.bad_argument": _bad_argument,
    "networks.not_positive": "{network} cannot take {argument}={value}: it must be a whole number of at least 1.",
    "networks.unknown_activation": lambda v: (
        f'There is no activation "{v["activation"]}".{did_you_mean(v)} There are: {v["names"]}.'
    ),
    "networks.unknown_scheme": lambda v: (
        f'There are no initial weights "{v["scheme"]}".{did_you_mean(v)} There are: {v["names"]}.'
    ),
    "networks.unknown_loss": lambda v: f'There is no loss "{v["loss"]}".{did_you_mean(v)} There are: {v["names"]}.',
    "networks.unknown_pooling": 'There is no pooling "{pooling}". There are: {names}.',
    "networks.activations_count": (
        "{given} activations were given for {layers} hidden layers: give one name for all, or one per layer."
    ),
    "networks.bad_dropout": "The dropout {dropout} is not a probability: it must be at least 0 and less than 1.",
    "networks.step_untrainable": (
        "A step activation cannot be trained: its slope is 0 everywhere, so gradient descent has nothing to follow. "
        "Use sigmoid, its smooth form, or relu."
    ),
    "networks.batch_of_one": (
        "Batch norm (layer {layer}) cannot train on a batch of one row, whose variance is 0. "
        "Use --batch-size 2 or more (with more training rows than one), or a network without batch norm."
    ),
    "networks.image_size": _image_size,
    "networks.remainder": lambda v: (
        f"{v['network']} does not fit images of side {v['side']}: in layer {v['layer']} the window's positions are "
        f"({v['side']} + 2*{v['padding']} - {v['kernel_size']})/{v['stride']} + 1 = "
        f"{(v['side'] + 2 * v['padding'] - v['kernel_size']) / v['stride'] + 1:g}, which is no whole number. "
        f"The nearest sizes that fit are {v['smaller']} and {v['larger']}; use --image-size {v['smaller']} or {v['larger']}."
    ),
    "networks.bad_groups": (
        "A convolution from {in_channels} to {out_channels} channels cannot be cut into {groups} groups: "
        "both numbers of channels must be divisible by it."
    ),
    "networks.transform_input": (
        "{network} can transform its input (transform_input=true) for images of 3 channels only, not {in_channels}: "
        "leave it out, it belongs with torchvision's published weights."
    ),
    "networks.bad_image_size": "The image size {size} is neither one side nor height and width, each at least 1.",
    "networks.input_shape": lambda v: (
        f"{v['network']} was built for input of shape {_shape(v['expected'])}, but {_shape(v['shape'])} arrived. "
        "Build it for this shape, or prepare the data to fit."
    ),
    "networks.output_shape": lambda v: (
        f"The network's output has shape {_shape(v['shape'])}, but the loss needs {_shape(v['expected'])}. "
        "Let its last layer give one column per class or target."
    ),
    "networks.no_codes": (
        "This network embeds {columns} categorical columns and needs their codes beside the features: "
        "forward(features, codes)."
    ),
    "networks.bad_heads": "Attention over {embed_dim} features cannot be cut into {num_heads} heads: embed_dim must be divisible by num_heads.",
    "networks.too_long": "The text has {length} tokens, but this network learned only {positions} positions: shorten the text, or train with more positions.",
    "networks.bad_temperature": "The temperature {temperature} cannot be used to sample: it must be greater than 0 (near 0 takes the likeliest token).",
    "networks.bad_top_k": "Sampling among the {top_k} likeliest tokens is not possible: top_k must be a whole number of at least 1.",
    "networks.bad_top_p": "Sampling among tokens of total probability {top_p} is not possible: top_p must be greater than 0 and at most 1.",
    "networks.bad_beams": "Beam search cannot keep {num_beams} beams: it must be a whole number of at least 1.",
    "networks.unknown_anchor": lambda v: (
        f'There is no anchor "{v["anchor"]}" of a forecast.{did_you_mean(v)} There are: {v["names"]}.'
    ),
    "networks.unknown_answers": lambda v: (
        f'A network over tokens has no answers "{v["answers"]}".{did_you_mean(v)} There are: {v["names"]}.'
    ),
    "networks.short_window": (
        "The window has {steps} steps, but the linear part of this network takes the newest {lags}: "
        "give longer windows, or build it with --arg window={steps}."
    ),
    "networks.bad_target_column": (
        "{network} cannot forecast column {column} of its windows: they have {columns} columns, counted from 0."
    ),
    "networks.uneven_horizon": (
        "{network} cannot share {outputs} outputs among {targets} forecast columns: "
        "each needs equally many, one for each step ahead."
    ),
    "networks.sees_the_future": (
        "{network} reads texts from both ends, so it would see the token that it is asked to foretell: "
        "use {instead} for language."
    ),
    "networks.uneven_prompts": (
        "{network} continues texts of one length at a time, and here they end before {longest} tokens: "
        "group the prompts by length."
    ),
}
