"""Completes `%%densemodel` cells and `%densemodel` lines through IPython.

So it works wherever IPython completes: JupyterLab and Notebook show the line of help beside each
word, IPython in a terminal below the list; nbclassic shows the words alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.language import completions_at
from densemodel.magics.completion._completion_data import cell_columns
from densemodel.magics.completion._completion_line import complete_cell_line, complete_line
from densemodel.magics.notebook._compat import CompletionWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Completion
    from densemodel.magics.notebook._compat import Answer
    from densemodel.magics.notebook._registry import Registry

_CELL = re.compile(r"\s*%%densemodel\b(?P<line>[^\n]*)")
_LINE = re.compile(r"[ \t]*(?:[^\W\d][\w., ]*=[ \t]*)?%densemodel[ \t]+(?P<rest>.*)", re.DOTALL)
_LONGEST_HELP = 76
_UNBROKEN = str.maketrans(
    {" ": "\N{NO-BREAK SPACE}", "-": "-\N{WORD JOINER}", "/": "/\N{WORD JOINER}"}
)
_VARIABLE = "variable"


class CompletionMatcher:
    """Gives IPython's completer the words for the cursor's position."""

    def __init__(self, shell: Any, registry: Registry) -> None:
        self._shell = shell
        self._registry = registry

    def answer(self, text: str, cursor: int) -> Answer:
        """The completions at the cursor; never raises, because IPython would print a traceback."""
        try:
            return self._answer(text, cursor)
        except Exception:  # noqa: BLE001 - a variable of the notebook may raise whatever it likes
            return None

    def _answer(self, text: str, cursor: int) -> Answer:
        found = self._found(text, cursor)
        if found is None:
            # IPython knows the keys of a subscript on our line by itself, and Jedi takes up to ten
            # seconds over a frame to add nothing
            before = text[:cursor]
            is_subscript = _CELL.match(before) and "[" in before.rsplit(maxsplit=1)[-1]
            return "keys" if is_subscript else None
        start = found[0].start if found else cursor
        return CompletionWords(start, [(one.text, self._shown(one)) for one in found])

    def _shown(self, one: Completion) -> str:
        """A word with its kind and line of help, as the front end shows them.

        JupyterLab puts the first letter before the word: l is a layer, a an activation. It makes
        its column as narrow as the longest word, and breaks the line into a heap of words on top of
        each other: so it gets none that can be broken. A terminal underlines such blanks, and keeps
        the line whole anyway.
        """
        line = f"{one.kind} {one.help}" if one.help[:1] == "=" else f"{one.kind}: {one.help}"
        if not hasattr(self._shell, "kernel"):
            return line
        short = line if len(line) <= _LONGEST_HELP else f"{line[:_LONGEST_HELP].rstrip()}..."
        return short.translate(_UNBROKEN)

    def _found(self, text: str, cursor: int) -> Sequence[Completion] | None:
        """The completions, with positions in the whole text; None if the place is not ours."""
        cell = _CELL.match(text)
        if cell is None:
            return self._found_on_line(text, cursor)
        begin = cell.end() + 1
        if cursor >= begin:
            columns = cell_columns(cell["line"], self._shell.user_ns)
            offered = completions_at(text[begin:], cursor - begin, self._variables, columns)
            found = _words_first(offered, cursor - begin)
            return _moved(_closed_once(found, text[cursor : cursor + 1]), begin)
        begin = cell.start("line")
        if not text[:cursor].strip():  # before the magic; IPython raises on an empty line there
            return []
        if cursor <= begin:  # IPython completes the magic's name
            return None
        on_line = complete_cell_line(text[begin:cursor], self._shell, self._registry)
        if on_line is None:
            return None
        return _moved(_closed_once(on_line, text[cursor : cursor + 1]), begin)

    def _found_on_line(self, text: str, cursor: int) -> Sequence[Completion] | None:
        begin = text.rfind("\n", 0, cursor) + 1
        line_end = text.find("\n", cursor)
        line_magic = _LINE.match(text[begin : line_end if line_end >= 0 else len(text)])
        if line_magic is None or cursor < begin + line_magic.start("rest"):
            return None
        begin += line_magic.start("rest")
        rest = line_magic["rest"]
        found = complete_line(rest, cursor - begin, self._variables, self._registry)
        return _moved(_words_first(found, cursor - begin), begin)

    @property
    def _variables(self) -> dict[str, Any]:
        # a copy: a thread may set a variable while they are looked through
        return dict(self._shell.user_ns)


def _moved(found: Sequence[Completion], by: int) -> list[Completion]:
    return [replace(one, start=one.start + by) for one in found]


def _words_first(found: Sequence[Completion], cursor: int) -> Sequence[Completion]:
    """The language's words before the variables, if nothing is typed.

    A notebook may hold hundreds of numbers, behind which no layer would ever be seen.
    """
    variables = [one for one in found if one.kind == _VARIABLE]
    if len(variables) <= 5 or variables[0].start < cursor:
        return found
    words = [one for one in found if one.kind != _VARIABLE]
    return [*words, *variables]


def _closed_once(found: Sequence[Completion], following: str) -> Sequence[Completion]:
    """The completions without a closing quote that the editor has already inserted."""
    if not following or following not in "\"'":
        return found
    return [replace(one, text=one.text.removesuffix(following)) for one in found]
