"""What the report tells of the data."""

from lamina.core.records import Audit, Note, PartSummary, Statistic
from lamina.report.run.page_data import data_section, parts_table


def audit(**changes: object) -> Audit:
    parts = (
        PartSummary(name="train", rows=60, balance={"a": 40.0, "b": 20.0}),
        PartSummary(name="test", rows=10, balance={"a": 10.0}),
    )
    values = {
        "source": "x.csv", "fingerprint": "f" * 64, "kind": "table", "rows_read": 75, "rows_used": 70,
        "rule": Note(code="some.rule"), "parts": parts, **changes,
    }  # fmt: skip
    return Audit.model_validate(values)


def test_balance_is_shown_with_its_share_and_gaps_stay_empty() -> None:
    found = parts_table(audit())
    assert "40 (66.7 %)" in found and "10 (100.0 %)" in found
    assert '<td>b</td><td class="number">20 (33.3 %)</td><td class="number"></td>' in found


def test_quantiles_of_a_number_have_no_share() -> None:
    part = PartSummary(name="train", rows=60, quantiles={"minimum": 20.0, "median": 40.0})
    found = parts_table(audit(parts=(part,)))
    assert "40" in found and "%" not in found


def test_many_classes_are_folded() -> None:
    part = PartSummary(name="train", rows=60, balance={f"c{k}": 1.0 for k in range(60)})
    assert "<details>" in parts_table(audit(parts=(part,)))
    assert "<details>" not in parts_table(audit())


def test_shared_rows_are_named_or_said_to_be_none() -> None:
    assert "<dd>none</dd>" in data_section(audit(shared_rows={"train/test": 0}))
    assert "training part / test part: 3" in data_section(audit(shared_rows={"train/test": 3}))


def test_statistics_say_on_which_rows_and_long_ones_are_cut() -> None:
    many = Statistic(name="town", what="categories", values=[f"t{k}" for k in range(9)], rows=60)
    found = data_section(audit(statistics=(many,)))
    assert "t5, … (+3)" in found and "training part, 60 rows" in found
