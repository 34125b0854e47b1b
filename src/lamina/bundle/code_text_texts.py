"""The fixed parts of written code that reads texts. Plain text, no Lamina in it; `code_text` has what all share."""

TEXTS = '''TOKENIZER = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer.json"))  # cuts long texts, too


def encode(texts: list[str]) -> tuple[Tensor, Tensor]:
    """Texts -> token ids (B, L) padded with 0, and lengths (B,); a text without tokens is one unknown token."""
    rows = [found.ids or [1] for found in TOKENIZER.encode_batch(texts)]
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows]), torch.tensor([len(row) for row in rows])


@torch.no_grad()
def answer(texts: list[str], model: Model) -> list[list[float]]:
    """Answers ({answers}) for texts, in the order of OUTPUTS."""
    return [row for first in range(0, len(texts), 64) for row in model(*encode(texts[first : first + 64])).tolist()]
'''

TEXTS_MAIN = '''def main() -> None:
    """Answers for the texts of a file, one a line, as CSV."""
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit("Usage: python model.py texts.txt > answers.csv")
    texts = Path(sys.argv[1]).read_text(encoding="utf-8-sig").removesuffix("\\n").split("\\n")
    answers = predict(texts)
    writer = csv.DictWriter(sys.stdout, answers[0])
    writer.writeheader()
    writer.writerows(answers)
'''
