"""Every odd text through the command line: one clear sentence with place and remedy, or learned from and said."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lamina.cli.main import run

GOOD, BAD = "a fine film with good songs", "a dull film and far too long"
LABELLED = [(f"{GOOD} {place}", "yes") if place % 2 else (f"{BAD} {place}", "no") for place in range(40)]
STORY = "the cat sat on the mat and the dog ran home .\n" * 60
SMALL = ["--epochs", "1", "--no-plots", "--no-doctor", "--no-baseline", "--arg", "embed_dim=4"]
GRU = ["--network", "gru", "--arg", "hidden_dim=4"]


def csv_of(path: Path, rows: Sequence[tuple[str, str]] = LABELLED) -> Path:
    path.write_text("\n".join(["text,label", *(f'"{text}",{label}' for text, label in rows)]) + "\n", encoding="utf-8")
    return path


def trained(path: Path, *more: str) -> int:
    return run(["train", str(path), *SMALL, "--out", str(path.parent / "runs"), "--name", "r", *more])


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed: one sentence, no traceback."""
    text = capsys.readouterr().err
    assert text.count("Error:") == 1 and "Traceback" not in text, text
    return " ".join(text[text.index("Error:") :].split())


def said(capsys: pytest.CaptureFixture[str]) -> str:
    both = capsys.readouterr()
    return " ".join((both.out + both.err).split())


def test_empty_texts_are_left_out_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_of(tmp_path / "t.csv", [*LABELLED, ("", "yes"), ("   ", "no")])
    assert run(["data", str(path), "--target", "label"]) == 0
    assert "2 rows without text left out (lines 42, 43)" in said(capsys)


def test_texts_of_one_word_are_a_table_until_they_are_called_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(text.split()[1], label) for text, label in LABELLED]
    path = csv_of(tmp_path / "t.csv", rows)
    assert trained(path, "--target", "label", *GRU) == 2
    assert "gru cannot classify tables" in (text := refusal(capsys)) and "--kind text" in text
    assert trained(path, "--target", "label", "--kind", "text", *GRU) == 0


def test_a_text_of_a_megabyte_is_cut_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_of(tmp_path / "t.csv", [("word " * 210_000, "yes"), *LABELLED])
    assert trained(path, "--target", "label", *GRU) == 0
    assert "1 of 41 texts have more than" in (text := said(capsys)) and "--max-length changes it" in text


@pytest.mark.parametrize("name", ["t.csv", "story.txt", "train.de"])
def test_damaged_bytes_are_named_with_their_line(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f'"schön {text}",{label}' if name == "t.csv" else f"schön {text}" for text, label in LABELLED]
    content = "\n".join((["text,label"] if name == "t.csv" else []) + lines).encode().split(b"\n")
    content[6] = b"\xff" + content[6]
    (tmp_path / name).write_bytes(b"\n".join(content) + b"\n")
    (tmp_path / "train.en").write_text("\n".join(text for text, _ in LABELLED) + "\n")
    more = {"t.csv": ["--target", "label"], "story.txt": ["--task", "language"], "train.de": ["--into", "train.en"]}
    assert trained(tmp_path / name, *more[name]) == 2
    text = refusal(capsys)
    assert f"{name} is UTF-8" in text and "line 7" in text and "--encoding" in text


def test_a_byte_order_mark_is_no_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_of(tmp_path / "t.csv")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run(["data", str(path), "--target", "label"]) == 0
    assert "t.csv text, 40 texts, to classify label" in (text := said(capsys)) and "\ufeff" not in text


def test_mixed_languages_and_emoji_are_learned_from(tmp_path: Path) -> None:
    mixed = ["我 是 一条 狗 🙂", "это фильм", "映画 は 良い", "مرحبا 👩‍🚀"]
    rows = [(f"{mixed[place % 4]} {text}", label) for place, (text, label) in enumerate(LABELLED)]
    assert trained(csv_of(tmp_path / "t.csv", rows), "--target", "label", *GRU) == 0


def test_pairs_of_unequal_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "train.de").write_text("ein Hund\n" * 30)
    (tmp_path / "train.en").write_text("a dog\n" * 29)
    assert trained(tmp_path / "train.de", "--into", "train.en") == 2
    text = refusal(capsys)
    assert "train.de has 30 lines" in text and "train.en has 29" in text and "Align" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no text in"),
        ("\n\n \n", "There is no text in"),
        ("hello", "has 4 tokens; at least 16 are needed"),
    ],
    ids=["empty", "blank", "one word"],
)
def test_texts_that_hold_nothing_to_go_on_from(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.txt").write_text(text)
    assert trained(tmp_path / "t.txt", "--task", "language", *GRU) == 2
    assert words in refusal(capsys)


@pytest.fixture(scope="module")
def decoder_run(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A decoder of few positions, hardly trained."""
    path = tmp_path_factory.mktemp("story") / "story.txt"
    path.write_text(STORY)
    sizes = ["--arg", "embed_dim=8", "--arg", "num_heads=2", "--arg", "num_layers=1", "--arg", "num_positions=32"]
    more = ["--task", "language", "--network", "decoder", *sizes, "--max-length", "16"]
    assert trained(path, *more) == 0
    return str(path.parent / "runs" / "r")


def test_a_prompt_longer_than_the_positions(decoder_run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", decoder_run, "--prompt", "the cat " * 20, "--length", "4"]) == 0
    assert "of which the last ones are read: the network has" in said(capsys)


def test_a_sign_that_was_never_seen(decoder_run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["predict", decoder_run, "--prompt", "the cat 狗 ", "--length", "4"]) == 0
    assert "1 of 10 characters of the prompt were never seen in training" in said(capsys)
