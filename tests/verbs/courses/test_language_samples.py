"""What is written during training: kept by epoch, shown now and then, and without a trace in the training."""

from pathlib import Path

import torch

from lamina.core.events import Announcement, EpochDone
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import MARKED
from lamina.networks import catalog
from lamina.verbs.courses import language as course_language
from lamina.verbs.courses import language_samples
from lamina.verbs.courses.language_samples import FILE, Samples, read_samples

TEXT = TextSpec(tokens="characters", vocabulary=(*MARKED, "\n", "a", "b"), max_length=8, white_space="kept")


class Ear:
    def __init__(self) -> None:
        self.heard = []

    def hear(self, event):
        self.heard.append(event)


def done(epoch: int) -> EpochDone:
    return EpochDone(epoch, {}, {}, 0.0, 0.0, 1)


def samples(folder: Path, ear: Ear | None = None) -> Samples:
    arguments = {"vocab_size": 7, "num_classes": 7, "answers": "next", "embed_dim": 4, "hidden_dim": 8}
    return Samples(catalog.build("lstm", **arguments), TEXT, folder, 0, [ear] if ear else [])


def test_a_sample_for_each_epoch_and_an_epoch_that_is_repeated_takes_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(language_samples, "SECONDS_BETWEEN", 0.0)
    ear = Ear()
    listener = samples(tmp_path, ear)
    for epoch in (1, 2, 3, 2):
        assert listener.hear(done(epoch)) is None
    kept = read_samples(tmp_path / FILE)
    assert sorted(kept) == [1, 2] and kept[1] != kept[2] and kept[2] == listener.write(2).rstrip("\n")
    assert [type(event) for event in ear.heard] == [Announcement] * 4 and ear.heard[0].parameters["epoch"] == 1


def test_no_file_no_samples(tmp_path):
    assert read_samples(tmp_path / FILE) == {}


def test_the_training_has_the_same_bits_without_it(tmp_path, monkeypatch, language):
    data = language.write_story(tmp_path / "story.txt", 40)
    one = language.trained(str(data), tmp_path / "one", "decoder", epochs=2)
    assert sorted(read_samples(one.path / FILE)) == [1, 2]
    monkeypatch.setattr(course_language.LanguageCourse, "watchers", lambda *_: ())
    other = language.trained(str(data), tmp_path / "other", "decoder", epochs=2)
    assert not (other.path / FILE).exists()
    first, second = one.model.network.state_dict(), other.model.network.state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
