"""A data set on the terminal."""

from rich.console import Console

from lamina.core.records import ColumnProfile, PartSummary, Profile
from lamina.report.numbers import date_text
from lamina.report.terminal.profile_table import MOST_COLUMNS, profile_view

AGE = ColumnProfile(
    name="age", type="number", rows=100, missing=20, unique=60, quantiles=(0.42, 20.0, 80.0), mean=29.7, std=14.5,
    skew=2.5, outliers=3, histogram=(1, 4, 8, 0), drift=0.4,
)  # fmt: skip
SEX = ColumnProfile(name="sex [m/f]", type="category", rows=100, missing=0, unique=2, top={"male": 60, "female": 40})
LIVED = ColumnProfile(
    name="lived", type="boolean", role="target", rows=100, missing=0, unique=2, top={"0": 60, "1": 40}
)


def drawn(profile: Profile) -> str:
    console = Console(width=120, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(profile_view(profile))
    return capture.get()


def test_columns_with_distribution_and_values() -> None:
    text = drawn(
        Profile(
            source="t.csv", kind="table", rows=100, task="classify", target="lived", columns=(AGE, SEX, LIVED), repeated_rows=2,
            parts=(PartSummary(name="train", rows=80, balance={"0": 60, "1": 20}), PartSummary(name="test", rows=20, balance={"0": 15, "1": 5})),
        )
    )  # fmt: skip
    for piece in (
        "t.csv", "100 rows", "20.0 %", "▁▄█", "0.42 … 20 … 80", "29.7 ± 14.5", "skew 2.5", "3 outliers", "0.40",
        "sex [m/f]", "male  60", "target", "0 75.0 %   1 25.0 %", "2 rows repeat",
    ):  # fmt: skip
        assert piece in text, piece


def test_dates_are_shown_as_dates() -> None:
    days = tuple(float(86_400 * day) for day in (13_826, 14_210, 14_579))
    egg = AGE.model_copy(
        update={"name": "egg", "type": "date", "quantiles": days, "mean": days[1] + 9e3, "std": 25_781_090.0}
    )
    text = drawn(Profile(source="p.csv", kind="table", rows=9, task="classify", target="x", columns=(egg,)))
    assert "2007-11-09 … 2008-11-27 … 2009-12-01" in text and "2008-11-27 ± 298.4 days" in text
    assert (
        date_text(0.0) == "1970-01-01"
        and date_text(90_061.0) == "1970-01-02 01:01"
        and date_text(-86_400.0) == "1969-12-31"
    )
    assert date_text(1e15) == "1e+15"


def test_the_table_says_what_its_numbers_are() -> None:
    facts = {"source": "t.csv", "kind": "table", "rows": 100, "task": "classify", "target": "lived"}
    assert all(piece in drawn(Profile(**facts, columns=(AGE,))) for piece in ("median", "standard deviation", "Drift:"))
    plain = drawn(Profile(**facts, columns=(SEX,)))
    assert "median" not in plain and "Drift:" not in plain


def quartiles(prefix: str = "") -> dict[str, float]:
    names = ("minimum", "quartile 1", "median", "quartile 3", "maximum")
    return {prefix + name: float(value) for name, value in zip(names, (1, 2, 3, 4, 50), strict=True)}


def test_a_number_to_learn_is_shown_by_its_quantiles_and_not_in_per_cent() -> None:
    parts = (PartSummary(name="train", rows=80, quantiles=quartiles()), PartSummary(name="test", rows=20, balance={}))
    text = drawn(Profile(source="t.csv", kind="table", rows=100, task="regress", target="y", parts=parts))
    assert "%" not in text
    line = next(line for line in text.splitlines() if "training" in line)
    assert line.split()[-6:] == ["80", "1", "2", "3", "4", "50"]
    assert [word in text for word in ("minimum", "median", "maximum")] == [True] * 3


def test_several_numbers_to_learn_have_a_row_each() -> None:
    parts = (PartSummary(name="train", rows=80, quantiles={**quartiles("a b "), **quartiles("minimum ")}),)
    text = drawn(Profile(source="t.csv", kind="table", rows=100, task="regress", target="a b, minimum", parts=parts))
    rows = [line.split() for line in text.splitlines() if line.split()[-5:] == ["1", "2", "3", "4", "50"]]
    assert [row[:-5] for row in rows] == [["training", "part", "80", "a", "b"], ["minimum"]]


def test_labels_are_shares_of_the_rows() -> None:
    parts = (PartSummary(name="train", rows=80, balance={"a": 60.0, "b": 80.0}),)
    text = drawn(Profile(source="t.csv", kind="table", rows=100, task="classify", target="a, b", parts=parts))
    assert "a 75.0 %   b 100.0 %" in text


def test_very_many_columns_are_cut_and_said() -> None:
    columns = tuple(AGE.model_copy(update={"name": f"c{index}"}) for index in range(200))
    text = drawn(Profile(source="t.csv", kind="table", rows=100, task="regress", target="c0", columns=columns))
    assert f"first {MOST_COLUMNS} of 200 columns" in text and "c199" not in text


def test_images_have_no_columns() -> None:
    parts = (PartSummary(name="train", rows=8, balance={"cat": 4, "dog": 4}),)
    text = drawn(Profile(source="photos", kind="images", rows=8, task="classify", target="class", parts=parts))
    assert "photos" in text and "cat 50.0 %" in text
