"""What the report tells of the data: read, dropped, repaired, split, and what each statistic was fitted on."""

from lamina.core.records import Audit, PartSummary, Statistic
from lamina.report.html import Html, facts, join, table, tag
from lamina.report.numbers import named, number
from lamina.words import say

MOST_BALANCE, MOST_VALUES = 30, 6


def data_section(audit: Audit) -> Html:
    """The audit, with the long table of statistics folded."""
    shared = say("report.no_shared_rows") if not any(audit.shared_rows.values()) else _shared(audit)
    rows: list[tuple[object, object]] = [
        (say("report.source"), audit.source),
        (say("report.fingerprint"), tag("code", audit.fingerprint[:16])),
        (say("report.rows_read"), f"{audit.rows_read:,}"),
        (say("report.rows_used"), f"{audit.rows_used:,}"),
        (say("report.split"), say(audit.rule.code, audit.rule.parameters)),
        (say("report.shared_rows"), shared),
    ]
    notes = [tag("li", say(note.code, note.parameters)) for note in audit.notes]
    return tag(
        "section",
        tag("h2", say("report.data")),
        facts(rows),
        tag("h3", say("report.parts")),
        parts_table(audit),
        tag("h3", say("report.repaired")) if notes else None,
        tag("ul", *notes) if notes else None,
        _statistics(audit),
    )


def parts_table(audit: Audit) -> Html:
    """Rows of each part; below, the rows of each class with their share, or the quantiles of the target."""
    names = list(dict.fromkeys(name for part in audit.parts for name in (*part.balance, *part.quantiles)))
    heads = ["", *(named("part_name", part.name) for part in audit.parts)]
    rows: list[list[object]] = [[tag("strong", say("report.rows")), *(f"{part.rows:,}" for part in audit.parts)]]
    lines: list[list[object]] = [
        [named("quantile", name), *(_share_or_quantile(part, name) for part in audit.parts)] for name in names
    ]
    if len(names) <= MOST_BALANCE:
        return table(heads, rows + lines)
    summary = tag("summary", say("report.all_classes"))
    return join([table(heads, rows), tag("details", summary, table(heads, lines))])


def _share_or_quantile(part: PartSummary, name: str) -> str:
    """Rows of the class or label and their share; a quantile as it is; "" where the part has neither."""
    if name in part.balance:
        count = part.balance[name]
        share = f" ({100 * count / max(part.rows, 1):.1f} %)" if count <= part.rows else ""  # characters are no rows
        return f"{count:,.0f}{share}"
    return number(part.quantiles[name]) if name in part.quantiles else ""


def _statistics(audit: Audit) -> Html | None:
    """What was fitted, on how many rows of which part."""
    if not audit.statistics:
        return None
    heads = [say("report.column"), say("report.statistic"), say("report.values"), say("report.fitted_on")]
    rows: list[list[object]] = [
        [
            each.name,
            each.what,
            _values(each),
            say("report.part_rows", part=named("part_name", each.part), rows=each.rows),
        ]
        for each in audit.statistics
    ]
    summary = say("report.statistics", count=len(audit.statistics))
    return tag("details", tag("summary", summary), table(heads, rows, numbers_from=9))


def _values(statistic: Statistic) -> str:
    shown = [number(value) if isinstance(value, float) else str(value) for value in statistic.values[:MOST_VALUES]]
    more = len(statistic.values) - len(shown)
    return ", ".join(shown) + (f", … (+{more:,})" if more > 0 else "")


def _shared(audit: Audit) -> str:
    """ "training part / test part: 3", in the language of the page."""
    pairs = {pair: " / ".join(named("part_name", part) for part in pair.split("/")) for pair in audit.shared_rows}
    return ", ".join(f"{pairs[pair]}: {count:,}" for pair, count in audit.shared_rows.items() if count)
