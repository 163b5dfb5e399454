"""The text of a cell, and what it says with other specs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import parse_cell, rewrite_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Spec

_FIRST_LINE = re.compile(r"^[ \t]*%%densemodel\b.*\n", re.MULTILINE)


class CellText:
    """The text of a cell as the page has it, from the first comment to the last clause.

    Args:
        text: As it was run.
        first: Characters of it up to the end of the line with the magic.
        names: The variables that its specs use.
        specs: Its networks, by the names of their models.
    """

    def __init__(
        self, text: str, first: int, names: Mapping[str, Any], specs: Mapping[str, Spec]
    ) -> None:
        self.text = text
        self._first = first
        self._names = names
        self._places = {name: place for place, name in enumerate(specs)}
        self.specs = dict(specs)
        "The specs that it holds now."

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

    def with_spec(self, name: str, spec: Spec) -> str:
        """The text with another spec for one network."""
        first, body = self.text[: self._first], self.text[self._first :]
        return first + rewrite_cell(body, self._places[name], spec, self._names)

    def write(self, name: str, spec: Spec) -> None:
        """Note that the cell holds another spec for one network now."""
        self.text = self.with_spec(name, spec)
        self.specs[name] = spec
