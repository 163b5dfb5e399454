"""What to do about objects that are neither numbers nor text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

# of pandas, by name, so that it need not be loaded
_MENDS = {
    "Period": "give a number, such as its year",
    "Interval": "give a number, such as its middle",
}


def mend_of(value: object, where: str) -> str:
    """How a person gets rid of such a value: words that follow a colon.

    Args:
        value: What was found.
        where: What messages call the data that hold it.
    """
    if isinstance(value, dt.date | dt.time | dt.timedelta | np.datetime64 | np.timedelta64):
        return "give a number instead, such as days since a date"
    if isinstance(value, complex | np.complexfloating):
        return "give its real and imaginary part as two columns"
    if isinstance(value, Mapping):
        is_column = " " in where
        return (
            "give its parts as columns"
            if is_column
            else f"make a table of them with pd.DataFrame({where})"
        )
    return _MENDS.get(type(value).__name__, "give numbers")
