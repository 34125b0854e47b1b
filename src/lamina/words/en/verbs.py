"""English sentences of `verbs`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.evaluation import METRICS
from lamina.words.en.forms import did_you_mean, many, some
from lamina.words.en.training import smaller_steps
from lamina.words.numbers import metric_text

_KINDS = {
    "sequences": "sequences",
    "table": "a table",
    "series": "a series",
    "text": "texts",
    "tags": "labelled tokens",
    "pairs": "texts with their translations",
    "language": "running text",
    "digits": "small images like digits",
    "images": "images",
    "weights": "the weights that it starts from",
}

_ALONE = {
    "scores": "the test rows and their scores; on data of yours it can be scored: lamina evaluate {path} DATA",
    "history": "the history of its training",
    "settings": "the settings of its training",
    "audit": "the audit of its data",
    "state": "the state of its training",
    "resume": "the checkpoints, and only a run can be resumed",
    "doctor": "the readings of its training, which the doctor judges",
}
_STATES = {
    "new": "has not begun", "training": "is in training, or was killed in it", "interrupted": "was interrupted",
    "stopped": "stopped itself", "trained": "is trained, not evaluated yet", "done": "is done",
}  # fmt: skip


def _state(v: dict[str, Any]) -> str:
    """How a run stands; of one that a loss stopped, where."""
    reason = v.get("reason") or {}
    if reason.get("code") != "training.not_finite":
        return _STATES.get(str(v["status"]), str(v["status"]))
    return "stopped: loss became NaN or infinite at epoch {epoch}, step {step}".format(**reason["parameters"])


def _no_model_yet(v: dict[str, Any]) -> str:
    reason = v.get("reason") or {}
    remedy = f"Finish it with: {v['command']}"
    if reason.get("code") == "training.not_finite":
        remedy = smaller_steps(reason["parameters"]).strip()
    return f"{v['path']} has no finished model and no scores yet: it {_state(v)}. {remedy}"


def _copies(v: dict[str, Any]) -> str:
    """How far copies of learned rows may lift the scores: at most by their share."""
    if not v["copies"]:
        return f"None of the {v['rows']:,} rows is an exact copy of a row that the model learned from."
    share = v["copies"] / v["rows"]
    told = (
        f"{v['copies']:,} of the {v['rows']:,} rows {'is an exact copy' if v['copies'] == 1 else 'are exact copies'}"
        " of rows that the model learned from (training or validation)"
    )
    if share < 0.01:
        return f"{told}: too few to move the scores much."
    return f"{told}: these scores are too good for new data, and say nothing against a baseline. Leave the copies out."


_ANSWERED = {"sequences": "sequences", "table": "tables", "text": "texts", "images": "images", "series": "series"}
_GIVEN = {
    "table": "is a table",
    "text": "holds texts",
    "series": "is a series",
    "images": "holds images",
    "folder": "is a folder of images",
}
_DOES = {"tag": "label the tokens of", "language": "model the language of", "embed": "learn word vectors from"}
_MANY = {
    "sequences": "sequences",
    "table": "tables",
    "pairs": "pairs",
    "text": "texts",
    "images": "images",
    "series": "series",
}


def _minutes(minutes: float) -> str:
    return "1 minute" if minutes == 1 else f"{minutes:.3g} minutes"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "verbs.no_data": "No data was named: give a file, a folder, a built-in set (digits, iris, wine, breast-cancer, diabetes, airline, dates, python-tokens, stdlib, adding:100, copy:20), or a --config that names one.",
    "verbs.data_was_in_memory": "This run's data was in memory ({what}), not in a file: pass it again, in Python with data=.",
    "verbs.no_network_file": "There is no network file {path}. --network takes a name of `lamina list`, or file.py:Class.",
    "verbs.network_file_broken": "The network file {path} cannot be run: {reason}.",
    "verbs.no_network_class": lambda v: (
        f'{v["path"]} has no "{v["name"]}".' + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
    ),
    "verbs.own_not_a_file": 'The --network of a run names your own network, file.py:Class, and "{network}" is not such a name. A run of a network of the catalogue needs none.',
    "verbs.own_of_catalogue": "The network of this run is {network}, of the catalogue, and not your own: leave --network out.",
    "verbs.own_unnamed": "The network of this run ({network}) is a module of your own, which was in memory. Name it: --network {hint}. In Python: network=module.",
    "verbs.own_unasked": '{source} names the network {hint}, a file of code, and no code is run because a file names it. If it is yours, name it yourself: --network "{hint}". In Python: network="{hint}".',
    "verbs.network_arguments": "The network {network} cannot be built: {reason}. Its own arguments are set with --arg name=value.",
    "verbs.network_unfit": lambda v: (
        f"{v['network']} cannot {_DOES.get(v['task'], v['task'])} {_MANY.get(v['kind'], v['kind'])}."
        + (f" These can: {v['names']}." if v["names"] else " No network of the catalogue can yet.")
        + (" If a column holds text to read: --kind text." if v["kind"] == "table" and v["reads_text"] else "")
    ),
    "verbs.network_output": "The network {network} gives an output of shape {shape} for {rows} rows; the data asks for ({rows}, {outputs}): one value per class or target.",
    "verbs.network_gives": 'The network {network} gives a {kind} where a tensor of answers is needed, (rows, outputs), alone or first of a tuple. End its forward with that tensor, such as `return answers["logits"]`.',
    "verbs.network_input": "The network {network} cannot take this data, of shape {shape} per row: {reason}. Check its arguments (--arg), or --image-size.",
    "verbs.no_run": lambda v: (
        f"There is no run folder {v['path']}.{did_you_mean(v)} `lamina train` prints the folder of its run; the default is runs/."
    ),
    "verbs.no_audit": "{path} has no audit.json, which says how its data was read and split, so it cannot be looked into. `lamina predict` needs none; else train again: lamina train --config {config}",
    "verbs.damaged_record": '{path} is damaged (at "{place}"), or was changed by hand. Put back the file that the training wrote, or train again with the config.json beside it.',
    "verbs.not_a_run": lambda v: (
        f"{v['path']} is neither a run folder (it has no config.json) nor a bundle (no bundle.json). "
        + (
            f"It holds runs, give one of them: {some(v['runs'], 5)}."
            if v["runs"]
            else "Give the folder that `lamina train` printed."
        )
    ),
    "verbs.part_lost": "{path} is a finished run, but its {lost} is gone: deleted, moved or not copied. Put it back, or train again: lamina train --config {config}",
    "verbs.run_exists": "The run folder {path} exists already and is not empty: choose another --name, or `lamina resume` it.",
    "verbs.no_model_yet": _no_model_yet,
    "verbs.bundle_alone": lambda v: (
        f"{v['path']} is a bundle alone: the folder of its run has {_ALONE[v['what']].format(path=v['path'])}."
    ),
    "verbs.cannot_write_run": "Cannot write {path}: {reason}. Free some space, then `{command}`.",
    "verbs.already_done": "{path} is already finished: {epochs} epochs, nothing to resume. A longer training is another run: lamina train --config {path}/config.json --epochs {more}{own}",
    "verbs.other_kind": lambda v: f"This model answers {_ANSWERED[v['model']]}; {v['data']} {_GIVEN[v['given']]}.",
    "verbs.copies": _copies,
    "verbs.training_only": "Nothing was held out: this is the score on the rows that the network learned from, and no score of new data.",
    "verbs.class_not_learned": lambda v: (
        f"No training row is of the class {', '.join(v['classes'][:8])}{' ...' if len(v['classes']) > 8 else ''}:"
        f" {many(v['rows'], 'row')} of this part cannot be answered rightly."
    ),
    "verbs.copies_unknown": lambda v: (
        "Whether rows are copies of training rows cannot be checked: "
        + (
            "the bundle stands alone, and their fingerprints are in the folder of its run."
            if v["alone"]
            else "this run kept no fingerprints of them."
        )
    ),
    "verbs.no_evaluation": "{path} has no scores of a part named {part}; it has: {parts}.",
    "verbs.no_target_in_data": "The data has no column with the target ({target}), so nothing can be scored. `lamina predict` needs no target.",
    "verbs.export_over_file": "{path} is a file that no export wrote, and stays as it is. Give --to a folder, or the name of a new .onnx file.",
    "verbs.export_hidden": (
        "A model of hidden words is not exported: no tokenizer elsewhere reads its [MASK] as `lamina predict` does. Export a "
        "model that starts from it (--weights RUN)."
    ),
    "verbs.unknown_format": 'There is no export format "{format}"; there are: {formats}.',
    "verbs.interrupted": "Interrupted after epoch {epochs}, and saved. Go on with: {command}",
    "verbs.interrupted_outside": "Interrupted. What is trained so far is saved; go on with: {command}",
    "verbs.data_not_here": "There is no {data} here: the configuration names it relative to the folder in which it was first trained. Go there, or name the data again: lamina train DATA --config config.json.",
    "verbs.other_data": "The data ({source}) is not what the run {path} began with: it changed since. Restore it, or start a new run.",
    "verbs.compare_two": "Comparing needs at least two runs, lamina compare RUN RUN, or networks, such as lamina compare resnet18 googlenet.",
    "verbs.steps": lambda v: (
        f"{many(v['rows'], 'training window' if v.get('windows') else 'training row')} in batches of {v['batch_size']:,}: {many(v['steps'], 'step')} an epoch"
        + ("." if v["most"] else f", {many(v['epochs'], 'epoch')}, {many(v['all_steps'], 'step')} in all.")
    ),
    "verbs.budget": lambda v: (
        f"Training ends after {_minutes(v['minutes'])} or {many(v['epochs'], 'epoch')}, whichever comes first"
        + (f", or after {many(v['patience'], 'epoch')} without improvement" if v["patience"] else "")
        + "; the learning rate's schedule ends with it. The clock decides how many steps fit, so a repeat or a resumed run"
        " gives other weights; --epochs alone repeats to the last bit."
    ),
    "verbs.hardly_trained": lambda v: (
        f"The time budget ended after {v['epochs']:g} epochs: not every training row was seen once."
        " With more --minutes the network would see all of them."
    ),
    "verbs.augmented": "Training images are varied in every epoch: {names}; if that is wrong for them, use --augment none.",
    "verbs.mixed": "Training images are mixed ({names}), and so are their labels: the training loss is that of the mixtures, and the training accuracy counts the class with the larger share; neither compares with validation, where nothing is mixed.",
    "verbs.crops": "Each answer is the mean over {crops} views of its image; the run's kept scores are those of one.",
    "verbs.crops_number": "{crops} crops cannot be taken of an image: choose one of {known}.",
    "verbs.crops_table": "--crops {crops} takes views of images, and this model reads none: leave it out.",
    "verbs.preview_png": "The preview is a picture in PNG; give a name that ends in .png, not {path}.",
    "verbs.preview_images": "{source} is a table; only images are augmented.",
    "verbs.health_not_seen": "The doctor cannot look into {network} while it learns ({reason}). The training goes on; `lamina doctor` will know less of it.",
    "verbs.augment_table": "--augment {names} has no effect on a table: it varies images.",
    "verbs.network_chosen": lambda v: (
        f"Network: {v['network']}, chosen for {_KINDS[v['reason']]}; another with --network (see `lamina list`)."
    ),
    "verbs.nothing_to_answer": "There is nothing to answer: give raw rows, or a model that writes a prompt.",
    "verbs.evaluating": "Evaluating on the held-out parts, beside the baselines.",
    "verbs.saving": "Saving the bundle and replaying its golden rows.",
    "verbs.drawing": "Drawing the plots and the report.",
    "verbs.fold": "Fold {fold} of {folds}.",
    "verbs.fold_unscored": "Fold {fold} of {folds} is left out: nothing in it can be scored, as values to be forecast are missing.",
    "verbs.no_fold_scored": "None of the {folds} folds can be scored: values to be forecast are missing in each. Use fewer --folds or a smaller --horizon.",
    "verbs.folds_scored": lambda v: (
        f"Cross-validated over {v['folds']} folds: {METRICS.get(v['metric'], v['metric'])} "
        f"{metric_text(v['metric'], v['mean'])}, standard deviation {metric_text(v['metric'], v['std'])} "
        f"({metric_text(v['metric'], min(v['values'])).removesuffix(' %')} to {metric_text(v['metric'], max(v['values']))})."
    ),
    "verbs.check_state": lambda v: f"The run {v['path']} {_state(v)}.",
    "verbs.check_parts": "Rows that stand in two parts: {twice:,} ({sizes}); different rows with the same content: {shared:,}.",
    "verbs.check_statistics": "{count:,} fitted statistics, of them {foreign} from other than training rows.",
    "verbs.check_resume": lambda v: (
        f"Killed {v['kills']} times and resumed over {v['epochs']} epochs, then compared with a run never killed, bit by bit:"
        f" {v['tensors']} tensors of preparation, network and finish, the golden answers and bundle.json"
        + (f"; different: {v['differing']}." if v["differing"] else ".")
    ),
    "verbs.test_looks": "The test rows of this data were looked at {looks} times in {out}: the more often, the less the test score can be trusted.",
}
