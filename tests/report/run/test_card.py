"""The model card: complete, escaped, also from little."""

import lamina.words
from lamina.report.run.card import model_card

FACTS = {"network": "mlp", "data": "titanic", "epochs": 12, "best_epoch": 7, "seconds": 3.4, "test_uses": 2}


def test_a_card_says_what_how_good_and_how_to_use_it(classified) -> None:
    case = classified()
    card = model_card({"test": case.evaluation}, case.audit, FACTS, spec=case.spec, folder="my model")
    assert card.startswith("# mlp · titanic\n")
    assert "| accuracy |" in card and "most frequent class" in card and "epoch 7" in card
    assert "lamina predict" in card and "lamina.load('my model')" in card
    assert "**Audit**" in card and "The test part has 60 rows" in card


def test_hostile_names_stay_text(classified) -> None:
    case = classified()
    card = model_card({"test": case.evaluation}, case.audit, {**FACTS, "data": "`x`\n# <h1>"}, spec=case.spec)
    assert "<script>" not in card and "<h1>" not in card
    assert "\\<script\\>alert(1)\\</script\\>" in card
    assert [line for line in card.splitlines() if line.startswith("# ")] == ["# mlp · \\`x\\` \\# \\<h1\\>"]
    cells = [line.replace("\\|", "").count("|") for line in card.splitlines() if line.startswith("|")]
    assert set(cells) == {5}


def test_a_card_from_little(estimated) -> None:
    card = model_card({}, estimated().audit, {})
    assert "## Data" in card and "## Scores" not in card and "None" not in card


def test_a_card_without_a_test_part_says_so(estimated) -> None:
    case = estimated()
    evaluation = case.evaluation.model_copy(update={"part": "validation"})
    assert "no test part" in model_card({"validation": evaluation}, case.audit, FACTS)


def test_a_chinese_card(classified) -> None:
    lamina.words.use("zh")
    case = classified()
    card = model_card({"test": case.evaluation}, case.audit, FACTS, spec=case.spec)
    assert "## 局限" in card and "准确率" in card and "report." not in card
