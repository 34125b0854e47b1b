"""A data set on the terminal: what it is, its columns with little histograms, how the parts differ."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lamina.core.records import ColumnProfile, PartSummary, Profile
from lamina.report.numbers import DAY, bar, date_text, histogram_text, named, short
from lamina.report.terminal.tables import notes_view, plain_table
from lamina.words import say

MOST_COLUMNS = 80
MOST_BALANCE = 12
DRIFT_TO_MARK = 0.2
QUANTILES = ("minimum", "quartile 1", "median", "quartile 3", "maximum")  # as data.audit calls them
ROLE_STYLES = {"target": "bold cyan", "ignored": "dim strike", "weight": "magenta", "group": "magenta"}


def profile_view(profile: Profile) -> RenderableType:
    """Head, columns, parts, notes."""
    head = Text(profile.source, "bold")
    head.append(
        "  " + say("show.profile", kind=profile.kind, rows=profile.rows, task=profile.task, target=profile.target),
        "not bold",
    )
    views: list[RenderableType] = [head]
    if profile.columns:
        views += [columns_table(profile.columns[:MOST_COLUMNS]), *_legend(profile.columns)]
    if len(profile.columns) > MOST_COLUMNS:
        views.append(Text(say("show.more_columns", shown=MOST_COLUMNS, columns=len(profile.columns)), "dim"))
    if profile.parts:
        views.append(
            spread_table(profile.parts, say("show.windows" if profile.kind == "series" else "show.rows"))
            if profile.task in ("regress", "forecast")
            else parts_table(profile.parts)
        )
    if profile.repeated_rows:
        views.append(Text(say("show.repeated_rows", rows=profile.repeated_rows), "yellow"))
    return Group(*views, *notes_view(profile.notes))


def _legend(columns: tuple[ColumnProfile, ...]) -> list[RenderableType]:
    """What the triples of numbers and the drift are, where the table has some."""
    lines = [say("show.values_mean")] if any(column.quantiles for column in columns) else []
    lines += [say("show.drift_means")] if any(column.drift is not None for column in columns) else []
    return [Text("\n".join(lines), "dim")] if lines else []


def columns_table(columns: tuple[ColumnProfile, ...]) -> RenderableType:
    """A row per column: type, missing, distinct values, distribution, range or most frequent values, drift."""
    heads = (
        "show.column",
        "show.type",
        "show.missing",
        "show.unique",
        "show.distribution",
        "show.values",
        "show.drift",
    )
    table = plain_table(*map(say, heads), right=(2, 3, 6))
    for column in columns:
        name = Text(column.name, ROLE_STYLES.get(column.role, ""), overflow="fold")
        if column.role != "input":
            name.append(f"\n{named('role', column.role)}", "dim")
        missing = Text(f"{100 * column.missing / max(column.rows, 1):.1f} %" if column.missing else "", "yellow")
        drift = (
            ""
            if column.drift is None
            else Text(f"{column.drift:.2f}", "yellow" if column.drift >= DRIFT_TO_MARK else "dim")
        )
        kind = Text(named("type", column.type), "dim")
        table.add_row(name, kind, missing, f"{column.unique:,}", _distribution(column), _values(column), drift)
    return table


def parts_table(parts: tuple[PartSummary, ...]) -> RenderableType:
    """Sizes of the parts and their balance: the share of each class or label."""
    table = plain_table(say("show.part_head"), say("show.rows"), say("show.balance"), right=(1,))
    for part in parts:
        table.add_row(named("part_name", part.name), f"{part.rows:,}", _balance(part))
    return table


def spread_table(parts: tuple[PartSummary, ...], unit: str) -> RenderableType:
    """Sizes of the parts (in this unit) and the spread of the numbers to learn: a column for each quantile, a row for

    each target.
    """
    spreads = {part.name: _by_target(part.quantiles) for part in parts}
    quantiles = list(
        dict.fromkeys(name for spread in spreads.values() for values in spread.values() for name in values)
    )
    several = any(target for spread in spreads.values() for target in spread)
    heads = [say("show.part_head"), unit, *([say("show.column")] if several else [])]
    right = range(len(heads), len(heads) + len(quantiles))
    table = plain_table(*heads, *(named("quantile", name) for name in quantiles), right=(1, *right))
    for part in parts:
        size = [named("part_name", part.name), f"{part.rows:,}"]
        for target, values in spreads[part.name].items():
            cells = [short(values[name]) if name in values else "" for name in quantiles]
            table.add_row(*size, *([Text(target)] if several else []), *cells)
            size = ["", ""]
    return table


def _by_target(quantiles: dict[str, float]) -> dict[str, dict[str, float]]:
    """Target ("" where there is one only) -> quantile -> value; of several, names are "<target> <quantile>"."""
    spread: dict[str, dict[str, float]] = {}
    for name, value in quantiles.items():
        quantile = next((known for known in QUANTILES if name.endswith(f" {known}")), name)
        spread.setdefault(name.removesuffix(quantile).rstrip(), {})[quantile] = value
    return spread


def _balance(part: PartSummary) -> Text:
    items = list(part.balance.items())
    whole = max(part.rows, 1) if max(part.balance.values(), default=0) <= part.rows else sum(part.balance.values())
    cells = [f"{name} {100 * count / whole:.1f} %" for name, count in items[:MOST_BALANCE]]
    more = ["…"] if len(items) > MOST_BALANCE else []
    return Text("   ".join([*cells, *more]), "dim")


def _distribution(column: ColumnProfile) -> RenderableType:
    if column.histogram:
        return Text(histogram_text(column.histogram), "cyan")
    if not column.top or max(column.top.values()) == 1:
        return ""
    grid = Table.grid(padding=0)
    for count in list(column.top.values())[:3]:
        grid.add_row(Text(bar(count / max(column.rows, 1), 16) or "▏", "cyan"))
    return grid


def _values(column: ColumnProfile) -> RenderableType:
    """Smallest, middle and largest value, mean and spread; or the three most frequent values with their counts."""
    if column.top and not column.histogram:
        if max(column.top.values()) == 1:
            return Text("\n".join(list(column.top)[:2]), "dim", overflow="ellipsis")
        lines = [f"{value}  {count:,}" for value, count in list(column.top.items())[:3]]
        return Text("\n".join(lines), overflow="ellipsis")
    if not column.quantiles:
        return ""
    dates = column.type == "date"
    tell = date_text if dates else short
    text = Text(" … ".join(tell(column.quantiles[place]) for place in (0, len(column.quantiles) // 2, -1)))
    if column.mean is not None and column.std is not None:
        spread = say("show.days", days=short(column.std / DAY)) if dates else short(column.std)
        mean = date_text(round(column.mean / DAY) * DAY) if dates and column.std > DAY else tell(column.mean)
        text.append(f"\n{mean} ± {spread}", "dim")
    if column.skew is not None and abs(column.skew) >= 1:
        text.append(f"  {say('show.skew', skew=column.skew)}", "dim")
    if column.outliers:
        text.append(f"  {say('show.outliers', outliers=column.outliers)}", "yellow")
    return text
