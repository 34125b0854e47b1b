import io
import shlex

import pytest
from rich.console import Console

from lamina import words
from lamina.core.events import FaultFound
from lamina.core.health import Finding, Remedy
from lamina.report.doctor_view import (
    doctor_section,
    finding_text,
    findings_view,
    flags,
    follows_text,
    live_view,
    since_text,
)

DEAD = Finding(
    code="doctor.dead_relu", where="act2", since=120, confidence=0.93,
    evidence={"dead": 31, "units": 32, "share": 0.97, "fed_by": "dense2"},
    remedy=Remedy(change={"learning_rate": 1e-3}, words="doctor.do.alive"),
)  # fmt: skip
RATE = Finding(
    code="doctor.rate_too_high", confidence=0.98, consequences=(DEAD,),
    evidence={"rate": 3.0, "change": 1.5, "growth": 20.0, "how": "worse", "first": 9.0, "last": 2.4, "chance": 2.3},
    remedy=Remedy(change={"learning_rate": 0.01}, words="doctor.do.slower", parameters={"rate": 0.01}),
)  # fmt: skip


def shown(*findings: Finding, notes: tuple[str, ...] = ()) -> str:
    console = Console(width=100, file=io.StringIO(), color_system=None)
    console.print(findings_view(findings, notes, {0: "lamina train --learning-rate 0.01"}, 40))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_flags_can_be_pasted() -> None:
    change = {"learning_rate": 1e-3, "arg": {"hidden_dims": [64, 64], "activation": "relu"}, "ignore": ("a b", "c")}
    typed = flags(change)
    assert typed == "--learning-rate 0.001 --arg 'hidden_dims=[64,64]' --arg activation=relu --ignore 'a b,c'"


def test_finding_tells_what_since_when_and_what_follows() -> None:
    assert since_text(DEAD, 40) == "since step 120 (epoch 4); 93 % sure"
    assert since_text(RATE, 40).startswith("from the beginning")
    assert follows_text(RATE) == "This brings about: dead ReLUs (act2)." and follows_text(DEAD) == ""
    text = shown(RATE, DEAD)
    assert "The learning rate (3) is too high" in text and "31 of the 32 units of act2, behind dense2 (97 %)" in text
    assert "Try it: lamina train --learning-rate 0.01" in text


def test_a_long_command_can_be_pasted_from_several_lines() -> None:
    command = "lamina train --config 'runs/a b/config.json' --arg 'hidden_dims=[64,64,64,64,64,64]' --arg activation=relu --epochs 40"
    console = Console(width=60, file=io.StringIO(), color_system=None)
    console.print(findings_view([RATE], (), {0: command}, 40))
    assert isinstance(console.file, io.StringIO)
    told = console.file.getvalue()
    lines = told[told.index("Try it:") :].rstrip().splitlines()
    assert len(lines) > 2 and all(line.endswith(" \\") for line in lines[:-1]) and max(map(len, lines)) <= 60
    assert any("--arg activation=relu" in line for line in lines)
    joined = " ".join(line.removesuffix(" \\") for line in lines).removeprefix("Try it: ")
    assert shlex.split(joined) == shlex.split(command)


def test_ratios_and_a_single_epoch_are_told_plainly() -> None:
    once = RATE.model_copy(update={"evidence": {**RATE.evidence, "change": 6.8, "first": 9.0, "last": 9.0}})
    text = finding_text(once)
    assert "up to 6.8 times" in text and "(9 after the first epoch; chance is" in text
    assert finding_text(RATE.model_copy(update={"evidence": {**RATE.evidence, "growth": 99.7}})).count("100 times") == 1


def test_silence_is_told_too() -> None:
    assert shown(notes=("All looks well.",)).strip() == "All looks well."


def test_section_of_the_page_escapes_what_people_wrote() -> None:
    leak = Finding(code="doctor.leakage", where="<b>", confidence=0.9, evidence={"features": ["<b>"], "score": 1.0})
    page = doctor_section([leak], ["a note"], {}, 40)
    assert "&lt;b&gt;" in page and "<li>" in page and "a note" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_say_all(language: str) -> None:
    before = words.language()
    try:
        words.use(language)
        text = shown(RATE, DEAD)
    finally:
        words.use(before)
    assert "{" not in text and "doctor." not in text


def test_a_fault_told_live_says_what_since_when_and_what_to_do() -> None:
    console = Console(width=300, file=io.StringIO(), color_system=None)
    console.print(live_view(FaultFound(DEAD, 4, 150, 40, {"learning_rate": 1e-3})))
    console.print(live_view(FaultFound(RATE, 4, 150, 40)))
    assert isinstance(console.file, io.StringIO)
    lines = [line.strip() for line in console.file.getvalue().splitlines()]
    assert len(lines) == 4 and lines[0].startswith("! The doctor: Dead ReLU") and "since step 120 (epoch 4)" in lines[0]
    assert (
        lines[1]
        == "Use a smaller learning rate, or a leaky ReLU. (--learning-rate 0.001) Ctrl-C keeps what is learned."
    )
    assert lines[3] == "Use a smaller learning rate, such as 0.01. Ctrl-C keeps what is learned."
