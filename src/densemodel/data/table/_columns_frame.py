"""The columns of a table as a DataFrame: `run.columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.data.table._encoding import TableEncoding


def columns_frame(table: TableEncoding) -> pd.DataFrame:
    """One row per column, in the order of the table.

    Returns:
        The columns are: `column`, `kind`, `encoding` in words, `missing` and `categories` as
        numbers over the training rows (`categories` is missing for other kinds), `used`, and `why`
        the column is of this kind. The index has the names of the inputs of the Keras model; it is
        empty for columns that are left out.
    """
    import pandas as pd

    counted = ("category", "yes/no")
    return pd.DataFrame(
        {
            "column": [one.name for one in table.columns],
            "kind": [one.kind for one in table.columns],
            "encoding": [one.text for one in table.columns],
            "missing": [one.missing for one in table.columns],
            "categories": pd.array(
                [one.distinct if one.kind in counted else None for one in table.columns],
                dtype="Int64",
            ),
            "used": [one.is_used for one in table.columns],
            "why": [one.why for one in table.columns],
        },
        index=pd.Index([table.inputs.get(one.name, "") for one in table.columns], name="input"),
    )
