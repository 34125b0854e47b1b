"""report.html: complete, self-contained, escaped, in both languages."""

import re
from html.parser import HTMLParser

import pytest

import lamina.words
from lamina.core.config import RunConfig
from lamina.report.run.page import write_page
from lamina.report.run.plots import draw_plots
from lamina.report.run.samples import sample_table


def page_of(case, tmp_path, **more) -> str:
    plots = draw_plots(
        tmp_path / "plots", history=case.history, evaluations={"test": case.evaluation}, predictions=case.predictions,
        spec=case.spec,
    )  # fmt: skip
    path = write_page(
        tmp_path / "report.html", title="mlp · <b>data</b>", evaluations={"test": case.evaluation}, history=case.history,
        audit=case.audit, plots=plots, config=case.config, folder="runs/my run", test_uses=3, **more,
    )  # fmt: skip
    return path.read_text(encoding="utf-8")


class Structure(HTMLParser):
    """Names of elements, and whether they are closed in the order they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.names.add(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "img", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def structure(page: str) -> Structure:
    parser = Structure()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_whole_and_loads_nothing(classified, tmp_path, language: str) -> None:
    lamina.words.use(language)
    page = page_of(classified(), tmp_path)
    found = structure(page)
    assert found.names.isdisjoint({"script", "link", "iframe", "b"} - {"b"})
    assert len(found.sources) == 5 and all(source.startswith("data:image/png;base64,") for source in found.sources)
    assert "http://" not in page and "https://" not in page
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    assert "report." not in re.sub(r"data:image[^\"]+|report\.html", "", page), "a sentence is missing"


def test_hostile_names_stay_text(classified, tmp_path) -> None:
    page = page_of(classified(), tmp_path)
    assert "<script" not in page and "<i>" not in page and "<u>" not in page and "<b>data" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "&lt;u&gt;run&lt;/u&gt;" in page


def test_the_result_stands_beside_the_baseline_with_interval_advice_and_audit(classified, tmp_path) -> None:
    case = classified()
    page = page_of(case, tmp_path)
    score = case.evaluation.scores["accuracy"]
    assert f"{100 * score.value:.1f} %" in page and f"{100 * score.low:.1f} to {100 * score.high:.1f} %" in page
    assert "20.0 %" in page and "clearly better than the most frequent class: " in page
    assert "60 training rows only" in page and "looked at 3 times" in page
    assert "lamina predict &#x27;runs/my run&#x27;" in page
    assert "test part: 2" in page  # identical rows are said


def test_settings_show_what_was_changed(classified, tmp_path) -> None:
    page = page_of(classified(), tmp_path)
    changed = page[page.index("What differs from the defaults") : page.index("All settings")]
    assert re.findall(r"<tr><td>(\w+)</td><td>([^<]*)</td>", changed) == [
        ("epochs", "1"),
        ("name", "&lt;u&gt;run&lt;/u&gt;"),
    ]


def test_a_regression_with_a_table_of_samples(estimated, tmp_path) -> None:
    case = estimated()
    page = page_of(case, tmp_path, samples=sample_table(case.predictions, "test", case.spec))
    structure(page)
    assert "farthest" in page and "RMSE" in page and "R²" in page
    assert page.count("data:image/png") == 4  # two curves, two panels of answers; the samples are a table here


def test_an_empty_run_and_missing_pictures_do_no_harm(estimated, tmp_path) -> None:
    case = estimated()
    path = write_page(
        tmp_path / "deep" / "report.html", title="x", evaluations={}, history=[], audit=case.audit,
        plots={"curves": tmp_path / "none.png"}, config=RunConfig(),
    )  # fmt: skip
    page = path.read_text(encoding="utf-8")
    structure(page)
    assert "everything is as it comes" in page and "data:image" not in page


def test_many_classes_are_folded(classified, tmp_path) -> None:
    page = page_of(classified(rows=200, classes=tuple(f"class {k}" for k in range(40))), tmp_path)
    structure(page)
    assert "The 30 of 40 classes" in page and "All classes" in page


def test_a_part_of_an_epoch_and_a_long_training(estimated, tmp_path) -> None:
    case = estimated()
    history = [{"epoch": 0.9249, "train_loss": 1.0, "validation_loss": 2.0, "seconds": 409.7}]
    page = write_page(
        tmp_path / "report.html", title="x", evaluations={"test": case.evaluation}, history=history, audit=case.audit,
        plots={}, config=case.config, folder="runs/x",
    )  # fmt: skip
    text = page.read_text(encoding="utf-8")
    structure(text)
    assert "6 min 49 s" in text and "0.9249" in text and "409.7" not in text
