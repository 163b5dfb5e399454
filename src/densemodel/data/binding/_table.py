"""Binds a table: its columns are read now, and encoded when the training rows are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.binding._file_mistakes import say_file_mistakes, separator_of
from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import RawTable, TableEncoding, unfitted
from densemodel.data.facts._coding import target_scale_of
from densemodel.data.findings._finding import Finding, Findings, listed, value_text
from densemodel.data.read._frames import is_of
from densemodel.data.read._survey import Survey
from densemodel.language import write_column
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.facts._read_data import ReadData
    from densemodel.data.split._split import Rows
    from densemodel.language import Spec


def table_of_spec(spec: Spec) -> TableEncoding | None:
    """The encoding that a spec has from its data; None before they are bound."""
    table = spec.table
    return table if isinstance(table, TableEncoding) and table.is_fitted else None


def read_raw_columns(spec: Spec, x: object, findings: Findings) -> RawTable | None:
    """The columns of x; in the forms of the encoding if the spec has one."""
    table = table_of_spec(spec)
    if table is not None:
        return read_like(x, table, "x", findings)
    orders = {column: values for column, *values in spec.settings.orders}
    found = read_table_columns(x, "x", findings, dict(spec.settings.kinds), orders=orders)
    if found is None:
        return None
    separator = separator_of(found)
    if separator:
        name = value_text(found.names[0])
        read = f"pd.read_csv(..., sep={separator!r})"
        findings.refuse("x", f"x has a single column, {name}: read its file with {read}")
        return None
    if not found.used:
        why, words = _why_none(found)
        findings.refuse("x", f"no column of x can be trained on: {why}", words)
        return None
    say_file_mistakes(found, x, "x", findings)
    return found


def _why_none(raw: RawTable) -> tuple[str, str]:
    """Why no column can be trained on, and the words that take one of them."""
    are_constant = [column.column.is_constant for column in raw.columns]
    if len(raw) == 1:
        return "a single row shows no difference. Give more rows", ""
    if all(are_constant):
        return "each has one value in all rows. Check how x is read", ""
    why = "each has another value in each row" + (", or always the same" * any(are_constant))
    ids = [one for one in raw.columns if one.column.names_rows and not one.labels]
    if ids:
        column = ids[0]
        words = f"number {write_column(column.name)}"
        return f"{why}. If {value_text(column.name)} is a quantity, write '{words}'", words
    return f"{why}, as names and ids have. Give columns that describe the rows", ""


def with_forms(spec: Spec, raw: RawTable) -> Spec:
    """The spec with the kinds of the columns, whose sizes are not known yet."""
    return spec if table_of_spec(spec) is not None else spec.with_table(unfitted(raw))


def survey_of_table(raw: RawTable) -> Survey:
    """The fingerprints of the rows, and which of them have gaps in a column that is used."""
    used = RawTable(raw.used, raw.count)
    gaps = [column.is_missing for column in raw.used]
    rows = np.flatnonzero(np.any(gaps, axis=0)) if gaps else np.empty(0, np.int64)
    empty: Array = np.empty((1, 0), np.float32)
    return Survey(empty, empty, gaps=[rows], prints=[used.fingerprints])


_MANY_GAPS = 0.05
"Of the rows: with fewer gaps in x, `missing drop` loses little."


def say_rows_without_label(raw: RawTable, y: object, findings: Findings) -> None:
    """Advise another way than `missing drop` where that would leave out many rows of a table."""
    places = [at for at, one in enumerate(findings) if (one.where, one.accept) == _WITHOUT_LABEL]
    if not places:
        return
    gaps = len(survey_of_table(raw).gap_rows)
    if gaps < _MANY_GAPS * len(raw):
        return
    known = findings.items[places[0]].message.rpartition(": ")[0]
    name = getattr(y, "name", None) if is_of("pandas", y, "Series") else None
    way = f", as dropna(subset=[{value_text(name)}]) does" if isinstance(name, str) else ""
    message = (
        f"{known}: leave out the rows without y{way}. Writing missing drop would also leave out "
        f"the {counted(gaps, 'row')} of x with gaps"
    )
    findings.items[places[0]] = Finding("refuse", "y", message)


_WITHOUT_LABEL = "y", "missing drop"

_SHOWN = 40
"Columns that have a line of their own."


def say_columns(table: TableEncoding) -> list[Finding]:
    """What is made of each column, a line each; plain numbers share one."""
    numbers = [one.name for one in table.columns if one.is_used and one.is_plain]
    rest = [one for one in table.columns if one.name not in numbers]
    lines = [f"numbers: {listed(numbers)}"] if numbers else []
    lines += [f"{value_text(one.name)}: {one.kind}, {one.why}: {one.text}" for one in rest[:_SHOWN]]
    if len(rest) > _SHOWN:
        lines.append(f"and {len(rest) - _SHOWN:,} more columns: see run.columns")
    return [Finding("repair", "x", line) for line in lines]


_NEAR = 3.0


def with_target_norm(spec: Spec, facts: ReadData, rows: Rows, findings: Findings) -> Spec:
    """The spec with `target norm`, if y holds numbers that are not near 0 and 1."""
    is_number = facts.coding.form == "numbers" and not facts.y_is_blurred
    if spec.settings.target_norm or not is_number or spec.last_activation is not None:
        return spec
    scale = target_scale_of(facts.y, rows)
    far = max(*map(abs, scale.mean), *scale.spread, *(1 / one for one in scale.spread))
    if far <= _NEAR:
        return spec
    findings.repair("y", "y is scaled to mean 0 and standard deviation 1, because x is a table")
    return spec.with_settings("target norm")
