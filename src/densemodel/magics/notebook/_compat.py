"""The only module that depends on IPython's version: adds a completer, and a lexer in a terminal.

IPython 8.6 and newer take a matcher that sees the whole cell, tells the kind of each word, and
can keep other matchers from answering. Older ones, such as the 7.34 of Google Colab, know nothing
of the kind, so our answer is put before the completer's own. What a version has is found by
looking for it, not by its number. `widgets/runtime/_compat.py` does the same for ipywidgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from IPython.core import completer as ipython

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_IDENTIFIER = "densemodel"


@dataclass(frozen=True, slots=True)
class CompletionWords:
    """The completions at the cursor, in display order."""

    start: int
    "The start of the replaced text, in characters of the whole text; it ends at the cursor."
    words: Sequence[tuple[str, str]]
    "Each with its kind, which front ends show beside it."


Answer = CompletionWords | Literal["keys"] | None
"""`keys`: IPython is to answer, with the keys of a subscript alone; None: with all it knows."""


def add_completer(shell: Any, answer: Callable[[str, int], Answer]) -> None:
    """Add a function that completes the shell's cells.

    It gets the text of the cell and the place of the cursor in characters, and must not raise.
    """
    if hasattr(ipython, "context_matcher"):
        shell.Completer.custom_matchers.append(_matcher(answer))
    else:
        before = _Before(shell.Completer, answer)
        shell.Completer.completions, shell.Completer.complete = before.completions, before.complete


def remove_completer(shell: Any) -> None:
    """Remove what `add_completer` added."""
    completer = shell.Completer
    matchers = completer.custom_matchers
    for matcher in matchers[:]:
        if getattr(matcher, "matcher_identifier", "") == _IDENTIFIER:
            matchers.remove(matcher)
    ours = getattr(completer.completions, "__self__", None)
    if isinstance(ours, _Before):
        completer.completions, completer.complete = ours.before


def colour_cells(shell: Any) -> None:
    """Colour the cells that are typed in a terminal; a kernel has no prompt."""
    options = getattr(shell, "_extra_prompt_options", None)
    if options is None:
        return
    from prompt_toolkit.lexers import PygmentsLexer

    from densemodel.magics._lexer import CellLexer

    lexer = PygmentsLexer(CellLexer)

    def options_with_lexer() -> dict[str, Any]:
        found: dict[str, Any] = options()
        # lexers by the beginning of the text behind its two signs, made again for each prompt
        getattr(found.get("lexer"), "magic_lexers", {})["densemodel"] = lexer
        return found

    shell._extra_prompt_options = options_with_lexer  # noqa: SLF001 - IPython has no other place


def no_longer_colour_cells(shell: Any) -> None:
    """Undo `colour_cells`."""
    vars(shell).pop("_extra_prompt_options", None)


def _matcher(answer: Callable[[str, int], Answer]) -> Any:
    def match(context: Any) -> dict[str, Any]:
        lines = context.full_text.split("\n")[: context.cursor_line]
        cursor = sum(len(line) + 1 for line in lines) + context.cursor_position
        found = answer(context.full_text, cursor)
        if found is None:
            return {"completions": []}
        if found == "keys":
            return {
                "completions": _Only(),
                "matched_fragment": "",
                "suppress": True,
                "do_not_suppress": {"IPCompleter.dict_key_matcher"},
            }
        words = [ipython.SimpleCompletion(text, type=kind) for text, kind in found.words]
        return {
            "completions": _Only(words),
            "matched_fragment": context.full_text[found.start : cursor],
            "ordered": True,
            "suppress": True,
        }

    return ipython.context_matcher(identifier=_IDENTIFIER)(match)


class _Only(list[Any]):
    """Completions that suppress those of Python, even if empty.

    IPython asks by the length whether there are any, and suppresses nothing if there are not; a
    name of Python that is put into a spec would only be wrong there.
    """

    def __len__(self) -> int:
        return max(1, super().__len__())


class _Before:
    """Wraps the two public methods of a completer without such matchers."""

    def __init__(self, completer: Any, answer: Callable[[str, int], Answer]) -> None:
        self._completer = completer
        self._answer = answer
        self.before = completer.completions, completer.complete

    def completions(self, text: str, offset: int) -> Iterator[Any]:
        """The method that kernels and terminals call."""
        found = self._answer(text, offset)
        if isinstance(found, CompletionWords):
            for word, kind in found.words:
                yield ipython.Completion(found.start, offset, word, type=kind, _origin=_IDENTIFIER)
        elif found == "keys":
            yield from self._keys(text, offset)
        else:
            yield from self.before[0](text, offset)

    def complete(
        self, text: str | None = None, line_buffer: str | None = None, cursor_pos: int | None = None
    ) -> tuple[str, list[str]]:
        """The older interface, which gets only one line."""
        line = line_buffer or text or ""
        cursor = len(line) if cursor_pos is None else cursor_pos
        found = self._answer(line, cursor)
        if isinstance(found, CompletionWords):
            return line[found.start : cursor], [word for word, _ in found.words]
        typed, words = self.before[1](text, line_buffer, cursor_pos)
        return typed, words

    def _keys(self, text: str, offset: int) -> list[Any]:
        """The keys of the subscript before the cursor, without Jedi's completions."""
        completer = self._completer
        before = completer.dict_keys_only, completer.use_jedi
        completer.dict_keys_only, completer.use_jedi = True, False
        try:
            return list(self.before[0](text, offset))
        finally:
            completer.dict_keys_only, completer.use_jedi = before
