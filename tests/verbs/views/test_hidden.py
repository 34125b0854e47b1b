"""Hidden tokens: the mark that is asked about, what is answered there, and the views of such a model."""

import pytest
import torch

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run
from lamina.verbs.views import embeddings, rows, tokens
from lamina.verbs.views.hidden import answers_at, asked_place, is_masked
from lamina.verbs.views.looking import look_at

TEXT = "the cat sat on the mat and the dog sat on the log while the bird sang a song to the cat and the dog . " * 12


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("masked")
    (folder / "novel.txt").write_text(TEXT)
    small = {"embed_dim": 16, "num_heads": 2, "num_layers": 1}
    return lamina.train(
        str(folder / "novel.txt"), network="encoder", arg=small, epochs=1, max_length=16, tokens="words", quiet=True,
        plots=False, out=str(folder),
    )  # fmt: skip


def test_the_first_mark_is_asked_about() -> None:
    text = torch.tensor([7, 4, 8, 4])
    assert asked_place(text) == 1
    assert asked_place(text, torch.tensor([-1, -1, -1, -1, 9])) == 3  # the other mark stood in the text itself
    assert asked_place(torch.tensor([7, 5, 8]), torch.tensor([-1, -1, -1, 8])) == 2  # chosen, but it stayed
    assert asked_place(torch.tensor([7, 8])) == 0


def test_the_answer_is_that_of_predict(masked: Run) -> None:
    given = "the [MASK] sat on the [MASK] ."
    looked = look_at(masked, given)
    (row,) = looked.rows
    assert is_masked(masked.model.spec) and row.place == 1 and row.target == "" and row.chosen == "given"
    assert row.name == "your text"
    shares = answers_at(looked.model, looked.raw, [1])[0]
    assert float(shares.sum()) == pytest.approx(1) and not shares[:5].any() and int(shares.argmax()) == row.index
    assert masked.predict(prompt=given)["answer"][0].split(" ")[1] == row.answer


def test_target_and_answer_are_of_the_same_place(masked: Run) -> None:
    looked = look_at(masked)
    part = looked.parts()["test"]
    for number, row in enumerate(looked.rows):
        assert row.place is not None and masked.model.spec.text is not None
        assert row.target == masked.model.spec.text.vocabulary[int(part.target[number, row.place + 1])]
    assert {row.chosen for row in looked.rows} == {"first"}


def test_the_views_speak_of_the_hidden_token(masked: Run) -> None:
    looked = look_at(masked, "the [MASK] sat on the mat .")
    assert "first [MASK]" in " ".join(rows.VIEW.show(looked).sentences)
    section = tokens.VIEW.show(looked)
    assert "in place of token 2, “[MASK]”" in section.sentences[0] and "next" not in section.sentences[0]
    assert "why “" in str(section.body) and str(section.body).count("outline:2px") == 1
    assert "[MASK]" not in str(embeddings.VIEW.show(looked).body)


def test_a_text_without_a_mark_is_refused(masked: Run) -> None:
    with pytest.raises(InputError, match=r"no \[MASK\]"):
        look_at(masked, "the cat sat on the mat .")
    with pytest.raises(InputError, match="behind the first 16 tokens"):
        look_at(masked, "the cat " * 12 + "[MASK]")
