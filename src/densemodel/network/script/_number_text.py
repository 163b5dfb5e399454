"""How a person writes a number, a string or sizes in Python."""

from __future__ import annotations

import json
import re

_MANY_DIGITS = 6
"A fraction is written as `1 / 255` where its decimals would be more than these."


def number_text(number: float) -> str:
    """A number without what Python's own repr adds: `1e-7`, where that says `1e-07`."""
    return re.sub(r"e([+-]?)0*(\d)", r"e\1\2", repr(number)).replace("e+", "e")


def fraction_text(number: float) -> str:
    """A factor as the division that it came from, if that gives the very same float."""
    text = number_text(number)
    if not number or len(text) <= _MANY_DIGITS:
        return text
    divisor = float(f"{1 / number:.12g}")
    divisor = int(divisor) if divisor.is_integer() else divisor
    if divisor and 1 / divisor == number and len(number_text(divisor)) < len(text):
        return f"1 / {number_text(divisor)}"
    return text


def string_text(text: str) -> str:
    """A string in double quotes, as formatters write it, unless it holds some itself."""
    if '"' in text and "'" not in text:
        return repr(text)
    return json.dumps(text, ensure_ascii=False)


def strings_text(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Strings as the items of a list."""
    return tuple(("", string_text(text)) for text in texts)


def sizes_text(sizes: tuple[int, ...], *, may_be_one: bool = False) -> str:
    """Sizes as a tuple; a window that is square may go by one number."""
    if may_be_one and len(set(sizes)) == 1:
        return str(sizes[0])
    return repr(sizes)
