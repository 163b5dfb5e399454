"""Messages that name the variables that a person wrote: `x_test`, not `test_data[0]`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from densemodel.data.findings._finding import Finding

_LETTERS = r"[\w'\"./-]"
"What stands around an x that is no variable: `x_new`, `'x'`, `-x`."


def named(findings: Iterable[Finding], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings that call the data as a person does.

    Args:
        findings: Their messages say `x`, `y`, `validation_data[0]`, `test_data[1]`.
        names: What each of these is called; those that are missing stay as they are.
    """
    if not names:
        return tuple(findings)
    # words of the language stay what they are: `without x` is about a column
    return tuple(
        replace(finding, message=with_names(finding.message, names, keep=finding.ways))
        for finding in findings
    )


def with_names(text: str, names: Mapping[str, str], *, keep: Iterable[str] = ()) -> str:
    """A text with other names for what it speaks of.

    Args:
        text: The text.
        names: The new name of each old one.
        keep: Parts of the text that are not changed.
    """
    kept = [re.escape(words) for words in sorted(keep, key=len, reverse=True)]
    # the longest first: `test_data[0]` before `test_data`
    old = [re.escape(name) for name in sorted(names, key=len, reverse=True)]
    variable = rf"(?<!{_LETTERS})(?P<name>{'|'.join(old)})(?![\w'\"])"
    pattern = "|".join([*kept, variable])
    return re.sub(pattern, lambda found: names[found["name"]] if found["name"] else found[0], text)
