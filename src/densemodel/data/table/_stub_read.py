"""stub"""

import numpy as np
import pandas as pd

from densemodel.data.table._columns import RawColumn, RawTable


def column(name, s, form=None, labels=None):
    if form is None:
        form = (
            "text"
            if s.dtype == object or str(s.dtype) in ("str", "string", "category")
            else "days"
            if str(s.dtype).startswith("datetime")
            else "number"
        )
    if form == "text":
        codes, labels = pd.factorize(s.astype(object))
        labels = tuple(map(str, labels))
        kind = "text" if len(labels) > len(s) / 2 and len(s) > 5 else "category"
        return RawColumn(
            name, "text", codes.astype(np.int32), kind, f"{len(labels)} different texts", labels
        )
    if form == "days":
        return RawColumn(
            name, "days", s.to_numpy().astype("datetime64[D]").astype(np.int64), "date", "dates"
        )
    return RawColumn(
        name, "number", pd.to_numeric(s, errors="coerce").to_numpy(float), "number", "numbers"
    )


def read_table_columns(data, where, findings, kinds):
    if not hasattr(data, "columns"):
        findings.refuse(where, "table takes a DataFrame")
        return None
    return RawTable(tuple(column(str(n), data[n]) for n in data.columns), len(data))


from dataclasses import replace


def read_like(data, table, where, findings):
    if isinstance(data, dict):
        data = pd.DataFrame([data])
    if not hasattr(data, "columns"):
        findings.refuse(where, "x")
        return None
    out = []
    for c in table.columns:
        if not c.is_used:
            continue
        if c.name not in data.columns:
            findings.refuse(where, "missing " + c.name)
            return None
        out.append(replace(column(c.name, data[c.name], c.form), kind=c.kind))
    return RawTable(tuple(out), len(data))
