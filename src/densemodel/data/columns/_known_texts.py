"""The known values of a category that texts mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._stored import text_of
from densemodel.data.columns._texts import flag_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def meant_by(text: str, *others: str, known: set[str], width: int) -> str:
    """The known value that a text means: `1` and `1.0` are the same, and so are `True` and yes.

    `others` are other forms of the text, and `width` is of codes that may have lost their zeros.
    """
    if text in known or not known:
        return text
    if text in ("True", "False"):
        return flag_text(text == "True", known)
    forms = [*others]
    try:
        number = float(text)
    except ValueError:
        return text
    if np.isfinite(number):
        forms += [text_of(number), str(number), text_of(number).zfill(width)]
    return next((form for form in forms if form in known), text)


def code_width(known: Iterable[str]) -> int:
    """The length of codes such as `01619`, whose zeros are lost when a file is read; else 0."""
    codes = [value for value in known if value]
    lengths = {len(value) for value in codes}
    are_codes = len(lengths) == 1 and all(map(str.isdecimal, codes))
    return lengths.pop() if are_codes and any(value.startswith("0") for value in codes) else 0


def flag_text(flag: bool, known: set[str]) -> str:  # noqa: FBT001
    """The known value that means True or False."""
    if str(flag) in known:
        return str(flag)
    return next((value for value in sorted(known) if value and flag_of(value) == flag), str(flag))
