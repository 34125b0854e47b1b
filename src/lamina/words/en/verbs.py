"""English sentences of `verbs`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_KINDS = {
    "table": "a table",
    "digits": "small images like digits",
    "images": "images",
    "weights": "the weights that it starts from",
}

_MANY = {"table": "tables", "images": "images"}

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "verbs.no_data": "No data was named: give a file, a folder, a built-in set (digits, iris, wine, breast-cancer, diabetes), or a --config that names one.",
    "verbs.data_was_in_memory": "This run's data was in memory ({what}), not in a file: pass it again, in Python with data=.",
    "verbs.no_network_file": "There is no network file {path}. --network takes a name of `lamina list`, or file.py:Class.",
    "verbs.network_file_broken": "The network file {path} cannot be run: {reason}.",
    "verbs.no_network_class": lambda v: (
        f'{v["path"]} has no "{v["name"]}".' + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
    ),
    "verbs.network_arguments": "The network {network} cannot be built: {reason}. Its own arguments are set with --arg name=value.",
    "verbs.network_unfit": lambda v: (
        f"{v['network']} cannot {v['task']} {_MANY.get(v['kind'], v['kind'])}."
        + (f" These can: {v['names']}." if v["names"] else " No network of the catalogue can yet.")
    ),
    "verbs.network_output": "The network {network} gives an output of shape {shape} for {rows} rows; the data asks for ({rows}, {outputs}): one value per class or target.",
    "verbs.network_input": "The network {network} cannot take this data, of shape {shape} per row: {reason}. Check its arguments (--arg), or --image-size.",
    "verbs.no_run": "There is no run folder {path}. `lamina train` prints the folder of its run; the default is runs/.",
    "verbs.not_a_run": "{path} is not a run folder: it has no config.json. Give the folder that `lamina train` printed.",
    "verbs.run_exists": "The run folder {path} exists already and is not empty: choose another --name, or `lamina resume` it.",
    "verbs.no_model_yet": "{path} has no finished model yet: finish it with `lamina resume {path}`.",
    "verbs.no_evaluation": "{path} has no scores of a part named {part}; it has: {parts}. An unfinished run is finished by `lamina resume {path}`.",
    "verbs.no_target_in_data": "The data has no column with the target ({target}), so nothing can be scored. `lamina predict` needs no target.",
    "verbs.unknown_format": 'There is no export format "{format}"; there are: {formats}.',
    "verbs.interrupted": "Interrupted after epoch {epochs}, and saved. Go on with: lamina resume {path}",
    "verbs.other_data": "The data ({source}) is not what the run {path} began with: it changed since. Restore it, or start a new run.",
    "verbs.compare_two": "Comparing needs at least two runs: lamina compare RUN RUN.",
    "verbs.steps": "{rows:,} training rows in batches of {batch_size:,}: {steps:,} steps an epoch, {epochs} epochs, {all_steps:,} steps in all.",
    "verbs.augmented": "Training images are varied in every epoch: {names}; if that is wrong for them, use --augment none.",
    "verbs.mixed": "Training images are mixed ({names}), and so are their labels: the training loss is that of the mixtures, and the training accuracy counts the class with the larger share; neither compares with validation, where nothing is mixed.",
    "verbs.preview_png": "The preview is a picture in PNG; give a name that ends in .png, not {path}.",
    "verbs.preview_images": "{source} is a table; only images are augmented.",
    "verbs.augment_table": "--augment {names} has no effect on a table: it varies images.",
    "verbs.network_chosen": lambda v: (
        f"Network: {v['network']}, chosen for {_KINDS[v['reason']]}; another with --network (see `lamina list`)."
    ),
    "verbs.epochs_fit_budget": "Epochs: {epochs}, as many as fit in {minutes:g} minutes at {seconds:.2g} s an epoch; so the learning rate's schedule ends in time.",
    "verbs.evaluating": "Evaluating on the held-out parts, beside the baselines.",
    "verbs.saving": "Saving the bundle and replaying its golden rows.",
    "verbs.drawing": "Drawing the plots and the report.",
    "verbs.fold": "Fold {fold} of {folds}.",
    "verbs.folds_scored": lambda v: (
        f"Cross-validated over {v['folds']} folds: {v['metric']} {v['mean']:.4g}, standard deviation {v['std']:.2g}"
        f" ({min(v['values']):.4g} to {max(v['values']):.4g})."
    ),
    "verbs.check_state": "The run {path} is {status}.",
    "verbs.check_parts": "Rows that stand in two parts: {twice:,} ({sizes}); different rows with the same content: {shared:,}.",
    "verbs.check_statistics": "{count:,} fitted statistics, of them {foreign} from other than training rows.",
    "verbs.check_resume": "Killed {kills} times and resumed over {epochs} epochs, then compared with a run never killed: {tensors} tensors, bit by bit.",
    "verbs.test_looks": "The test rows of this data were looked at {looks} times in {out}: the more often, the less the test score can be trusted.",
}
    "verbs.crops_number": "{crops} crops cannot be taken of an image: choose one of {known}.",
    "verbs.crops_table": "--crops {crops} takes views of images, and this model answers rows of a table: leave it out.",
