"""A report as a notebook shows it: metrics, confusion, the worst mistakes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from densemodel.scoring.report._report_text import headline, in_order, metric_lines
from densemodel.wording import capitalised, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.scoring.report._report import Report

_MOST_CLASSES = 20
"Classes of which the confusion is shown."
_WORST = 5
_LONGEST = 60
"Characters of a name in a cell."

_RIGHT, _WRONG = "31, 130, 189", "230, 85, 13"
"Blue and orange: apart for people who see no red or green, and on white as on black."

_OPEN = '<table style="margin: 0.5em 0; color: inherit">'


def report_html(report: Report) -> str:
    """The report as HTML that holds nothing of a person's but text.

    Notebooks typeset what stands between dollars: the class keeps them from it.
    """
    parts = [f"<p>{_text(headline(report))}</p>", _metrics(report), *_confusion(report)]
    parts += _mistakes(report)
    parts += [f"<p>{_text(note)}</p>" for note in report.notes]
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def _metrics(report: Report) -> str:
    lines = [
        (capitalised(name), value, interval, guess)
        for name, value, interval, guess in metric_lines(report)
    ]
    return _table(("", "Value", "95 % interval", "Guessing"), lines)


def _confusion(report: Report) -> list[str]:
    counts, shares = report.confusion, report.confusion_shares
    if counts is None or shares is None or len(counts) > _MOST_CLASSES:
        return []
    head = "".join(f"<th>{_cell(name)}</th>" for name in counts.columns)
    lines = [f"<tr><th>True, down; predicted, across</th>{head}</tr>"]
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
    """A cell of the confusion, shaded by its share of the true class."""
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
        title = "The farthest off"
    return [f"<p>{title}</p>", _table([capitalised(name) for name in table.columns], lines)]


def _shown(value: Any) -> str:
    return rounded(value) if isinstance(value, float) else str(value)


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{_cell(name)}</th>" for name in head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    return f"{_OPEN}<tr>{top}</tr>{rows}</table>"


def _text(value: object) -> str:
    """Text with nothing in it that a browser would act on."""
    return escape(in_order(str(value)))


def _cell(value: object) -> str:
    """Text of a cell of a table, cut where it is too long."""
    text = str(value)
    return _text(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
