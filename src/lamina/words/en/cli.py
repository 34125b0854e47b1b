"""English sentences of `cli`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean, many, scored


def _unknown_flag(v: dict[str, Any]) -> str:
    return f"There is no flag {v['flag']}.{did_you_mean(v)} `{v['command']} --help` lists the flags."


def _unknown_command(v: dict[str, Any]) -> str:
    return f'There is no command "{v["word"]}".{did_you_mean(v)} Commands: {v["names"]}.'


def _trained(v: dict[str, Any]) -> str:
    why = {
        "patience": ", stopped early: no more improvement",
        "minutes": ", stopped by the time budget",
        "interrupted": ", interrupted",
    }
    epochs = "1 epoch" if v["epochs"] == 1 else f"{v['epochs']:,g} epochs"
    kept = f"the weights of epoch {v['best']}" if v["best"] <= v["epochs"] else "the last weights"
    end = "." if v["reason"] == "interrupted" else f"; {kept} are kept."
    return f"Trained {epochs} in {v['seconds']}{why.get(v['reason'], '')}{end}"


def _part(v: dict[str, Any]) -> str:
    return f"{v['part'][:1].upper()}{v['part'][1:]}, {many(v['rows'], scored(v))}"


def _audit_line(v: dict[str, Any]) -> str:
    fitted = (
        f"from parts other than training: {v['foreign']}"
        if v["foreign"]
        else f"from the {v['rows']:,} training {'steps' if v.get('series') else 'rows'} only"
    )
    given = f"; {many(v['given'], 'statistic')} from the weights that it started from" if v.get("given") else ""
    shared = f"{many(v['shared'], 'identical window' if v.get('series') else 'identical row')} across parts"
    parts = f"nothing is held out ({v['sizes']})" if v.get("alone") else f"split first ({v['sizes']}); {shared}"
    return f"{parts}; {many(v['count'], 'statistic')} {fitted}{given}"


_UNITS = {"images": "image", "sequences": "sequence", "pairs": "pair", "text": "text"}
_LEARNED = {
    "": "nothing that can be learned so", "language": "to foretell the next token", "embed": "to learn vectors of words",
    "translate": "to translate into",
}  # fmt: skip


def _profile(v: dict[str, Any]) -> str:
    """What the data is, how much of it there is, and what would be learned."""
    unit = "document" if v["task"] in ("language", "embed") else _UNITS.get(v["kind"], "row")
    target = "" if v["task"] in ("", "language", "embed") else f" {v['target']}"
    return f"{v['kind']}, {many(v['rows'], unit)}, {_LEARNED.get(v['task'], 'to ' + v['task'])}{target}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # what went wrong
    "cli.error": "Error:",
    "cli.warning": "Note:",
    "cli.as_training": "The data must be written as the training data was.",
    "cli.defect": "Something went wrong inside Lamina ({kind}: {message}). This is our defect, not yours; run with --debug to see where.",
    "cli.out_of_memory": "The memory of this machine is not enough. Try a smaller --batch-size, a smaller network or less data.",
    "cli.paste": "To paste: {command}",
    "cli.interrupted": "Interrupted; nothing was saved or changed.",
    "cli.unknown_flag": _unknown_flag,
    "cli.unknown_command": _unknown_command,
    "cli.bad_choice": lambda v: f'{v["flag"]} cannot be "{v["value"]}": choose from {v["choices"]}.{did_you_mean(v)}',
    "cli.bad_value": lambda v: (
        f'{v["flag"]} cannot be "{v["value"]}"; it takes {v["wanted"]}{", with commas between several" if v["commas"] else ""}.'
    ),
    "cli.not_a_pair": '{flag} needs name=value, such as {flag} name=value, not "{value}".',
    "cli.too_many_arguments": '`{command}` does not know what to do with "{words}". Several files go into one folder; a path that has spaces stands in quotes.',
    "cli.one_value_each": lambda v: (
        f'{v["flag"]} takes one value at a time, so `{v["command"]}` does not know what to do with "{v["words"]}". '
        f"Repeat {v['flag']} before each" + (f", or use commas: {v['flag']} {v['commas']}." if v["commas"] else ".")
    ),
    "cli.repeated_flag": "{flag} is given more than once.",
    "cli.flag_needs_value": "{flag} needs a value. `{command} --help` says which.",
    "cli.missing_argument": "{name} is missing. `{command} --help` shows an example.",
    "cli.misread": "`{command}` cannot be read: {reason}. Try `{command} --help`.",
    "cli.unknown_format": "Cannot write {path}: the name must end in one of {names}.",
    "cli.checks_failed": "{failed} of {checks} checks failed: see the lines with a cross.",
    # what was done
    "cli.wrote_picture": "Wrote {path}: an image a row, the original on the left.",
    "cli.answers_over_file": "{path} is there already and holds no answers like these, so it was left as it is: name another file with --to.",
    "cli.answers_over_data": "{path} is the data itself, which Lamina never changes: name another file with --to.",
    "cli.wrote_rows": lambda v: f"{many(v['rows'], 'answer')} written to {v['path']}",
    "cli.exported_onnx": "Written and checked with onnxruntime: {path}",
    "cli.onnx_example": "To use it, with one row:",
    "cli.one_data": "{path}: several paths are for images, several texts for models of texts; others answer one file at a time.",
    "cli.exported_code": "Written and checked: {path}",
    # the terminal: progress
    "show.epoch": "epoch",
    "show.train_loss": "train loss",
    "show.validation_loss": "val. loss",
    "show.rate": "rate",
    "show.seconds": "time",
    "show.best": "best",
    "show.step": "{rate} steps/s   at most {left} left   loss {loss}",
    "show.trained": _trained,
    "show.loss_curve": lambda v: (
        f"{'validation' if v['part'] == 'validation' else 'training'} loss, from the first epoch to the last"
    ),
    # the terminal: tables
    "show.interval": "{low} to {high}",
    "show.interval_head": "95 % interval",
    "show.metric_direction": "{metric}, {direction}",
    "show.higher": "higher is better →",
    "show.lower": "← lower is better",
    "show.part": _part,
    "show.part_head": "part",
    "show.part_name.train": "training part",
    "show.part_name.validation": "validation part",
    "show.part_name.test": "test part",
    "show.part_name.data": "the given data",
    "show.this_model": "this model",
    "show.metric": "metric",
    "show.precision": "precision",
    "show.recall": "recall",
    "show.f1": "F1",
    "show.metric.accuracy": "accuracy",
    "show.metric.precision_macro": "precision (macro)",
    "show.metric.recall_macro": "recall (macro)",
    "show.metric.f1_macro": "F1 (macro)",
    "show.metric.accuracy_unknown": "accuracy on unknown words",
    "show.metric.sentence_accuracy": "sentences all right",
    "show.metric.span_f1": "F1 of spans",
    "show.metric.span_precision": "precision of spans",
    "show.metric.span_recall": "recall of spans",
    "show.metric.roc_auc": "ROC-AUC",
    "show.metric.log_loss": "log loss",
    "show.metric.calibration_error": "calibration error",
    "show.metric.rmse": "RMSE",
    "show.metric.mae": "MAE",
    "show.metric.r2": "R²",
    "show.metric.mape": "MAPE",
    "show.metric.mape_rows": "rows in MAPE",
    "show.metric.smape": "sMAPE",
    "show.metric.mase": "MASE",
    "show.metric.bleu": "BLEU",
    "show.metric.chrf": "chrF",
    "show.metric.exact_match": "exact answers",
    "show.metric.token_accuracy": "tokens right",
    "show.metric.perplexity": "perplexity per token",
    "show.metric.bits_per_character": "bits per character",
    "show.baseline.copy": "source as it stands",
    "show.baseline.most_similar": "most similar training text",
    "show.baseline.unigram": "frequency of tokens",
    "show.baseline.ngram": "n-gram model",
    "show.baseline.majority": "most frequent class",
    "show.baseline.mean": "mean of the target",
    "show.baseline.linear": "linear model",
    "show.baseline.naive": "last value",
    "show.baseline.word": "each word's most frequent label",
    "show.baseline.seasonal-naive": "value a season before",
    "show.class": "class",
    "show.rows": "rows",
    "show.windows": "windows",
    "show.true_answer": "true \\ answer",
    "show.worst_classes": "The {shown} of {classes} classes with the lowest F1.",
    "show.paper": "paper",
    "show.data_kinds": "data",
    "show.tasks": "tasks",
    "show.takes": lambda v: f"{', '.join(v['kinds'])}: {', '.join(v['tasks'])}",
    "show.catalogue_hint": "lamina list NAME tells more of one; lamina train DATA --network NAME trains it.",
    "show.input": "input",
    "show.parameters": "parameters",
    "show.account": "What its file says:",
    "show.differs": "Differs from the paper in:",
    "show.arguments": "arguments",
    "show.by_data": "by the data",
    "show.kind.table": "tables",
    "show.kind.images": "images",
    "show.kind.series": "series",
    "show.kind.text": "texts",
    "show.kind.pairs": "pairs",
    "show.task.translate": "translate",
    "show.task.classify": "classify",
    "show.task.regress": "regress",
    "show.task.forecast": "forecast",
    "show.task.tag": "tag",
    "show.task.language": "model the language",
    "cli.argument.network": "A network, told in full; or the beginning of names: resnet.",
    "show.score_of": "{owner}: {metric}",
    "show.not_comparable": "These runs were not tested on the same rows: their scores cannot be compared.",
    "show.more_rows": "The first {shown} of {rows:,} rows; all of them with --to FILE.",
    "show.fact.network": "network",
    "show.fact.data": "data",
    "show.fact.parameters": "parameters",
    "show.fact.training rows": "training rows",
    "show.fact.epochs": "epochs",
    "show.fact.seconds": "seconds",
    "show.profile": _profile,
    "show.column": "column",
    "show.type": "type",
    "show.missing": "missing",
    "show.unique": "distinct",
    "show.distribution": "distribution",
    "show.values": "values",
    "show.drift": "drift",
    "show.values_mean": "Numbers: smallest … median … largest, and below mean ± standard deviation.",
    "show.drift_means": "Drift: how far the rows held out lie from the training rows, from 0 (alike) to 1 (apart).",
    "show.balance": "balance",
    "show.days": "{days} days",
    "show.skew": "skew {skew:.1f}",
    "show.outliers": lambda v: many(v["outliers"], "outlier"),
    "show.role.target": "target",
    "show.role.time": "time",
    "show.role.series": "name of the series",
    "show.role.weight": "weight",
    "show.role.group": "group",
    "show.role.ignored": "ignored",
    "show.type.number": "number",
    "show.type.integer": "whole number",
    "show.type.category": "category",
    "show.type.date": "date",
    "show.type.boolean": "yes/no",
    "show.type.text": "text",
    "show.type.id": "id",
    "show.type.constant": "constant",
    "show.more_columns": "The first {shown} of {columns:,} columns; all of them with --json.",
    "show.repeated_rows": lambda v: f"{many(v['rows'], 'row')} repeat an earlier one.",
    "show.audit": "audit",
    "show.audit_line": _audit_line,
    "show.run": "run",
    "show.report": "report",
    "show.next": "next",
    "show.your_data": "YOUR-DATA",
    "show.your_prompt": "YOUR BEGINNING",
    "show.your_hidden": "YOUR TEXT WITH [MASK]",
    "show.your_word": "WORD",
    "show.your_text": "YOUR TEXT",
    # help
    "cli.about": "Train the classical neural networks on your own data, trust the model, look inside it.\n\nFirst try: lamina demo. Then: lamina train your.csv",
    "cli.usage": "Usage: lamina {syntax}",
    "cli.default": "[default: {value}]",
    "cli.command": "COMMAND [--help]",
    "cli.everywhere": "Every command also takes --lang en|zh, --quiet (no progress), --debug (tracebacks); `lamina --version --all` shows versions and devices.",
    "cli.group.learn": "Train",
    "cli.group.use": "Use a model",
    "cli.group.look": "Look",
    "cli.group.commands": "Commands",
    "cli.group.arguments": "Arguments",
    "cli.group.parameters": "Options",
    "cli.group.data": "Data: what is read, how it is split and prepared",
    "cli.group.network": "Network",
    "cli.group.task": "Task: what is learned",
    "cli.group.optim": "Optimizer: how the weights move",
    "cli.group.loop": "Loop: how long, in what batches, on what machine",
    "cli.group.output": "Output",
    "cli.help.demo": "Train LeNet-5 on the built-in digits: a first look in under a minute.",
    "cli.help.train": "Train a network on DATA and leave a run folder with model, plots and report.\n\nExample: lamina train titanic.csv --target Survived --epochs 40",
    "cli.help.resume": "Go on with a run that was stopped, exactly as if it had not been.",
    "cli.help.evaluate": "Score the model of a run on its test part, or on labelled DATA.",
    "cli.help.predict": "Answer raw rows or images with the model of a run.\n\nOn a terminal a table is shown; elsewhere CSV is written.",
    "cli.help.export": "Write the model for other programs, as ONNX or as readable PyTorch code.",
    "cli.help.verify": "Say in words whether a model still gives the answers that it gave.",
    "cli.help.data": "Say what DATA is: types, distributions, missing values, suspicions.",
    "cli.help.list": "The networks: name, tasks, paper, year.",
    "cli.help.explain": "Look inside the network of a run: pictures, and one page that says what they show.\n\nExample: lamina explain runs/digits-lenet5 photo.png --view flow",
    "cli.help.doctor": "Say what is wrong with the training of a run: where, since when, and what to do.\n\nExample: lamina doctor runs/2026-01-31-lenet5-digits --try",
    "cli.help.compare": "Runs side by side: scores, and the settings that differ. Or networks: sizes and arithmetic.\n\nExample: lamina compare resnet18 googlenet vgg16",
    "cli.help.help": "Show this help.",
    "cli.argument.data": "A file, a folder, or a built-in set: digits, iris, wine, breast-cancer, diabetes, airline, dates, python-tokens, stdlib, adding:100, copy:20.",
    "cli.argument.run": "The folder of a run, such as runs/2026-01-31-lenet5-digits.",
    "cli.argument.bundle": "The folder of a run, or of its model.",
    "cli.argument.raw": "Raw rows or images, as the training data was before any preparation; of images several paths.",
    "cli.argument.labelled": "Raw rows or images with their target; else the run's own test part.",
    "cli.option.config": "A config.json to repeat; other flags overrule it.",
    "cli.option.json": "Print JSON for other programs.",
    "cli.option.to": "Write to this file: .csv, .json or .parquet.",
    "cli.option.to_folder": "Folder to write to, or a file that ends in .onnx; else the run's own.",
    "cli.option.format": "What to write; the word2vec formats are for word vectors.",
    "cli.option.preview_augmentation": "Write a PNG of training images beside their augmented forms (see --augment).",
    "cli.option.probabilities": "Add a column with the probability of each class.",
    "cli.option.prompt": "A text to be written on, in place of DATA.",
    "cli.option.temperature": "How freely a text is written: 0 takes the likeliest token, 1 draws as the model believes (0.8).",
    "cli.option.top_k": "Draw from the K likeliest tokens only.",
    "cli.option.top_p": "Draw from the likeliest tokens that have this probability together.",
    "cli.option.beam": "Keep so many beginnings and write the likeliest whole; nothing is drawn then.",
    "cli.option.length": "Tokens to be written at most.",
    "cli.option.seed": "Seed of what is drawn: the same seed writes the same text (0).",
    "cli.option.crops": "Views of each image whose answers are averaged: 1 (whole), 2 (and mirrored), 5 (corners and centre), 10 (these mirrored too).",
    "cli.option.own_network": "Your own network, file.py:Class, where the run is of one.",
    "cli.option.resume": "Stop and resume a copy of the run on this machine, and compare the models bit for bit.",
}
