"""English sentences of `series`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable, Sequence
from typing import Any

Values = dict[str, Any]
BLOCKS = "▁▂▃▄▅▆▇█"
HOW = {"last": "the value before is repeated", "interpolate": "filled by straight lines", "refuse": "none is filled"}
PARTS = {"train": "training", "validation": "validation", "test": "test"}
_SHORTER = "Give a longer series, or smaller --window and --horizon"


def _list(names: Sequence[Any], most: int = 6) -> str:
    shown = ", ".join(str(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _where(values: Values) -> str:
    """line 3 of data.csv; rows 3, 7 and 12 more."""
    places, count = values["places"], values["count"]
    unit = values["unit"] if count == 1 else f"{values['unit']}s"
    more = f" and {count - len(places)} more" if count > len(places) else ""
    file = f" of {values['file']}" if values["file"] and ":" not in "".join(places) else ""
    return f"{unit} {', '.join(places)}{more}{file}"


def _guessed(values: Values) -> str:
    series = f', a series for each "{values["series"]}"' if values["series"] else ""
    time = f'the rows follow one another regularly in "{values["time"]}"' if values["time"] else "as asked"
    return f"Taken for a series to forecast: {time}{series}. Overrule with --task regress."


def _target_last(values: Values) -> str:
    others = f", from the past of all {values['variables']} columns of numbers" if values["variables"] > 1 else ""
    return f'No --target was given: the last column of numbers, "{values["target"]}", is forecast{others}.'


def _time_unread(values: Values) -> str:
    other = f', another "{values["other"]}"' if values["other"] else ""
    return (
        f'The times in "{values["column"]}" are not of one known format: one is "{values["value"]}"{other} '
        f"({_where(values)}). Write all of them alike, best as 2024-12-31 or 2024-12-31 18:00."
    )


def _irregular(values: Values) -> str:
    usual = "as most do" if 2 * values["count"] < values["rows"] else "which is their commonest distance"
    return (
        f'The stamps in "{values["column"]}" do not lie {values["frequency"]} apart, {usual}: {_list(values["values"])} '
        f"({_where(values)}). Bring them to equal steps, name the step with --frequency, or leave the time out "
        f"(--ignore {values['column']} --task forecast), so that the rows only count."
    )


def _repeated(values: Values) -> str:
    stamp = f'The time {values["value"]} of "{values["column"]}" stands' if values["value"] else "Steps stand"
    return (
        f"{stamp} there more than once with different values ({_where(values)}). Several series? Name the column that "
        "tells them apart with --series-column; else --gaps last takes the last of them, --gaps interpolate their mean."
    )


def _filled(values: Values) -> str:
    told = []
    if values["steps"]:
        told.append(f"{values['steps']:,} of {values['of']:,} steps are missing ({_list(values['stamps'])})")
    if values["cells"]:
        told.append("values are missing: " + _list([f"{name} {count:,}" for name, count in values["cells"].items()]))
    ahead = (
        " This looks ahead: a filled input may hold something of a value to come."
        if values["how"] == "interpolate"
        else ""
    )
    return f"{'; '.join(told)}; {HOW[values['how']]}.{ahead}"


def _too_short(values: Values) -> str:
    which = "The longest series has" if values["several"] else "The series has"
    return (
        f"{which} {values['steps']:,} steps, of which {values['training']:,} are for training: too few for a window of "
        f"{values['window']} and a horizon of {values['horizon']}. {_SHORTER} or --validation-fraction and --test-fraction."
    )


def _lengths(values: Values) -> str:
    step = f"Steps of {values['frequency']}; " if values["frequency"] else "Steps that only count; "
    season = f"season {values['season']}" if values["season"] > 1 else "no season"
    how = {
        "asked": "as asked",
        "frequency": "usual for it",
        "autocorrelation": "by its autocorrelation",
        "none": "found",
    }
    return (
        f"{step}{season} ({how[values['how']]}). Each forecast looks back on {values['window']} steps and gives the next "
        f"{values['horizon']} (--season, --window, --horizon)."
    )


def _split(values: Values) -> str:
    parts = [
        f"{PARTS[name]} {span[0]} to {span[1]} ({values['windows'].get(name, 0):,} windows)"
        for name, span in values["spans"].items()
    ]
    return f"Split first, by time: {', '.join(parts)}. No value to be forecast stands in two parts; windows may look back across a border."


def _constant(values: Values) -> str:
    where = "in all" if values["always"] else "in all training"
    return (
        f'The target "{values["target"]}" is {values["value"]} {where} {values["steps"]:,} steps: there is nothing to '
        "learn. Name another with --target, or give other data."
    )


def _outside(values: Values) -> str:
    told = [
        f"{name} {count:,} (training: {low:g} to {high:g})" for name, (count, low, high) in values["columns"].items()
    ]
    return f"Beyond what training saw, of {values['steps']:,} steps: {_list(told)}. The forecast is a guess there."


def _short_to_forecast(values: Values) -> str:
    which = f'The series "{values["name"]}"' if values["name"] else "The data"
    return f"{which} has {values['steps']:,} steps; the model looks back on {values['window']}. Give at least so many."


def _ridge(values: Values) -> str:
    variables = f" of {values['variables']} columns" if values["variables"] > 1 else ""
    drawn = (
        f", every {-(-values['all_rows'] // values['rows'])}. of {values['all_rows']:,}"
        if values["rows"] < values["all_rows"]
        else ""
    )
    return f"ridge regression on {values['lags']} lags{variables}, {values['rows']:,} training windows{drawn}, alpha {values['alpha']}"


def _span(values: Values) -> str:
    several = f"{values['series']:,} series, together " if values["series"] > 1 else ""
    step = f" of {values['frequency']}" if values["frequency"] else ""
    return f"{several}{values['steps']:,} steps{step}, from {values['first']} to {values['last']}."


def _autocorrelation(values: Values) -> str:
    found = values["values"]
    drawn = "".join(BLOCKS[min(7, int((min(max(value, -1), 1) + 1) * 4))] for value in found)
    lags = range(1, len(found) - 1)
    peaks = [lag for lag in lags if found[lag - 1] < found[lag] >= found[lag + 1] and found[lag] > 0]
    best = max(peaks, key=lambda lag: found[lag], default=None)
    peak = f", highest again at {best + 1} ({found[best]:.2f})" if best is not None else ""
    return f'Autocorrelation of "{values["target"]}" at lags 1 to {len(found)} (training span, straight trend off): {drawn}{peak}.'


SENTENCES: dict[str, str | Callable[[Values], str]] = {
    "series.guessed": _guessed,
    "series.could_be": lambda v: (
        f'Read as a table, each row for itself. But the rows follow one another regularly in "{v["time"]}": to forecast '
        f'"{v["target"]}" from the past, use --task forecast{"" if v["named"] else " --target " + v["target"]}.'
    ),
    "series.target_last": _target_last,
    "series.left_out": lambda v: f"Left out, as a series holds numbers only: {_list(v['names'])}.",
    "series.left_out_constant": lambda v: f"Left out, as constant over the training span: {_list(v['names'])}.",
    "series.no_numbers": lambda v: (
        f"{v['source']} has no column of numbers to forecast; its columns are {_list(v['names'])}. Name one with --target, or its type with --types name=number."
    ),
    "series.target_is_time": 'The target "{target}" is the time or the name of the series. Name the column of numbers to forecast with --target.',
    "series.target_no_number": lambda v: (
        f'The target "{v["target"]}" is not a number in {_where(v)}: "{v["value"]}". Mend the cells, or name another with --target.'
    ),
    "series.images": "{source} holds images; a forecast needs a table with a row for each step of time.",
    "series.time_unread": _time_unread,
    "series.no_time": lambda v: (
        f'The time in "{v["column"]}" is missing or unreadable in {_where(v)}. Fill the cells in, as 2024-12-31, or leave the rows out.'
    ),
    "series.irregular": _irregular,
    "series.sorted": lambda v: f"The rows were not in order of time; they are sorted ({_where(v)} stood too late).",
    "series.repeated_equal": lambda v: (
        f"Stamps that stand there twice with the same values are taken once: {_where(v)}."
    ),
    "series.repeated": _repeated,
    "series.repeated_joined": lambda v: (
        f"Stamps that stand there more than once: {'the last is taken' if v['how'] == 'last' else 'their mean is taken'} ({_where(v)})."
    ),
    "series.filled": _filled,
    "series.gaps_refused": lambda v: (
        f"{v['steps']:,} steps lack a value ({_list(v['stamps'])}; columns {_list(v['names'])}), and --gaps refuse fills none. Fill them in, or use --gaps last or interpolate."
    ),
    "series.mostly_gaps": "Between the first and the last row lie {steps:,} steps, but only {rows:,} rows: most would be made up. Name a longer step with --frequency, or cut the series where it begins to be regular.",
    "series.too_short": _too_short,
    "series.short_folds": "{folds} folds share the last half of {steps:,} steps, and one holds less than a horizon of {horizon}. Use fewer --folds or a smaller --horizon.",
    "series.no_windows": lambda v: (
        f"No window of {v['window']} steps with {v['horizon']} known steps after it is left to learn from ({v['filled']:,} have a missing value among these). {_SHORTER}."
    ),
    "series.unknown_targets": "{windows:,} windows are neither learned from nor scored: one of their next {horizon} values is missing.",
    "series.short_series": lambda v: (
        f"{len(v['names']):,} of {v['of']:,} series are shorter than a window of {v['window']} and a horizon of {v['horizon']}, and neither learned from nor scored (steps): {_list(v['names'])}. Smaller --window and --horizon take them in."
    ),
    "series.part_empty": lambda v: (
        f"The {PARTS[v['part']]} part is empty: no {v['horizon']} steps of it are all known."
    ),
    "series.lengths": _lengths,
    "series.split": _split,
    "series.span": _span,
    "series.autocorrelation": _autocorrelation,
    "series.other_task": "A series is forecast; --task {task} is for tables. Use --task forecast, or --kind table.",
    "series.given_parts": "A series is split by time, in one file: leave out --test-data and --validation-data, and score the other file afterwards (`lamina evaluate RUN FILE`).",
    "series.other_split": "A series is split by time; --split {split} would let it learn from what comes later. Leave --split out, or use --kind table.",
    "series.weights": 'Steps of a series have no weights; leave out --weight-column "{column}".',
    "series.constant": _constant,
    "series.huge": 'The target "{target}" reaches {value}; squares of such numbers are not finite. Divide it by a power of ten.',
    "series.short_to_score": "The data has {steps:,} steps; a score needs a window of {window} and the {horizon} steps after it. Give at least so many together.",
    "series.short_to_forecast": _short_to_forecast,
    "series.outside": _outside,
    "series.naive": "the last known value, for every step ahead",
    "series.seasonal_naive": "the value {season} steps before",
    "series.ridge": _ridge,
}
