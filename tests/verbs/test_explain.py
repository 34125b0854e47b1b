"""lamina.explain: a page and its pictures, what is said, what is refused; and the model stays as it was."""

import shutil
from pathlib import Path

import polars as pl
import pytest
import torch

import lamina
from lamina.core.errors import InputError
from lamina.report.section import Picture, Section
from lamina.verbs import explain as module
from lamina.verbs.run import Run
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.looking import look_at


def test_a_page_that_stands_alone(classified: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = lamina.explain(classified, out=tmp_path / "look")
    page = found.page.read_text(encoding="utf-8")
    assert found.page == tmp_path / "look" / "explain.html" and 'href="#rows"' in page and 'id="rows"' in page
    assert "default-src &#x27;none&#x27;" in page and "http" not in page.replace("http-equiv", "")
    said = capsys.readouterr().out
    assert "rows are looked at" in said and str(found.page) in said.replace("\n", "")
    assert all(section.name in repr(found) for section in found.sections)


def test_quiet_says_nothing(classified: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lamina.explain(str(classified.path), view="rows", out=tmp_path, quiet=True)
    assert capsys.readouterr().out == ""


def test_the_model_is_left_as_it_was(digits: Run, tmp_path: Path) -> None:
    held = lamina.load(digits.path)
    images = {"images": torch.randint(0, 256, (4, 32, 32, 1), dtype=torch.uint8)}
    before, state = held.model.answer(images), torch.get_rng_state()
    lamina.explain(held, out=tmp_path, quiet=True)
    assert torch.equal(held.model.answer(images), before) and torch.equal(torch.get_rng_state(), state)
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in held.model.network.modules())


def test_the_runs_own_folder_loses_the_pictures_of_an_earlier_look(classified: Run) -> None:
    folder = classified.path / "explain"
    folder.mkdir(exist_ok=True)
    (folder / "old.png").write_bytes(b"")
    found = lamina.explain(classified, view="rows", quiet=True)
    assert found.page.parent == folder and not (folder / "old.png").exists()


def test_a_bundle_alone_needs_an_input_and_is_left_as_it_is(
    classified: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(classified.path / "model", "bundle")
    with pytest.raises(InputError, match="bundle"):
        lamina.explain("bundle", quiet=True)
    names = sorted(path.name for path in Path("bundle").iterdir())
    row = pl.DataFrame({"size": [10.0], "weight": [5.0], "colour": ["red"]})
    found = lamina.explain("bundle", row, view="rows", quiet=True)
    assert found.page == Path("bundle-explain/explain.html") and found.page.is_file()
    assert sorted(path.name for path in Path("bundle").iterdir()) == names


def _refusing(looked: Looked) -> Section:
    raise InputError("lens.no_maps")


def test_a_view_that_does_not_apply_is_a_sentence_unless_it_was_asked_for(classified: Run) -> None:
    looked = look_at(classified)
    view = View("feature-maps", lambda _: True, _refusing)
    section = module.shown(view, looked)
    assert section.title == "Feature maps" and "No layer" in section.sentences[0]
    with pytest.raises(InputError) as caught:
        module.shown(view, looked, asked=True)
    assert caught.value.code == "lens.no_maps"


def test_pictures_stand_beside_the_page(classified: Run, tmp_path: Path) -> None:
    section = Section("maps", "Maps", "A paper", ("Found.",), (Picture("maps-1", b"\x89PNG", "maps"),))
    module.write(classified, [section], tmp_path, clear=False)
    assert (tmp_path / "maps-1.png").read_bytes() == b"\x89PNG"


def test_a_folder_that_is_a_file_is_refused(classified: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError) as caught:
        lamina.explain(classified, view="rows", out=tmp_path / "file", quiet=True)
    assert caught.value.code == "explain.out_is_file"


def test_two_runs_are_compared_by_their_filters(digits: Run, classified: Run, tmp_path: Path) -> None:
    found = lamina.explain(digits, view="filters", beside=digits, out=tmp_path, quiet=True)
    assert (tmp_path / "filters-beside.png").is_file() and "alias alike" in found.sections[0].sentences[0]
    with pytest.raises(InputError, match="no convolution over images"):
        lamina.explain(digits, view="filters", beside=classified, out=tmp_path, quiet=True)
    with pytest.raises(InputError, match="compares the first layers; it is not among"):
        lamina.explain(classified, view="rows", beside=digits, out=tmp_path, quiet=True)


def test_a_folder_that_is_a_file_is_refused_before_any_view(
    classified: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    monkeypatch.setattr(module, "shown", lambda *given, **named: pytest.fail("a view was computed"))
    with pytest.raises(InputError, match="taken is a file"):
        module.explain(classified, out=tmp_path / "taken", quiet=True)
