"""English sentences of `weights` (transfer learning): code -> sentence, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _names(v: dict[str, Any]) -> str:
    parts = []
    for key, what in (("missing", "lacks"), ("odd", "has, but the network has not,")):
        if v[f"num_{key}"]:
            more = f" and {v[f'num_{key}'] - len(v[key]):,} more" if v[f"num_{key}"] > len(v[key]) else ""
            parts.append(f"{what} {', '.join(v[key])}{more}")
    return (
        f"The weights in {v['path']} are not those of {v['network']}: the file {'; it '.join(parts)}. "
        "Choose the --network that they are of."
    )


def _torchvision_only(v: dict[str, Any]) -> str:
    return (
        f"{v['path']} holds torchvision's weights of {v['found']}. They load into that form only, whose "
        f"arithmetic they were made with (not {v['network']}'s, even where names and shapes fit): use --network {v['found']}."
    )


def _nobodys(v: dict[str, Any]) -> str:
    where = f" and --network {v['network']} takes Lamina's weights only" if v["network"] else ""
    return (
        f"The weights in {v['path']} are of no network that Lamina knows: their names are neither Lamina's nor those of "
        f"a -tv network{where}. `lamina list` shows the networks."
    )


def _loaded(v: dict[str, Any]) -> str:
    if v["kept"]:
        why = "same classes" if v["form"] == "lamina" else f"{v['outputs']:,} classes, too"
        head = f"the head is kept ({why})"
    else:
        head = f"the head is new, for {v['outputs']:,} outputs"
    learns = {"features": "only the head learns", "gradual": "the head learns first"}.get(
        v["freeze"], "all layers learn"
    )
    return f"{v['network']} starts from {v['file']}: {head}; {learns}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "weights.missing": "There are no weights at {path}. --weights takes a file (.safetensors, .pth), a run, a bundle, or hf:owner/name of the local cache.",
    "weights.runs_code": "{path} is refused: beside tensors it asks for {asks}, which could run code. Nothing of it was run. Take a file that holds a state dict only, best as safetensors.",
    "weights.unreadable": "The weights in {path} cannot be read: {reason}. Take an intact copy.",
    "weights.too_slow": "Reading {path} was stopped after {seconds} seconds: no sound file of weights takes so long.",
    "weights.bundle_alone": "{path} is a bundle's weights without its bundle.json, which says what network they are of. Give the whole `model` folder.",
    "weights.not_finite": 'The tensor "{tensor}" in {path} holds NaN or infinite numbers. Take an intact copy of the weights.',
    "weights.own_network": "Weights cannot be loaded into {network} from {path}: --weights is for networks of the catalogue. Load them into your own module yourself, with load_state_dict, and pass it in Python.",
    "weights.of_corpus": "--weights {path}: running text starts from no weights. Texts with answers do; `lamina resume RUN` goes on with a run.",
    "weights.other_kind": "{path} holds weights of {network}, a network for {found}; this data is of another kind. Leave --weights out, or give data of that kind.",
    "weights.of_table": "--weights {path}: weights to start from are for images and texts; a network for tables depends on the columns that it was made for.",
    "weights.other_network": "{path} holds the weights of {found}, not of {network}: use --network {found}.",
    "weights.torchvision_only": _torchvision_only,
    "weights.nobodys": _nobodys,
    "weights.names": _names,
    "weights.wrong_shape": "The weights in {path} do not fit this {network}: {tensor} has the shape {found} there and {expected} here. Use the same --arg, --image-size and channels as they were made with.",
    "weights.no_head": "{network} has no single last layer for the classes, so --freeze features cannot tell head from features: use --freeze none.",
    "weights.nothing_to_freeze": "--freeze {freeze} needs --weights: features that were never learned are not worth keeping.",
    "weights.bad_repository": '"{name}" is not a repository: write hf:owner/name, or hf:owner/name/file.',
    "weights.not_cached": "{name} is not in the local cache {cache}, and Lamina fetches nothing from a network. Download it first, or give a file.",
    "weights.which_file": "{name} has no single file of weights in the cache: name one, hf:{name}/FILE. There are: {files}.",
    "weights.statistics": lambda v: (
        f"Images are standardised with the mean and deviation that the weights in {v['file']} are used to"
        + (" (ImageNet's)" if v["form"] == "torchvision" else " (of the run they come from)")
        + ", not with those of the training images."
    ),
    "weights.loaded": _loaded,
    "weights.transformed": "googlenet-tv turns its input to (value - 0.5) / 0.5, as torchvision does with its published weights; --arg transform_input=false for weights that were trained without.",
    "weights.features_anew": lambda v: (
        (
            f"Images are varied in every epoch ({v['varied']}), so their features cannot be kept"
            if v["varied"]
            else "The network does more with its head's answer than to give it, so features cannot be kept"
        )
        + ": they are computed anew for each batch"
        + ("; --augment none computes them once." if v["varied"] else ".")
    ),
    "weights.features": "The features of {rows:,} images were computed once ({seconds:.1f} s) and are kept in memory; only the head is trained.",
}
