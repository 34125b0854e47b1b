"""The fixed parts of written code that reads a series. Plain text, no Lamina in it; `code_text` has what all share."""

SERIES = '''def encode(rows: list[dict[str, object]]) -> Tensor:
    """Rows of one series, equally far apart and in order of time -> its newest window (1, {window}, {num_numbers}) float64."""
    if len(rows) < WINDOW:
        raise SystemExit(f"{{len(rows)}} rows are too few: the model looks back on {{WINDOW}}.")
    lacking = [name for name in NUMBERS if name not in rows[-1]]
    if lacking:
        raise SystemExit(f"Columns are missing: {{', '.join(lacking)}}")
    values = [[number(row[name], name) for name in NUMBERS] for row in rows[-WINDOW:]]
    for place, row in enumerate(values):
        for name, value in zip(NUMBERS, row):
            if math.isnan(value):
                row_of_file = len(rows) - WINDOW + place + 1
                raise SystemExit(f"{{name}} is missing in row {{row_of_file}}: fill it in, the window needs every step.")
    return torch.tensor([values], dtype=torch.float64)


@torch.no_grad()
def predict(rows: list[dict[str, object]], model: Model | None = None) -> list[dict[str, object]]:
    """The next {horizon} steps of one series, a row for each: step 1 is the one after the last row; raw units."""
    answers = (model or load())(encode(rows)).reshape(len(TARGETS), HORIZON).tolist()
    return [
        {{"step": step + 1, **{{name: values[step] for name, values in zip(TARGETS, answers)}}}} for step in range(HORIZON)
    ]
'''

SERIES_MAIN = '''def main() -> None:
    """The next steps of each series of the files, as CSV."""
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit("Usage: python model.py series.csv > future.csv")
    answers, model = [], load()
    for path in sys.argv[1:]:
        series: dict[object, list[dict[str, object]]] = {{}}
        for row in read_rows(path):
            if SERIES and SERIES not in row:
                raise SystemExit(f"Columns are missing: {{SERIES}}")
            series.setdefault(row[SERIES] if SERIES else "", []).append(row)
        for name, rows in series.items():
            head = {{"file": path, SERIES: name}} if SERIES else {{"file": path}}
            answers += [{{**head, **found}} for found in predict(rows, model)]
    if answers:
        writer = csv.DictWriter(sys.stdout, answers[0])
        writer.writeheader()
        writer.writerows(answers)
'''
