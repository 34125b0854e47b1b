"""English sentences of `explain`: what a look inside a trained network says and refuses."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean, many


def _would_work(v: dict[str, Any]) -> str:
    return f" These would work here: {v['names']}." if v["names"] else ""


def _of_columns(v: dict[str, Any]) -> str:
    """What the numbers of a table's row come from: scaled numbers, and one for each category."""
    return f" (made of {many(v['columns'], 'column')})" if v.get("columns") and str(v["columns"]) != v["input"] else ""


_TAKES = {
    "images": "images: a file such as photo.png, or a folder of them",
    "table": "rows of a table: a CSV file with its columns, say",
    "series": "a series: a CSV file with its steps, say",
    "sequences": "sequences of numbers: a CSV file with their steps, say",
    "text": "a text, or a file of texts",
    "pairs": "a text to translate, or a file of texts",
}


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # what cannot be looked at
    "explain.no_view": lambda v: f'There is no view "{v["view"]}".{did_you_mean(v)}{_would_work(v)}',
    "explain.unfit": lambda v: f'The view "{v["view"]}" has no meaning for this {v["network"]}.{_would_work(v)}',
    "explain.no_layer": lambda v: (
        f'The network has no layer "{v["layer"]}".{did_you_mean(v)} It has: {v["names"]}{" ..." if v["more"] else "."}'
    ),
    "explain.bad_unit": 'A unit is a map, such as 5, or a place in it, such as 5,3,4 (map, row, column, each counted from 0); "{unit}" is neither.',
    "explain.unit_without_layer": "Unit {unit} of which layer? Name it with --layer (lamina inspect RUN lists them).",
    "explain.unit_without_maps": "A unit of a map is asked for, and this {network} is not for images: its layers give no maps. Leave --unit out.",
    "explain.no_row": lambda v: (
        f'The input has no {v["unit"]} "{v["row"]}" among its {many(v["rows"], "row")}: they are called {v["some"]}{" ..." if v["rows"] > 5 else "."}'
    ),
    "explain.no_own_row": 'There is no row "{row}" in the {part} part of the run. Give a name from predictions.parquet of that part, such as {example}; or a file of rows before it: lamina explain RUN INPUT --row {row}',
    "explain.no_own_rows": "Give an input (lamina explain {path} INPUT), for the rows that {path} held out cannot be read again: {reason}",
    "explain.wrong_kind": lambda v: (
        f"{v['source'] if v['given'] == 'image' else '“' + v['source'] + '”'} is {'an image' if v['given'] == 'image' else 'a text and no file'}; this {v['network']} takes {_TAKES.get(v['kind'], v['kind'])}."
    ),
    "explain.nothing_beside": lambda v: (
        f'Of two runs the view "{v["view"]}" compares the first layers; it is not among the views shown of this {v["network"]} ({", ".join(v["names"])}). Leave --beside out, or give --view {v["view"]} for a network over images.'
    ),
    "explain.empty_input": "The input is empty: there is nothing to look at. Give rows or a text, or leave INPUT out: then held-out rows are taken.",
    "explain.out_is_file": "{path} is a file; the page and its pictures need a folder: give its name with --out.",
    "explain.no_input": "A {network} has learned vectors of words; there are no rows to look at. Leave {option} out.",
    # the page
    "explain.page_mark": "Lamina: a look inside",
    "explain.paper": "Method: {paper}",
    "explain.beside": "{alt}: too large for this page, it stands beside it in {file}.",
    "explain.written": "Written: {page}",
    "explain.nothing": "(nothing)",
    "explain.your_text": "your text",
    "explain.line": "line {name}",
    "explain.row": "row {name}",
    "explain.step": "from step {name}",
    # the rows that are looked at
    "explain.rows_title": "The rows",
    "explain.rows": lambda v: f"{many(v['rows'], 'row')} {'is' if v['rows'] == 1 else 'are'} looked at.",
    "explain.rows_chosen": lambda v: (
        f"{many(v['rows'], 'row')} {'is' if v['rows'] == 1 else 'are'} looked at, chosen for how sure and how right the answer is; a choice like that is no score."
    ),
    "explain.rows_right": lambda v: (
        f"{many(v['rows'], 'row')} {'is' if v['rows'] == 1 else 'are'} looked at; {v['right']} of {v['known']} answered right."
    ),
    "explain.rows_by_error": lambda v: (
        f"{many(v['rows'], 'row')} {'is' if v['rows'] == 1 else 'are'} looked at, chosen for how far off the answer is: the closest, a typical one and the farthest; a choice like that is no score."
    ),
    "explain.rows_unknown": "{mark} stands for what the vocabulary does not know: no training text, or too few, had it, and the network cannot tell one from another.",
    "explain.rows_hidden": "Asked about is the first [MASK] of each text; target and answer are what stood there and what the network puts there.",
    "explain.tags_right": "{right} of {tokens} tokens right",
    "explain.more_columns": lambda v: f"and {many(v['count'], 'more column', 'more columns')}",
    "explain.missing": "missing",
    "explain.unseen": "not seen in training",
    "explain.target": "target",
    "explain.answer": "answer",
    "explain.chosen.sure_right": "sure and right",
    "explain.chosen.sure_wrong": "sure and wrong",
    "explain.chosen.unsure": "unsure",
    "explain.chosen.closest": "the closest answer",
    "explain.chosen.typical": "a typical answer (median error)",
    "explain.chosen.farthest": "the farthest off",
    "explain.chosen.right": "exactly right",
    "explain.chosen.wrong": "not exactly right",
    "explain.chosen.first": "of the first held out",
    "explain.chosen.given": "given",
    # the view flow
    "explain.input": "input",
    "explain.output": "output",
    "explain.flow_title": "How it flows",
    "explain.flow_paper": lambda v: (
        f"the drawing {v['layout']}" + (f"; the network {v['network']}" if v["network"] else "")
    ),
    "explain.flow_alt": "The layers of {network} as boxes, with the shapes that travel between them",
    "explain.inside": "Inside {name} ({type})",
    "explain.flow": lambda v: (
        f"{v['network']} takes {v['input']} {'tokens' if v['tokens'] else 'numbers'}{_of_columns(v)} through {many(v['layers'], 'layer')} to {v['output'] or '1'}; on each arrow stands the shape that travels on it (without the batch)."
    ),
    "explain.flow_joins": lambda v: (
        f"Ways part and join again: {', '.join(v['joins'])}; a blue arrow passes layers by."
    ),
    "explain.join.plus": "+ adds what arrives",
    "explain.join.concat": "concat lays it side by side",
    "explain.join.times": "× multiplies it",
    "explain.join.minus": "− subtracts it",
    "explain.join.matrix": "@ is a product of matrices",
    "explain.join.stack": "stack puts it in a row",
    "explain.join.other": "{symbol} joins what arrives",
    "explain.flow_row": "Its layers stand in one row: each takes just what the one before it gives.",
    "explain.flow_loops": "A box marked ×n ran n times, step after step; arrows back to a step before are left out.",
    "explain.flow_attention": "Attention, where each step looks at others, is drawn in orange.",
    "explain.flow_dead": lambda v: (
        f"{'These layers give' if v['count'] > 1 else 'This layer gives'} only zeros for this row: {v['names']}{' ...' if v['count'] > 5 else ''}."
    ),
    "explain.flow_zeros": lambda v: (
        f"Most idle is {v['layer']}: {100 * v['share']:.0f} % of what it gives for this row is zero."
    ),
    "explain.activity_title": "What each layer gives for {row}",
    "explain.activity.layer": "layer",
    "explain.activity.shape": "shape",
    "explain.activity.mean": "mean",
    "explain.activity.zeros": "zeros",
    "explain.activity.range": "least … most",
    "explain.activity.histogram": "values",
    "explain.more_layers": lambda v: f"{many(v['count'], 'more layer', 'more layers')}",
    # the command
    "explain.option.input": "What to look at: an image, a file of rows, a text. Else held-out rows: one sure and right, one sure and wrong, one unsure.",
    "explain.option.view": "The view to show, or several: repeat it, or with commas. Else all that fit.",
    "explain.option.row": "The one row to look at, of INPUT or else of the held-out rows: its line, number or file, as predict names it.",
    "explain.option.layer": "The layer that views of one layer look at (lamina inspect RUN lists them).",
    "explain.option.unit": "One unit of that layer, for the views maps, deconvnet, field and window: MAP, or MAP,ROW,COLUMN, counted from 0.",
    "explain.option.beside": "Another run, whose first layer's filters stand beside those of this one (view filters).",
    "explain.option.out": "Folder of the page and its pictures. [default: RUN/explain]",
}
