"""A report as text and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.wording import capitalised, escaped, in_order, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.scoring.report._report import Report, Where


_OF_WHERE: dict[Where, str] = {
    "given": "",
    "test": "test ",
    "validation": "validation ",
    "training": "training ",
}

_FIRST = ("accuracy", "r2_score", "mean_absolute_error", "loss")
"The metric of the first line: the first of these that is there."


def report_text(report: Report) -> str:
    """One line, the metrics and the notes."""
    parts = [headline(report), _table(report), "\n".join(report.notes)]
    return in_order("\n\n".join(parts).rstrip())


def headline(report: Report) -> str:
    """The model, the rows and the main metric."""
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
        more.append(f"baseline {rounded(report.baseline[name])}")
    return f"{said} ({', '.join(more)})" if more else said


def _table(report: Report) -> str:
    heads = "", "value", "95 % interval", "baseline"
    return TextTable(heads, metric_lines(report), numbers=(1, 2, 3)).text()


def metric_lines(report: Report) -> list[tuple[str, str, str, str]]:
    """Name, value, interval and baseline of each metric, as text."""
    lines = []
    for name, value in report.metrics.items():
        ends = report.intervals.get(name)
        interval = "" if ends is None else f"{rounded(ends[0])} to {rounded(ends[1])}"
        guess = rounded(report.baseline[name]) if name in report.baseline else ""
        lines.append((metric_words(name), rounded(value), interval, guess))
    return lines


_MOST_CLASSES = 20
"The most classes with a shown confusion matrix."
_WORST = 5
_LONGEST = 60
"The most characters of a name in a cell."

_RIGHT, _WRONG = "31, 130, 189", "230, 85, 13"
"Blue and orange: distinct for colour-blind people, on white and on black."

_OPEN = '<table style="margin: 0.5em 0; color: inherit">'


def report_html(report: Report) -> str:
    """The report as HTML; all names are escaped.

    Notebooks typeset text between dollars: the class prevents that.
    """
    parts = [f"<p>{escaped(headline(report))}</p>", _metrics(report), *_confusion(report)]
    parts += _mistakes(report)
    parts += [f"<p>{escaped(note)}</p>" for note in report.notes]
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def _metrics(report: Report) -> str:
    lines = [
        (capitalised(name), value, interval, guess)
        for name, value, interval, guess in metric_lines(report)
    ]
    return _metrics_table(("", "Value", "95 % interval", "Baseline"), lines)


def _confusion(report: Report) -> list[str]:
    counts, shares = report.confusion, report.confusion_shares
    if counts is None or shares is None or len(counts) > _MOST_CLASSES:
        return []
    head = "".join(f"<th>{_cell(name)}</th>" for name in counts.columns)
    lines = [f"<tr><th>Confusion matrix: rows true, columns predicted</th>{head}</tr>"]
    for place, name in enumerate(counts.index):
        cells = "".join(
            _count(int(count), float(share), is_right=place == across)
            for across, (count, share) in enumerate(
                zip(counts.iloc[place], shares.iloc[place], strict=True)
            )
        )
        lines.append(f"<tr><th>{_cell(name)}</th>{cells}</tr>")
    return [f"{_OPEN}{''.join(lines)}</table>"]


def _count(count: int, share: float, *, is_right: bool) -> str:
    """A cell of the confusion matrix, shaded by its share of the true class."""
    if not count:
        return "<td>0</td>"
    # a share of 1 in 100 is seen, and text stays readable in front of a share of 1
    depth = 0.1 + 0.45 * share
    colour = _RIGHT if is_right else _WRONG
    return f'<td style="background: rgba({colour}, {depth:.2f})">{count:,}</td>'


def _mistakes(report: Report) -> list[str]:
    if not report.mistake_count:
        return []
    table = report.mistakes.head(_WORST).drop(columns="place")
    lines = [[_shown(value) for value in line] for line in table.itertuples(index=False)]
    title = f"The worst of {report.mistake_count:,} mistakes"
    if report.kind == "regression":
        title = "The largest errors"
    return [f"<p>{title}</p>", _metrics_table([capitalised(name) for name in table.columns], lines)]


def _shown(value: Any) -> str:
    return rounded(value) if isinstance(value, float) else str(value)


def _metrics_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{_cell(name)}</th>" for name in head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    return f"{_OPEN}<tr>{top}</tr>{rows}</table>"


def _cell(value: object) -> str:
    """The text of a cell, shortened."""
    text = str(value)
    return escaped(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
