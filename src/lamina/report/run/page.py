"""report.html: one page that holds all of a run, opens anywhere and needs no network."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lamina.core.config import RunConfig, field_sections
from lamina.core.files import write_atomically
from lamina.core.records import Audit, Evaluation
from lamina.report.document import document
from lamina.report.html import Html, facts, join, picture, table, tag
from lamina.report.numbers import seconds_text
from lamina.report.panels import cut
from lamina.report.run.curves import best_epoch
from lamina.report.run.main_part import main_evaluation
from lamina.report.run.page_data import data_section
from lamina.report.run.page_result import classes_table, confusions_table, result_section, scores_section
from lamina.report.run.setting_text import setting_text
from lamina.report.run.summary import audit_line
from lamina.report.run.usage import commands, python_lines
from lamina.words import say

Samples = tuple[list[str], list[list[str]]] | Html


def write_page(
    path: Path, *, title: str, evaluations: Mapping[str, Evaluation], history: Sequence[Mapping[str, float]],
    audit: Audit, plots: Mapping[str, Path] | Sequence[Path], config: RunConfig, folder: str = "",
    test_uses: int | None = None, details: Mapping[str, object] | None = None,
    samples: Samples | None = None, own: str = "", asks: str = "data",
    doctor: Html | None = None,
) -> Path:  # fmt: skip
    """Write the page: result beside baselines, curves, scores, classes, samples, data, settings, how to use the model.

    plots: pictures by name (the stem of the file), put inside the page. folder: the run as the user would type it.
    test_uses: how often these test rows were looked at. details: more facts of the training, by name.
    samples: heads and lines of `sample_table`, or what shows them, instead of its picture. own, asks: `report.run.usage`.
    doctor: the section of what is wrong with the training.
    """
    pictures = dict(plots) if isinstance(plots, Mapping) else {each.stem: each for each in plots}
    main = main_evaluation(evaluations)
    sections = [
        result_section(main, audit_line(audit), test_uses) if main else None,
        _training(history, pictures, details or {}),
        doctor,
        scores_section(evaluations, main) if main else None,
        *(_evaluated(main, pictures) if main else ()),
        _samples(pictures, samples),
        data_section(audit),
        _use(folder or str(path.parent), own, asks),
        _settings(config),
    ]
    head = tag("header", tag("p", say("report.page_mark"), class_="mark"), tag("h1", title), tag("p", audit.source))
    foot = tag("footer", say("report.footer"))
    body = tag("main", head, *(each for each in sections if each is not None), foot)
    write_atomically(path, document(title, body))
    return path


def _training(
    history: Sequence[Mapping[str, float]], pictures: Mapping[str, Path], details: Mapping[str, object]
) -> Html:
    """Curves, and how long it took."""
    rows: list[tuple[object, object]] = list(details.items())
    if history:
        best = best_epoch(history)
        rows.append((say("report.epochs"), f"{history[-1]['epoch']:,g}"))
        if best is not None:
            rows.append((say("report.best_epoch"), f"{best:,g}"))
        seconds = sum(row.get("seconds", 0.0) for row in history)
        rows.append((say("report.seconds"), seconds_text(seconds)))
        rates = sorted(row["samples_per_second"] for row in history if "samples_per_second" in row)
        if rates:
            rows.append((say("report.samples_per_second"), f"{rates[len(rates) // 2]:,.0f}"))
    return tag("section", tag("h2", say("report.training")), _figure(pictures, "curves"), facts(rows))


def _evaluated(main: Evaluation, pictures: Mapping[str, Path]) -> list[Html]:
    """Pictures and tables of the part that counts."""
    sections = []
    if main.per_class:
        confusions = confusions_table(main)
        errors = [tag("h3", say("report.frequent_errors")), confusions] if confusions else []
        classes = [tag("h3", say("report.per_class")), classes_table(main)]
        title = tag("h2", say("report.classes"))
        kind = "pair" if len(main.classes) <= 12 else None  # a large matrix needs the whole width
        matrix = tag("div", tag("div", _figure(pictures, "confusion")), tag("div", *errors), class_=kind)
        sections.append(tag("section", title, matrix, *classes))
    for name, code in (
        ("predicted-against-true", "report.predicted_against_true"),
        ("forecast", "report.forecast_section"),
        ("words", "embed.map"),
        ("calibration", "report.calibration"),
    ):
        shown = _figure(pictures, name)
        if shown:
            calibrated = name == "calibration"
            words = tag("p", say("report.calibration_means"), class_="quiet") if calibrated else None
            sections.append(
                tag("section", tag("h2", say(code)), words, tag("div", shown, class_="narrow" if calibrated else None))
            )
    return sections


def _samples(pictures: Mapping[str, Path], samples: tuple[list[str], list[list[str]]] | Html | None) -> Html | None:
    title = tag("h2", say("report.samples"))
    if isinstance(samples, Html):
        return tag("section", title, samples)
    if samples:
        return tag("section", title, table(samples[0], [list(line) for line in samples[1]], numbers_from=99))
    shown = _figure(pictures, "samples")
    return tag("section", title, shown) if shown else None


def _figure(pictures: Mapping[str, Path], name: str) -> Html | None:
    """The picture by name, if it was drawn. On a phone panels stand under each other, and samples scroll."""
    path = pictures.get(name)
    if path is None or not path.is_file():
        return None
    pieces, alt = cut(path), say(f"report.picture.{name}")
    if len(pieces) == 1:
        small = f"max-width:{pieces[0][0] // 2}px" if name == "curves" else None  # one panel, not blown up
        shown = picture(pieces[0][1], alt)
        return tag("figure", shown, class_="wide" if name == "samples" else None, style=small)
    columns = f"grid-template-columns:{pieces[0][0]}fr {pieces[1][0]}fr"
    return tag("figure", *(picture(content, alt) for _, content in pieces), class_="panels", style=columns)


def _use(folder: str, own: str, asks: str) -> Html:
    """What to type next."""
    typed = commands(folder, own, asks)
    lines = [join([tag("p", words, class_="quiet"), tag("pre", tag("code", line))]) for words, line in typed]
    return tag(
        "section", tag("h2", say("report.use")), *lines,
        tag("p", say("report.in_python"), class_="quiet"), tag("pre", tag("code", python_lines(folder, own, asks))),
    )  # fmt: skip


def _settings(config: RunConfig) -> Html:
    """Settings that differ from the defaults, all of them folded, machine and versions."""
    default = RunConfig().flat()
    values = config.flat()
    sections = field_sections()
    changed: list[list[object]] = [
        [name, setting_text(value)] for name, value in values.items() if value != default[name]
    ]
    everything: list[list[object]] = [
        [f"{sections[name]}.{name}", setting_text(value)] for name, value in values.items()
    ]
    heads = [say("report.setting"), say("report.value")]
    plan = config.plan.model_dump() if config.plan else {}
    machine = join(
        [tag("h3", say("report.machine")), facts([(name, setting_text(value)) for name, value in plan.items()])]
    )
    return tag(
        "section",
        tag("h2", say("report.settings")),
        tag("p", say("report.settings_changed"), class_="quiet"),
        table(heads, changed, numbers_from=9) if changed else tag("p", say("report.all_default")),
        tag("details", tag("summary", say("report.all_settings")), table(heads, everything, numbers_from=9)),
        machine if plan else None,
    )
