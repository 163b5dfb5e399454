"""Cuts the magic's line into words."""

from __future__ import annotations

from densemodel.errors import DenseModelError

_OPENING = {"[": "]", "(": ")", "{": "}"}


def words(line: str) -> list[str]:
    """Cut at blanks, but not within brackets or quotes: `-x df["a b"]` is two words.

    A comment goes from # to the end.

    Raises:
        DenseModelError: A bracket or a quote is not closed.
    """
    found: list[str] = []
    word = ""
    closing: list[str] = []
    for sign in line:
        if sign == "#" and not closing and not word:
            break
        if closing and closing[-1] in "\"'":
            if sign == closing[-1]:
                closing.pop()
        elif sign in "\"'":
            closing.append(sign)
        elif sign in _OPENING:
            closing.append(_OPENING[sign])
        elif closing and sign == closing[-1]:
            closing.pop()
        elif sign.isspace() and not closing:
            found += [word] if word else []
            word = ""
            continue
        word += sign
    if closing:
        raise DenseModelError(f"{closing[-1]} is missing in: {line.strip()}")
    return [*found, word] if word else found
