"""English sentences of `table`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable, Sequence
from typing import Any

from lamina.words.en.forms import did_you_mean, many

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar |", " ": "blanks"}
Values = dict[str, Any]


def _list(names: Sequence[Any], most: int = 12) -> str:
    shown = ", ".join(str(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _where(values: Values) -> str:
    """line 3 of data.csv; lines 3, 7 and 12 more; row 4."""
    places, count, unit = values["places"], values["count"], values["unit"]
    unit = unit if count == 1 else f"{unit}s"
    more = f" and {count - len(places)} more" if count > len(places) else ""
    file = f" of {values['file']}" if values["file"] and ":" not in "".join(places) else ""
    return f"{unit} {', '.join(places)}{more}{file}"


def _target_column(values: Values) -> str:
    if values["guessed"]:
        return f'The last column, "{values["target"]}", would be the target, but it'
    return f'The target "{values["target"]}"'


def _cells(values: Values) -> str:
    return ", ".join(f'"{value}"' for value in values["values"])


def _dialect(values: Values) -> str:
    header = (
        "the first row names the columns" if values["header"] else "no header: columns are called column1, column2 ..."
    )
    comma = ", decimal comma" if values["decimal"] == "," else ""
    return (
        f"{values['file']}: {values['rows']:,} rows, {values['columns']} columns; {values['encoding']}, "
        f"separator {SEPARATORS.get(values['separator'], values['separator'])}{comma}; {header}. "
        "Overrule with --encoding, --separator, --decimal, --header."
    )


def _sheet(values: Values) -> str:
    others = f" (of {values['sheets']}; choose with --sheet)" if values["sheets"] > 1 else ""
    header = "" if values["header"] else "; no header: columns are called column1, column2 ..."
    return f'{values["file"]}: sheet "{values["sheet"]}"{others}, {values["rows"]:,} rows, {values["columns"]} columns{header}.'


def _no_file(values: Values) -> str:
    folder = "" if values["folder_exists"] else " Its folder does not exist either."
    return f"There is no file or folder {values['path']}.{folder}{did_you_mean(values)}"


def _nothing_usable(values: Values) -> str:
    if values["tables"]:
        return f"{values['folder']} is a folder of tables; name one of them: {_list(values['tables'])}."
    return (
        f"{values['folder']} holds no folders of images, no IDX files and no table, only {_list(values['entries'])}. "
        "Give a table, a folder with one folder of images per class, or IDX files."
    )


def _ragged(values: Values) -> str:
    others = values["count"] - 1
    more = f" ({others:,} more {'line is' if others == 1 else 'lines are'} like it)" if others else ""
    fields = "1 field" if values["fields"] == 1 else f"{values['fields']} fields"
    separator = SEPARATORS.get(values["separator"], values["separator"])
    return (
        f"Line {values['line']} of {values['file']} has {fields}, the others have {values['wanted']}"
        f'{more}: "{values["text"]}". Mend the line, or say how the file is written with --separator (now: {separator}).'
    )


def _not_as_asked(values: Values) -> str:
    kind = {"number": "a number", "date": "a date"}[values["asked"]]
    return (
        f'Column "{values["column"]}" was asked to be {values["asked"]}, but {_cells(values)} is not {kind}: '
        f"{_where(values)}. Mend the cells, name them with --missing-marks, or take --types {values['column']}=category."
    )


def _mixed_cells(values: Values) -> str:
    return (
        f'Column "{values["column"]}" is read as {values["type"]}s; these cells are none and count as missing: '
        f"{_cells(values)} ({_where(values)}). Overrule with --types {values['column']}=category."
    )


def _mixed_text(values: Values) -> str:
    return (
        f'Column "{values["column"]}" is read as categories because of {_cells(values)} among numbers ({_where(values)}). '
        f"If they mean missing, name them with --missing-marks; --types {values['column']}=number insists on numbers."
    )


def _no_such_column(values: Values) -> str:
    option = values["option"].replace("_", "-")
    return f'--{option} names the column "{values["name"]}", which is not there.{did_you_mean(values)} Columns: {_list(values["names"])}.'


def _no_inputs(values: Values) -> str:
    kinds = {"text": "free text", "id": "different in every row", "many": "too many categories", "constant": "constant"}
    kinds["missing"] = "all missing"
    left = "; ".join(
        f"{name}: {kinds.get(kind, 'left out by a setting')}" for name, kind in list(values["kinds"].items())[:8]
    )
    why = f" Left out: {left}. --types name=number or name=category takes a column in." if left else ""
    guessed = "" if values["named"] else " No target was named; if it is another column, say --target."
    return f'{values["source"]} has no column to learn "{values["target"]}" from.{why}{guessed}'


FORMATS = {
    "pdf": "a PDF document, not a table. Save its table as CSV.",
    "zip": "a ZIP archive, not a text table. If it is a workbook, name it .xlsx; else unpack it.",
    "parquet": "a Parquet file, not a text table. Name it .parquet.",
    "gzip": "packed with gzip. Name it .gz, as in data.csv.gz.",
    "sqlite": "an SQLite database, not a table. Save one of its tables as CSV.",
    "image": "an image, not a table. To train on images, give a folder with one folder per class.",
    "xls": "an old workbook, not a text table. Name it .xls.",
    "html": "a web page or XML, not a table. Perhaps the download went wrong; save the table as CSV.",
    "json": "JSON, not a text table. In Python a list of dicts can be given as data; else save it as CSV.",
}
REASONS = {
    "asked": "as asked", "missing": "no row has a value", "constant": "the same value in every row",
    "running": "they number the rows", "id": "different in every row, like names", "many": "too many categories",
    "text": "free text", "split": "the split goes by them",
}  # fmt: skip


def _left_out_several(values: Values) -> str:
    keep = "" if values["reason"] in ("asked", "missing") else " --types name=category (or number) keeps one."
    return f"{len(values['names'])} columns are left out, {REASONS[values['reason']]}: {_list(values['names'])}.{keep}"


def _whole(value: int) -> str:
    return f"{value:,}" if abs(value) < 10**15 else f"{value:.3g}"


def _guess_integer(values: Values, task: str, other: str) -> str:
    return (
        f'Target "{values["target"]}" holds {values["unique"]:,} different whole numbers from {_whole(values["low"])} to {_whole(values["high"])}; '
        f"they are taken for {task}. Overrule with --task {other}."
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # what the source is
    "table.no_data": "No data was named. Give a file, a folder or a built-in set (digits, iris, wine, breast-cancer, diabetes, airline, dates, python-tokens, stdlib, adding:100, copy:20).",
    "table.no_file": _no_file,
    "table.no_download": "{source} is an address; Lamina reads local files only. Download it first.",
    "table.cannot_read": "Cannot read {file}: {reason}.",
    "table.empty_file": "{file} is empty.",
    "table.no_regular_file": "{path} is neither a file nor a folder but a device, pipe or socket. Give a file with the data.",
    "table.empty_folder": "The folder {folder} is empty.",
    "table.nothing_usable": _nothing_usable,
    "table.images_without_classes": "{folder} holds images but no folders; put the images of each class into a folder of its name, or list them in a CSV file with a path and a label column.",
    "table.one_image": "{file} is a single image; to train, give a folder with one folder of images per class.",
    "table.unknown_file": 'Lamina does not know files of the kind "{suffix}" ({file}). It reads csv, tsv, txt, data, parquet, xlsx, xls, ods, npz, npy, IDX, and folders of images.',
    "table.unknown_source": "Lamina cannot read data of the type {type}. Give a path, a data frame, an array, a tensor, a pair (X, y), a dict of lists or a list of dicts.",
    "table.empty_source": "The {type} that was given as data is empty.",
    "table.not_a_column": 'The dict\'s entry "{name}" is a {type}, not a column of values.',
    "table.not_that_kind": '"{source}" is a source of the kind {found}; it cannot be read as {asked}. Leave --kind and --task out, or give other data.',
    "table.part_not_a_table": "{file}, given as the {part} part, is no table ({found}), but the data is one. Give --{part}-data a table with the same columns.",
    "table.is_images": '"{source}" holds images, not a table.',
    "table.array_shape": "An array of shape {shape} is neither a table (rows, columns) nor images (N,H,W), (N,C,H,W) or (N,H,W,C), or it is empty.",
    "table.structured_array": "Structured arrays are not read; give a dict of the fields {names}.",
    "table.complex_array": "Arrays of complex numbers are not read; give real and imaginary parts as columns.",
    "table.npz_names": "{file} has the arrays {names}; none is called x_train, X, images or data. Rename them.",
    "table.pair_lengths": "X has {rows} rows but y has {targets}.",
    "table.column_lengths": lambda v: (
        f"The columns have different lengths: {_list([f'{k} {n}' for k, n in v['lengths'].items()])}."
    ),
    "table.duplicate_columns": "Two columns have the same name: {reason}. Rename one.",
    "table.index_left_out": lambda v: (
        f"The index ({_list(v['names'])}) of the data frame is not a column and is left out; reset_index() makes it one."
    ),
    # how a file is written
    "table.dialect": _dialect,
    "table.sheet": _sheet,
    "table.no_sheet": lambda v: (
        f'{v["file"]} has no sheet "{v["sheet"]}".{did_you_mean(v)} Sheets: {_list(v["sheets"])}.'
    ),
    "table.other_format": lambda v: f"{v['file']} is {FORMATS[v['kind']]}",
    "table.not_text": "{file} is no text: it has zero bytes. If it is UTF-16, say --encoding utf-16.",
    "table.unknown_encoding": "The encoding of {file} cannot be found. Name it with --encoding, such as gb18030 or cp1252.",
    "table.no_such_encoding": 'There is no encoding "{encoding}". Try utf-8, utf-16, gb18030 or cp1252.',
    "table.damaged_utf8": lambda v: (
        f"{v['file']} is UTF-8 but for bytes that are no character, in {many(v['count'], 'place')}, the first in line {v['line']:,}. "
        "Mend the file (it may have been cut, or pasted together), or name its encoding with --encoding."
    ),
    "table.wrong_encoding": "{file} is not {encoding}: line {line} cannot be read. Name another with --encoding.",
    "table.bad_separator": 'The separator must be one plain character, not "{separator}" (tab, comma, semicolon, pipe, space work too).',
    "table.ragged": _ragged,
    "table.open_quote": 'A quote (") that opens in line {line} of {file} is never closed. Mend the line.',
    "table.stray_quote": 'Line {line} of {file} has a quote (") inside a cell: "{text}". Double the quote, or quote the whole cell.',
    "table.header_only": "{file} has a header but no rows. If the first line is data, say --header no.",
    "table.no_rows": "{source} has no rows or no columns.",
    "table.no_columns": lambda v: (
        f"{v['source']} has no column of single values, only {_list(v['types'])}. Unpack them into columns of numbers or text."
    ),
    "table.unnamed_columns": lambda v: (
        f"Columns without a name in {v['file'] or 'the data'} are called {_list(v['names'])}."
    ),
    "table.doubled_columns": lambda v: (
        f"Names that stand twice in {v['file'] or 'the data'} were told apart: {_list(v['names'])}."
    ),
    # given parts
    "table.given_part": "{file}: {rows:,} rows, used as the {part} part.",
    "table.part_twice": "The {part} part was given twice: inside the data and as {file}.",
    "table.given_lacks": lambda v: (
        f"The {v['part']} file {v['file']} lacks the column {_list(v['names'])}.{did_you_mean(v)}"
    ),
    "table.given_adds": lambda v: f"{v['file']} has more columns than the training file; ignored: {_list(v['names'])}.",
    "table.trailing_dot": 'Every value of "{column}" in {file} ends with a full stop that the training file does not have ("{example}"); it is taken off ({count:,} cells).',
    # cells
    "table.not_as_asked": _not_as_asked,
    "table.mixed_cells": _mixed_cells,
    "table.mixed_text": _mixed_text,
    "table.leading_zeros": 'Column "{column}" has codes with leading zeros ("{example}") and is read as categories. Overrule with --types {column}=number.',
    "table.month_first": 'Dates of "{column}" such as "{example}" are read month first; no date in the column tells otherwise.',
    "table.zoned": 'Times of "{column}" such as "{example}" say how far they lie from UTC; they are read as UTC.',
    "table.unsupported_type": 'Column "{column}" is left out: its cells are of the type {type}, not single values.',
    # columns
    "table.no_such_column": _no_such_column,
    "table.left_out_asked": 'Column "{column}" is left out, as asked.',
    "table.left_out_missing": 'Column "{column}" is left out: no row has a value.',
    "table.left_out_constant": 'Column "{column}" is left out: every value is "{value}". --types "{column}=category" keeps it.',
    "table.left_out_running": 'Column "{column}" is left out: it numbers the rows. --types "{column}=number" keeps it.',
    "table.left_out_id": 'Column "{column}" is left out: its {unique:,} values are all different, like names. --types "{column}=category" keeps it.',
    "table.left_out_many": 'Column "{column}" is left out: {unique:,} different values in {rows:,} rows are too many categories. --types "{column}=category" keeps it.',
    "table.left_out_text": 'Column "{column}" is left out: it is free text. --kind text learns from the text itself; --types "{column}=category" takes it as categories.',
    "table.left_out_split": 'Column "{column}" is left out of the inputs: the split goes by it. --types {column}=number or category keeps it.',
    "table.left_out_several": _left_out_several,
    "table.infinite_input": lambda v: f'Infinite values of "{v["column"]}" count as missing: {_where(v)}.',
    # target
    "table.no_target": lambda v: (
        f'There is no column "{v["target"]}" to learn.{did_you_mean(v)} Columns: {_list(v["names"])}.'
    ),
    "table.target_last": lambda v: (
        f'No target was named; the last {"usable " if v["skipped"] else ""}column, "{v["target"]}", is learned'
        + (
            f" (not {_list(v['skipped'], 5)}: ids, text, dates, too many categories or mostly missing)"
            if v["skipped"]
            else ""
        )
        + ". Name another with --target."
    ),
    "table.no_possible_target": lambda v: (
        f"No column of {v['source']} can be a target (too many missing, text, ids or constant). Name one with --target: {_list(v['names'])}."
    ),
    "table.target_no_values": 'The target "{target}" cannot be learned: its cells are of the type {type}, not single values.',
    "table.target_is_weight": 'The column "{target}" cannot be target and weight at once.',
    "table.target_dropped": 'The column "{target}" is the target and cannot be dropped at once (--types {target}=drop).',
    "table.one_row": "{source} has a single row; nothing can be learned from it.",
    "table.target_missing": lambda v: (
        f'{v["count"]:,} of {v["rows"]:,} rows have no "{v["target"]}" and are not used: {_where(v)}.'
    ),
    "table.target_all_missing": 'No row has a value of the target "{target}".',
    "table.infinite_target": lambda v: f'The target "{v["target"]}" is infinite in {_where(v)}. Mend or remove it.',
    "table.huge_target": lambda v: (
        f'The target "{v["target"]}" is {v["value"]} in {_where(v)}, too large to square its errors. Mend it, or give it in a larger unit.'
    ),
    "table.constant_target": lambda v: (
        f"{_target_column(v)} is {v['value']} in all {v['rows']:,} rows; there is nothing to learn. Name another with --target."
    ),
    "table.single_class": lambda v: (
        f'{_target_column(v)} has a single class, "{v["value"]}", in all {v["rows"]:,} rows; there is nothing to tell apart. '
        "Name another with --target."
    ),
    "table.numbers_to_classify": 'The target "{target}" has {unique:,} different numbers with fractions; they are no classes. Use --task regress.',
    "table.words_to_regress": lambda v: (
        f'The target "{v["target"]}" holds words, such as "{v["value"]}" ({_where(v)}), so it cannot be regressed. Use --task classify, or mend the cells.'
    ),
    "table.date_target": 'The target "{target}" is a date. To learn it as a number, say --types {target}=number or give seconds or days.',
    "table.mixed_targets": lambda v: (
        f'Several targets must all be numbers or all be 0/1, but "{v["target"]}" holds "{v["value"]}". For labels, write them as 0/1; else learn it alone, or leave it out of --target.'
    ),
    "table.not_labels": lambda v: (
        f"Several targets can be classified only if each is 0 or 1 (multi-label): {_list(v['targets'])}. Write them as 0/1, use --task regress, or name a single target."
    ),
    "table.guess_words": 'Target "{target}" holds {unique} different words; the task is to classify.',
    "table.guess_fractions": 'Target "{target}" holds numbers with fractions; the task is to regress. Overrule with --task classify.',
    "table.guess_integer_classes": lambda v: _guess_integer(v, "classes (classify)", "regress"),
    "table.guess_integer_numbers": lambda v: _guess_integer(v, "numbers (regress)", "classify"),
    "table.guess_labels": lambda v: (
        f"The targets {_list(v['targets'])} are all 0 or 1: several labels are classified at once. Overrule with --task regress."
    ),
    "table.guess_several_numbers": lambda v: (
        f"The targets {_list(v['targets'])} are numbers; they are regressed together."
    ),
    # inputs and weights
    "table.no_inputs": _no_inputs,
    "table.only_text": lambda v: (
        f'{v["source"]} has only free text to learn "{v["target"]}" from: {_list(v["texts"])}. '
        "Use --kind text to learn from the text itself."
    ),
    "table.weight_no_number": 'The weight column "{column}" holds "{value}", not numbers.',
    "table.bad_weight": lambda v: (
        f'The weight "{v["value"]}" of column "{v["column"]}" is not a number from 0 on ({_where(v)}). Mend or remove the row.'
    ),
    "table.zero_weights": 'All weights of the column "{column}" are zero.',
}
