"""A report in a line and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from densemodel.scoring.report._report import Report, Where

_OF_WHERE: dict[Where, str] = {
    "given": "",
    "test": "test ",
    "validation": "validation ",
    "training": "training ",
}

_FIRST = ("accuracy", "r2_score", "mean_absolute_error", "loss")
"The metric that a line is about: the first of these that there is."


_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def report_text(report: Report) -> str:
    """One line, the metrics, and what has to be known of them."""
    parts = [headline(report), _table(report), "\n".join(report.notes)]
    return in_order("\n\n".join(parts).rstrip())


def in_order(text: str) -> str:
    """The text without signs that turn the direction of what stands behind them."""
    return text.translate(_TURNING)


def headline(report: Report) -> str:
    """Which model, on which rows, and the number that people ask for first."""
    noun = "row" if report.rows == 1 else "rows"
    rows = f"{report.name} on {report.rows:,} {_OF_WHERE[report.where]}{noun}"
    name = next((one for one in _FIRST if one in report.metrics), None)
    if name is None:
        return rows
    said = f"{rows}: {metric_words(name)} {rounded(report.metrics[name])}"
    more = []
    if name in report.intervals:
        low, high = report.intervals[name]
        more.append(f"95 % interval {rounded(low)} to {rounded(high)}")
    if name in report.baseline:
        more.append(f"guessing {rounded(report.baseline[name])}")
    return f"{said} ({', '.join(more)})" if more else said


def _table(report: Report) -> str:
    lines = [("", "value", "95 % interval", "guessing"), *metric_lines(report)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )


def metric_lines(report: Report) -> list[tuple[str, str, str, str]]:
    """Name, value, interval and guessing of each metric, as a person reads them."""
    lines = []
    for name, value in report.metrics.items():
        ends = report.intervals.get(name)
        interval = "" if ends is None else f"{rounded(ends[0])} to {rounded(ends[1])}"
        guess = rounded(report.baseline[name]) if name in report.baseline else ""
        lines.append((metric_words(name), rounded(value), interval, guess))
    return lines
