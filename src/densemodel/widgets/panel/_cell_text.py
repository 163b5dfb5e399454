"""The text of a cell, and what it says once its networks are others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import as_written, parse_cell, rewrite_cell
from densemodel.widgets.runtime._subscribers import Subscribers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Spec

_FIRST_LINE = re.compile(r"^[ \t]*%%densemodel\b.*\n", re.MULTILINE)


class CellText:
    """The text of a cell as the page has it: as it was run, or as its panel has changed it since.

    Args:
        text: From the first comment to the last clause.
        first: Characters of it up to the end of the line with the magic.
        names: The variables that its specs use.
        specs: Its networks, by the names of their models.
    """

    def __init__(
        self, text: str, first: int, names: Mapping[str, Any], specs: Mapping[str, Spec]
    ) -> None:
        self.text, self._first, self._names = text, first, names
        self.specs = dict(specs)
        "What it holds now."
        self.bound: dict[str, Spec] = {}
        "The same specs, with the sizes of the data."
        self.written: set[str] = set()
        "The networks whose specs were changed since it was run."
        self.wanted: set[str] = set()
        "The networks whose changes the page is to write."
        self.changes: Subscribers[[]] = Subscribers()

    @classmethod
    def of(
        cls, text: str, variables: Mapping[str, Any], specs: Mapping[str, Spec]
    ) -> CellText | None:
        """The text that was run; None if it is not that of a cell with these networks."""
        magic = _FIRST_LINE.search(text)
        if magic is None:
            return None
        first, body = magic.end(), text[magic.end() :]
        # their values of this moment: they may be others when the text is written again
        names = {word: variables[word] for word in re.findall(r"\w+", body) if word in variables}
        try:
            is_known = parse_cell(body, names) == tuple(specs.values())
        except SpecError:  # another magic has changed it
            return None
        return cls(text, first, names, specs) if is_known else None

    def bind(self, name: str, spec: Spec) -> None:
        """Set the spec of the run that a network has been made into."""
        self.bound[name] = spec.without_lengths()

    def spec_for(self, name: str, spec: Spec) -> Spec:
        """What the cell would say of a network that is trained by this spec."""
        return as_written(self.specs[name], self.bound[name], spec.without_lengths())

    def text_for(self, name: str, spec: Spec) -> str:
        """The text with another spec for one network, as it stands in a cell."""
        first, body, place = self.text[: self._first], self.text[self._first :], [*self.specs]
        return first + rewrite_cell(body, place.index(name), spec, self._names)

    def ask(self, name: str) -> None:
        """Have the page write what has become of a network, if it holds what was run."""
        self.wanted.add(name)
        self.changes.call()

    def write(self, name: str, spec: Spec, bound: Spec | None = None) -> None:
        """Note that it says another spec of a network now; `bound`: with the sizes of the data."""
        self.text, self.specs[name] = self.text_for(name, spec), spec
        self.written.add(name)
        self.wanted.discard(name)
        if bound is not None:
            self.bind(name, bound)
        self.changes.call()
