"""The fixed parts of written code: reading rows or images (of series: `code_text_series`), answering, the command line. Plain text, no Lamina in it."""

HEAD = '''"""{title}

Plain PyTorch: needs torch{needs}; weights.safetensors lies beside this file.

    python model.py {example} > answers.csv

or, in Python, `from model import predict` and `predict({call})`.
"""
'''

MODEL = '''class Model(nn.Module):
    """Preparation, network and finish, as they were trained: raw input -> {answers}."""

    def __init__(self) -> None:
        super().__init__()
        self.prepare = {prepare}
        self.network = {network}
        self.finish = {finish}

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.finish(self.network(*self.prepare(*inputs)))


def load(path: Path = Path(__file__).parent / "weights.safetensors") -> Model:
    """The model with its trained weights, ready to answer."""
    model = Model()
    model.load_state_dict(load_file(path))
    return model.eval()
'''

NUMBERS = '''def number(cell: object, name: str) -> float:
    """A cell of a numeric column: nan where missing, a date as seconds since 1970 (UTC), true and false as 1 and 0."""
    text = "" if cell is None else str(cell).strip()
    if text in MISSING:
        return math.nan
    if isinstance(cell, (int, float)):
        return float(cell) if math.isfinite(cell) else math.nan
    if NUMBERS[name] == "boolean" and text.lower() in ("true", "yes", "false", "no"):
        return float(text.lower() in ("true", "yes"))
    if NUMBERS[name] == "date":
        return seconds(text, DATES.get(name, "%Y-%m-%d"))
    if DECIMAL == ",":
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?[1-9][0-9]{{0,2}}(,[0-9]{{3}})+([.][0-9]+)?", text):  # 1,234.5
        text = text.replace(",", "")
    value = float(text)
    return value if math.isfinite(value) else math.nan


def read_number(row: dict[str, object], name: str, place: int) -> float:
    """The cell of a row; place: of the row, from 1."""
    try:
        return number(row[name], name)
    except (KeyError, ValueError):
        problem = f"{{row[name]!r}} is not a {{NUMBERS[name]}}" if name in row else "the cell is missing"
        raise ValueError(f'Row {{place}}, column "{{name}}": {{problem}}') from None


def seconds(text: str, pattern: str) -> float:
    """A date as the training table wrote it, or as ISO 8601 has it, in seconds since 1970 (UTC)."""
    try:
        moment = datetime.strptime(text, pattern)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
'''

TABLE = '''def code(cell: object, categories: list[str]) -> int:
    """A cell of a category column: its place in the list; one past the end where missing, two past where unknown."""
    text = str(cell).lower() if isinstance(cell, bool) else "" if cell is None else str(cell)
    for known in (text, text.strip(), re.sub(r"[.]0+$", "", text.strip())):  # 3.0 is the category 3
        if known in categories:
            return categories.index(known)
    return len(categories) + (0 if text.strip() in MISSING else 1)


def encode(rows: list[dict[str, object]]) -> tuple[Tensor, Tensor]:
    """Raw rows -> numbers (n, {num_numbers}) float64 and codes (n, {num_codes}) int64."""
    numbers = [[read_number(row, name, place) for name in NUMBERS] for place, row in enumerate(rows, 1)]
    codes = [[code(row[name], categories) for name, categories in CATEGORIES.items()] for row in rows]
    return (
        torch.tensor(numbers, dtype=torch.float64).reshape(len(rows), len(NUMBERS)),
        torch.tensor(codes, dtype=torch.int64).reshape(len(rows), len(CATEGORIES)),
    )


@torch.no_grad()
def answer(rows: list[dict[str, object]], model: Model) -> list[list[float]]:
    """Answers ({answers}) for raw rows, in the order of OUTPUTS."""
    lacking = [name for name in (*NUMBERS, *CATEGORIES) for row in rows[:1] if name not in row]
    if lacking:
        raise SystemExit(f"Columns are missing: {{', '.join(lacking)}}")
    return model(*encode(rows)).tolist() if rows else []
'''

READ_ROWS = '''def read_rows(path: str) -> list[dict[str, object]]:
    """Rows of a text table by column name, written as the training table was."""
    with open(path, encoding=ENCODING, newline="") as file:
        lines = (re.sub("[ \\t]+", " ", line.strip()) for line in file) if SEPARATOR == " " else file
        records = [record for record in csv.reader(lines, delimiter=SEPARATOR, skipinitialspace=SEPARATOR != " ") if record]
    names = COLUMNS or (records.pop(0) if records else [])
    return [dict(zip((name.strip() for name in names), record)) for record in records]
'''

TABLE_MAIN = '''def main() -> None:
    """Answers for the rows of a text table, as CSV."""
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit("Usage: python model.py rows.csv > answers.csv")
    try:
        answers = predict(read_rows(sys.argv[1]))
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if answers:
        writer = csv.DictWriter(sys.stdout, answers[0])
        writer.writeheader()
        writer.writerows(answers)
'''

IMAGES = '''class ImageSpec(NamedTuple):
    """How an image is brought to the network's size."""

    channels: int
    height: int
    width: int
    fit: str
    inner_height: int
    inner_width: int


IMAGE = {image}


def read_image(path: str) -> Tensor:
    """An image file of any mode and size -> uint8 (H, W, C) as the network sees it."""
    with Image.open(path) as image:
        return torch.from_numpy(fit_image(image, IMAGE).copy())


@torch.no_grad()
def answer(paths: list[str], model: Model) -> list[list[float]]:
    """Answers ({answers}) for image files, in the order of OUTPUTS."""
    return [row for path in paths for row in model(read_image(path)[None]).tolist()]
'''

IMAGES_MAIN = '''def main() -> None:
    """Answers for image files, as CSV."""
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit("Usage: python model.py photo.png another.jpg > answers.csv")
    answers = [{{"file": path, **found}} for path, found in zip(sys.argv[1:], predict(sys.argv[1:]))]
    if answers:
        writer = csv.DictWriter(sys.stdout, answers[0])
        writer.writeheader()
        writer.writerows(answers)
'''

PREDICT = {
    "classes": '''def predict({argument}, model: Model | None = None) -> list[dict[str, object]]:
    """The most probable class of each row, its probability, and the probability of every class."""
    answers = []
    for values in answer({name}, model or load()):
        best = max(range(len(values)), key=values.__getitem__)
        shares = {{f"probability_{{name}}": value for name, value in zip(OUTPUTS, values)}}
        answers.append({{"answer": OUTPUTS[best], "probability": values[best], **shares}})
    return answers
''',
    "labels": '''def predict({argument}, model: Model | None = None) -> list[dict[str, object]]:
    """Each label's answer and the probability of its second class."""
    answers = []
    for values in answer({name}, model or load()):
        row: dict[str, object] = {{}}
        for (name, classes), value in zip(LABELS.items(), values):
            row |= {{name: classes[value > 0.5], f"probability_{{name}}": value}}
        answers.append(row)
    return answers
''',
    "numbers": '''def predict({argument}, model: Model | None = None) -> list[dict[str, object]]:
    """The predicted numbers of each row, in raw units."""
    return [dict(zip(OUTPUTS, values)) for values in answer({name}, model or load())]
''',
}

END = """if __name__ == "__main__":
    main()
"""
