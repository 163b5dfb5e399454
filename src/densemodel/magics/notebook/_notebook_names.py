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
    """Binds loaded models to names, and looks up data and runs."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def suggest(self, name: str) -> str:
        """A variable name for a saved model: digits for 'digits, two layers'.

        If this notebook has a run of that name, it is digits_saved, so that the run is kept.
        """
        first = re.split(r"[,;:(]", unicodedata.normalize("NFKC", name), maxsplit=1)[0]
        word = re.sub(r"\W+", "_", first).strip("_")[:_LONGEST].rstrip("_") or _NO_NAME
        if word[0].isdigit():
            word = f"{_NO_NAME}_{word}"
        if keyword.iskeyword(word):
            word = f"{word}_{_NO_NAME}"
        return f"{word}_saved" if self.registry.get(word) is not None else word

    def refusal(self, name: str, *, replaces: bool = False, fix: str = "give another name") -> str:
        """Why a model can't have this name; empty if it can."""
        entry = self.registry.get(name)
        if keyword.iskeyword(name):
            return f"{name} is a Python keyword: give the model another name"
        if not name.isidentifier():
            return f"'{name}' can't be a name: a name is letters, digits and _ , as in Python"
        if entry is not None and entry.is_busy:
            return f"{name} is training: stop it first, or give another name"
        if replaces or not self.registry.is_taken(name):
            return ""
        kind = type(self.registry.variables[name]).__name__
        return f"{name} is in use, for a value of the type {kind}: {fix}"

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
        if refusal := self.refusal(name, replaces=replaces, fix=fix):
            raise DenseModelError(refusal)
        run.name = name
        self.registry.put(RegistryEntry(run))

    def value(self, text: str) -> Any:
        """The value of a name, a dotted name or a subscript by a literal.

        Raises:
            DataError: The text is anything else, or there is no such value.
        """
        return lookup(text, self.registry.variables)

    def run_name(self, name: str) -> str:
        """The name, if a run of this notebook has it.

        Raises:
            DenseModelError: None has; the message names a near one.
        """
        return self.registry.named(name).run.name

    def is_unmade(self, name: str) -> bool:
        """Whether a name is meant for a model, and has none yet."""
        return self.registry.get(name) is None and bool(self.registry.why_missing(name))

    def runs(self) -> dict[str, Run]:
        """The runs of this notebook, by name."""
        return {name: self.registry.named(name).run for name in self.registry.names()}
