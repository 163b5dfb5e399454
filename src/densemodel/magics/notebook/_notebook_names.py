"""Binds saved models to the notebook's names."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._registry import RegistryEntry
from densemodel.magics.notebook._variables import lookup

if TYPE_CHECKING:
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run

_LONGEST = 40
_NO_NAME = "model"


class NotebookNames:
    """Binds loaded models to names, and looks up data and runs.

    Args:
        shell: IPython's.
        registry: The runs of this notebook.
    """

    def __init__(self, shell: Any, registry: Registry) -> None:
        self._shell = shell
        self._registry = registry

    def suggest(self, name: str) -> str:
        """A variable name for a saved model: digits for 'digits, two layers'.

        If this notebook has a run of that name, it is digits_saved, so that the run is kept.
        """
        word = _word_of(name)
        return f"{word}_saved" if self._registry.get(word) is not None else word

    def refusal(self, name: str) -> str:
        """Why a model can't have this name; empty if it can."""
        return _no_name(name) or self._busy(name) or self._conflict(name)

    def bind(
        self, name: str, run: Run, *, replaces: bool = False, fix: str = "give another name"
    ) -> None:
        """Bind the name to the run's model.

        Args:
            name: As a variable has.
            run: Its run, which is called so from here on.
            replaces: Whether it may be the name of anything else.
            fix: What can be done where it may not.

        Raises:
            DenseModelError: The name can't be, or is that of something else.
        """
        foreign = "" if replaces else self._conflict(name, fix)
        refusal = _no_name(name) or self._busy(name) or foreign
        if refusal:
            raise DenseModelError(refusal)
        run.name = name
        self._registry.put(name, RegistryEntry(run))
        self._shell.user_ns[name] = run.model

    def take_up(self, run: Run) -> None:
        """Bind a run's name to its model when it replaces another run in a panel."""
        self._registry.take_up(run)
        self._shell.user_ns[run.name] = run.model

    def show_in(self, name: str, panel: Any) -> None:
        """Register the panel of a run: it is closed with the run."""
        self._registry.named(name).panel = panel

    def value(self, text: str) -> Any:
        """The value of a name, a dotted name or a subscript by a literal.

        Raises:
            DataError: The text is anything else, or there is no such value.
        """
        return lookup(text, self._shell.user_ns)

    def run_name(self, name: str) -> str:
        """The name, if a run of this notebook has it.

        Raises:
            DenseModelError: None has; the message names a near one.
        """
        return self._registry.named(name).run.name

    def is_unmade(self, name: str) -> bool:
        """Whether a name is meant for a model, and has none yet."""
        return self._registry.get(name) is None and bool(self._registry.why_missing(name))

    def runs(self) -> dict[str, Run]:
        """The runs of this notebook, by name."""
        return {name: self._registry.named(name).run for name in self._registry.names()}

    def _busy(self, name: str) -> str:
        entry = self._registry.get(name)
        is_busy = entry is not None and entry.is_busy
        return f"{name} is training: stop it first, or give another name" if is_busy else ""

    def _conflict(self, name: str, fix: str = "give another name") -> str:
        variables = self._shell.user_ns
        if name not in variables or self._registry.owns(variables[name]):
            return ""
        kind = type(variables[name]).__name__
        return f"{name} is in use, for a value of the type {kind}: {fix}"


def _no_name(name: str) -> str:
    if keyword.iskeyword(name):
        return f"{name} is a Python keyword: give the model another name"
    if not name.isidentifier():
        return f"'{name}' can't be a name: a name is letters, digits and _ , as in Python"
    return ""


def _word_of(name: str) -> str:
    first = re.split(r"[,;:(]", unicodedata.normalize("NFKC", name), maxsplit=1)[0]
    word = re.sub(r"\W+", "_", first).strip("_")[:_LONGEST].rstrip("_")
    if not word:
        return _NO_NAME
    if word[0].isdigit():
        word = f"{_NO_NAME}_{word}"
    return f"{word}_{_NO_NAME}" if keyword.iskeyword(word) else word
