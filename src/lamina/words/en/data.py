"""English sentences of `data`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from datetime import date
from typing import Any

ACTIONS = {
    "report": "They are kept; --outliers clip or drop would change that.",
    "clip": "They are set to the fence.",
    "drop": "The training rows that hold them are left out; validation and test rows are kept.",
}
RULES = {
    "auto": "",
    "median": "filled with the median",
    "mean": "filled with the mean",
    "most-frequent": "filled with the most frequent value",
    "category": "kept as a category of their own",
    "drop": "rows dropped",
}


HELD = {"validation": "validation", "test": "the test"}


def _listed(items: list[Any], most: int = 8) -> str:
    shown = ", ".join(str(item) for item in items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown


def _counts(columns: dict[str, int]) -> str:
    return _listed([f"{name} {count:,}" for name, count in columns.items()])


def _where(v: dict[str, Any], most: int = 5) -> str:
    places = v.get("places", [])
    if not places:
        return ""
    unit = v.get("unit", "row") + ("s" if v["count"] > 1 else "")
    more = f" and {v['count'] - most:,} more" if v["count"] > most else ""
    return f" ({unit} {', '.join(places[:most])}{more})"


def _sizes(v: dict[str, Any]) -> str:
    fold = f", fold {v['fold'] + 1} of {v['folds']}" if v.get("fold", -1) >= 0 else ""
    return f"{v['train']:,} rows for training, {v['validation']:,} for validation, {v['test']:,} for the test{fold}"


def _split_given(v: dict[str, Any]) -> str:
    """Which parts were given, and which were drawn from the training rows."""
    drawn = v.get("drawn", [])
    if not drawn:
        return f"Split as given: {_sizes(v)}."
    given = " and ".join(name for name in ("validation", "test") if v[name] and name not in drawn)
    held = " and ".join(f"{v[name]:,} rows for {HELD[name]}" for name in drawn)
    return f"Split: {given} as given, {held} drawn from the training rows (seed {v['seed']}): {_sizes(v)}."


def _missing(v: dict[str, Any]) -> str:
    told = [
        f"{name} {count:,}" + (f" ({RULES[rule]})" if RULES[rule] else "")
        for name, (count, rule) in v["columns"].items()
    ]
    filled = " Numbers are filled with the median and marked, categories get their own." if any(
        rule == "auto" for _, rule in v["columns"].values()
    ) else ""  # fmt: skip
    return f"Missing values in the {v['rows']:,} training rows: {_listed(told)}.{filled}"


def _needs(v: dict[str, Any]) -> str:
    needed = {
        "group": "a column of groups: add --split-column NAME",
        "time": "a column of times: add --split-column NAME",
        "given": "a column of parts (--split-column NAME) or files (--test-data FILE)",
        "stratified": "classes to learn; the target is a number: use --split random",
    }
    return f'The split "{v["split"]}" needs {needed[v["split"]]}.'


def _lone_classes(v: dict[str, Any]) -> str:
    told = [
        f"{_listed(names)} ({fate})"
        for names, fate in (
            (v["learned"], "learned, never tested"),
            (v["held_out"], "never learned, counts as an error"),
        )
        if names
    ]
    one = len(v["learned"]) + len(v["held_out"]) == 1
    head = "A class" if one else "Classes"
    what = "image" if v["unit"] == "image" else "row"
    return f'{head} of "{v["target"]}" with a single {what}{_where(v)}: {"; ".join(told)}.'


def _columns_missing(v: dict[str, Any]) -> str:
    told = [f'"{name}"' + (f' (is it "{near}"?)' if near else "") for name, near in v["columns"]]
    needed = "a column that the model needs" if len(told) == 1 else f"{len(told)} columns that the model needs"
    return f"The data lacks {needed}: {_listed(told, 20)}. It has: {_listed(v['names'], 20)}."


def _not_as_trained(v: dict[str, Any]) -> str:
    example = date(2020, 12, 31).strftime(v["date_format"].replace("%.f", "")) if v["date_format"] else ""
    wanted = f"dates such as {example}" if example else f"{v['expected']}s"
    cells = ", ".join(f'"{value}"' for value in v["values"])
    file = f" of {v['file']}" if v["file"] else ""
    return f'The column "{v["column"]}" held {wanted} in training; {cells} is none{_where(v)}{file}. Mend the cells.'


PLACES = {
    "tables": "for tables", "series": "for series", "numbers": "for tables and series", "images": "for images", "columns": "for data with columns", "text": "for text tables", "texts": "for texts", "pairs": "for texts with their translations", "labelled": "for tables, series and texts", "written": "for text files",
    "text_tables": "for text tables", "sheets": "for text tables and Excel files", "excel": "for Excel files", "corpora": "for running text",
    "arrays": "for arrays of images", "given": "that part is given",
}  # fmt: skip


def _unused(v: dict[str, Any]) -> str:
    told = _listed([f"{flag} ({PLACES[place]})" for flag, place in v["settings"].items()], 20)
    return f"Without effect on this data: {told}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "data.bad_lag": '"{name}" is no set: behind {task}: stands the number of steps between, {least} to {most:,}, as in {task}:100.',
    "data.sequences": lambda v: (
        f"{v['rows']:,} sequences of {v['steps']:,} steps of {', '.join(v['variables'])}, each with one answer; "
        + ("drawn, and fed as they are." if v["drawn"] else "scaled by the training rows alone.")
    ),
    "data.not_sequences": "{source} is no sequences. Give a pair: values (rows, steps, variables) and an answer for each row.",
    "data.sequence_shape": "Sequences are (rows, steps, variables), these values are {shape}.",
    "data.sequence_no_answer": lambda v: (
        f"{v['rows']:,} {'sequence has' if v['rows'] == 1 else 'sequences have'} no answer (missing, NaN or infinite), the "
        f"first is row {v['row']:,}. Leave such sequences out."
    ),
    "data.sequence_missing": "The value at step {step} of sequence {row} (both counted from 0) is missing or endless. Fill it, or take the sequence out.",
    "data.sequence_task": "The task of sequences is classify or regress, not {task}. For what comes next use --kind series.",
    "data.sequence_width": "These sequences have {width} variables at each step; the model learned from {wanted}.",
    # settings
    "data.settings_unused": _unused,
    "data.no_categories": "--categories embedding has no effect: no column that is learned from holds categories.",
    "data.no_columns": '{flag} names "{columns}", but {source} holds images without columns. Leave {flag} out, or list the images in a table with such a column.',
    # the split
    "data.split_stratified": lambda v: f"Split first, each class in its share (seed {v['seed']}): {_sizes(v)}.",
    "data.split_random": lambda v: f"Split first, at random (seed {v['seed']}): {_sizes(v)}.",
    "data.split_group": lambda v: f'Split first, whole groups of "{v["column"]}" (seed {v["seed"]}): {_sizes(v)}.',
    "data.split_time": lambda v: f'Split first, the latest rows by "{v["column"]}" last: {_sizes(v)}.',
    "data.split_given": _split_given,
    "data.split_fractions": "--validation-fraction {validation} and --test-fraction {test} leave nothing to train on; their sum must be below 1.",
    "data.split_needs": _needs,
    "data.split_column_empty": 'The split column "{column}" has no values. Name another with --split-column.',
    "data.unknown_part": lambda v: (
        f'The column "{v["column"]}" says "{v["value"]}"{_where(v)}, which is no part. Use train, validation and test.'
    ),
    "data.no_rows": "There are no rows to split.",
    "data.too_few_to_hold_out": "{rows} rows are too few to hold any out, and a score on the rows that were learned says nothing. Give more rows; or, to train on all of them all the same, --validation-fraction 0 --test-fraction 0.",
    "data.no_training_rows": "No row is left to train on. Give fewer rows to validation and test.",
    "data.part_empty": "With {rows} rows to split, none goes to {part}.",
    "data.time_missing": "{rows} rows have no time; they count as the earliest and are trained on.",
    "data.lone_classes": _lone_classes,
    "data.few_per_class": '{few:,} of the {classes:,} classes of "{target}" have fewer than 3 rows, too few to learn and to test them. Gather more rows, join classes, name another --target, or use --task regress if they are numbers.',
    "data.classes_do_not_repeat": lambda v: (
        f'The target "{v["target"]}" has {v["classes"]:,} different values in {v["rows"]:,} rows ({v["alone"]:,} of them '
        "only once): these are no classes, which must repeat. "
        + ("Use --task regress if they are quantities, or name" if v["numbers"] else "Name")
        + " another column with --target."
    ),
    "data.bad_fold": "There is no fold {fold} of {folds}; folds count from 0, and there must be at least two.",
    "data.too_few_for_folds": "{folds} folds need at least as many {what}s; there are {count}. Use fewer --folds.",
    "data.folds_given": "Folds choose the test rows themselves, but a test part is given. Leave out --folds or the given part.",
    # fitting
    "data.rule_unknown_column": lambda v: (
        f'--missing-columns names "{v["column"]}", which is no input column.'
        + (f' Did you mean "{v["nearest"]}"?' if v["nearest"] else "")
    ),
    "data.rule_needs_numbers": 'The column "{column}" holds categories, so missing values cannot become the {rule}. Use category, most-frequent or drop.',
    "data.no_inputs": lambda v: (
        f"No column is left to learn from: in the {v['rows']:,} training rows {_listed(v['columns'])} are empty or always the same."
    ),
    "data.all_missing": lambda v: (
        f'The column "{v["column"]}" is empty in the training rows'
        + (", though not in the others," if v["elsewhere"] else "")
        + " and is left out."
    ),
    "data.constant": lambda v: (
        f'The column "{v["column"]}" is always {v["value"]!r} in the training rows'
        + (", though not in the others," if v["elsewhere"] else "")
        + " and is left out."
    ),
    "data.missing": _missing,
    "data.dropped_missing": lambda v: (
        f"{v['count']:,} of {v['rows']:,} rows are left out for missing values ({_counts(v['columns'])}){_where(v)}."
    ),
    "data.all_rows_dropped": lambda v: (
        f"Dropping would leave no row: {_listed(v['columns'])}. Choose another rule than drop."
    ),
    "data.outliers": lambda v: (
        f"{v['rows']:,} of {v['of']:,} training rows hold outliers, beyond {v['fence']:g} interquartile ranges "
        f"from the quartiles ({_counts(v['columns'])}){_where(v)}. {ACTIONS[v['action']]}"
    ),
    "data.classes_not_in_training": lambda v: (
        f"No training row is of the class {_listed(v['classes'])}; the network cannot learn it."
    ),
    "data.unknown_module": 'The model is prepared by "{name}", which this version does not know (known: {known}). The file is damaged or newer.',
    "data.bad_module": 'The arguments of "{name}" do not fit it ({reason}). The file is damaged or newer.',
    # batches
    "data.no_batches": "{rows} rows make no batch of {batch_size}. Use a smaller --batch-size or leave out --drop-last.",
    "data.batch_too_small": "Batch norm needs at least {smallest} rows in a batch; there are {rows} rows in batches of {batch_size}. Use a larger --batch-size or a network without batch norm.",
    # suspicions
    "data.shared_rows": lambda v: (
        "Identical rows stand in several parts: "
        + _listed([f"{count:,} in {names.replace('/', ' and ')}" for names, count in v["parts"].items() if count])
        + ". They make the score look better than it is. Keep one of each in the file; or, where a column names what"
        " belongs together (a patient, a device), keep it in one part: --split group --split-column NAME."
    ),
    "data.repeated_rows": "{repeated:,} of {rows:,} rows repeat an earlier row.",
    "data.near_rows": "{near:,} of {looked_at:,} {part} rows looked at nearly equal a training row (within 1 % of the spread, {compared_with:,} compared).",
    "data.gives_away": 'The column "{column}" alone tells the target "{target}" ({explained:.1%} explained). If it is not known beforehand, leave it out: --ignore "{column}".',
    "data.sum_gives_away": lambda v: (
        f'A sum of columns tells the target "{v["target"]}" ({v["explained"]:.2%} explained): {_listed(v["terms"])}. '
        "Leave out with --ignore those of them that are not known beforehand."
    ),
    "data.drift": lambda v: (
        f"Training and test rows differ in {_counts_of_distance(v['columns'])} (0: alike, 1: apart)."
    ),
    # prediction
    "data.not_a_number": 'The column "{column}" should hold a {expected}; row {row} says {value!r} ({count} such rows).',
    "data.columns_missing": _columns_missing,
    "data.by_position": lambda v: (
        "The columns are taken in the order of the training data, "
        + (f"which has one more: the target {_listed(v['absent'])}" if v["absent"] else "by position")
        + f'; so "{v["first"][0]}" is taken as "{v["first"][1]}".'
    ),
    "data.other_width": "The rows have {columns} columns without names; the training data had {wanted} ({without} without the target). Give as many, in the same order.",
    "data.not_as_trained": _not_as_trained,
    "data.columns_added": lambda v: f"Columns that the model does not use are ignored: {_listed(v['columns'])}.",
    "data.rows_without_target": lambda v: (
        f"{v['count']:,} of {v['rows']:,} rows have no target, or a class that the model does not know, and are not scored{_where(v)}."
    ),
    "data.no_target_known": "None of the {rows:,} rows has a target that the model knows, so there is nothing to score.",
    "data.unseen_classes": lambda v: f"The model does not know the class {_listed(v['classes'])}.",
    "data.outside_range": "{column} = {value:g} is outside of what training saw ({low:g} to {high:g})",
    "data.outside_dates": "{column} = {value} is outside of what training saw ({low} to {high})",
    "data.unseen_category": lambda v: (
        f"{v['column']} = {v['value']!r} "
        + ("is rare or new: none of the categories kept from training" if v["others"] else "was not seen in training")
    ),
    "data.unseen_missing": "{column} is missing, which training never saw",
}


def _counts_of_distance(columns: dict[str, float]) -> str:
    return _listed([f"{name} {distance:.2f}" for name, distance in columns.items()])
