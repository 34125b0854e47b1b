"""Spans in the order of the text, or whole documents; nothing is lost and nothing stands in two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus.reading import Corpus, Document
from lamina.data.corpus.split import MANY, split_corpus

CONFIG = DataConfig()


def corpus(*documents: Document) -> Corpus:
    return Corpus("c", "c", documents, "")


@given(st.text(alphabet="ab \n", min_size=1, max_size=400))
def test_spans_are_the_text_in_its_order(text):
    found = split_corpus(corpus(Document("x", text)), CONFIG, 0).parts
    spans = [span for part in ("train", "validation", "test") for span in found.get(part, [])]
    assert "".join(span.text for span in spans) == text
    assert [span.first for span in spans] == [
        text.index("", sum(len(s.text) for s in spans[:i])) for i in range(len(spans))
    ]
    assert spans[0].begins and spans[-1].ends and not any(span.begins for span in spans[1:])


def test_borders_are_line_ends_and_shares_are_as_asked():
    text = "\n".join(f"line {number} of the text" for number in range(1000))
    parts = split_corpus(corpus(Document("x", text)), DataConfig(test_fraction=0.1, validation_fraction=0.05), 0).parts
    sizes = {name: sum(len(span.text) for span in spans) / len(text) for name, spans in parts.items()}
    assert sizes == pytest.approx({"train": 0.85, "validation": 0.05, "test": 0.1}, abs=0.005)
    assert all(spans[0].text.endswith("\n") for name, spans in parts.items() if name != "test")


def test_many_documents_stay_whole_and_the_seed_draws_them():
    many = corpus(*(Document(f"d{number}", "x" * (90 + number)) for number in range(MANY)))
    first, again, other = (split_corpus(many, CONFIG, seed) for seed in (0, 0, 1))
    assert first == again and first.parts != other.parts
    assert first.rule.parameters["how"] == "whole"
    names = [span.document for spans in first.parts.values() for span in spans]
    assert sorted(names) == sorted(document.name for document in many.documents)
    assert all(span.begins and span.ends for spans in first.parts.values() for span in spans)
    assert first.rule.parameters["characters"]["test"] <= 0.2 * many.num_characters


def test_few_documents_are_cut_and_one_that_outweighs_all_too():
    few = split_corpus(corpus(Document("a", "x" * 100), Document("b", "y" * 100)), CONFIG, 0)
    assert all({span.document for span in spans} == {"a", "b"} for spans in few.parts.values())
    heavy = corpus(
        *(Document(f"d{number}", "x" * 50_000) for number in range(2)),
        *(Document(f"e{n}", "y" * 20_000) for n in range(MANY)),
    )
    assert (
        split_corpus(heavy, DataConfig(test_fraction=0.03, validation_fraction=0.02), 0).rule.parameters["how"]
        == "spans"
    )


def test_given_parts_stand():
    documents = (Document("a", "x" * 100, "train"), Document("b", "y" * 10, "test"))
    parts = split_corpus(corpus(*documents), CONFIG, 0).parts
    assert [span.document for span in parts["test"]] == ["b"]
    assert {span.document for span in parts["train"] + parts["validation"]} == {"a"}


def test_rules_that_do_not_fit():
    for options, code in (
        ({"split": "random"}, "corpus.split_rule"),
        ({"test_fraction": 0.6, "validation_fraction": 0.5}, "corpus.nothing_left"),
    ):
        with pytest.raises(InputError) as error:
            split_corpus(corpus(Document("a", "x")), DataConfig(**options), 0)
        assert error.value.code == code
