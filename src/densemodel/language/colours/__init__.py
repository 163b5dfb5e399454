"""How a cell is split into what is coloured; not imported with the language."""

from __future__ import annotations

from densemodel.language.colours._colour_rules import COLOUR_STATES, ColourRule, ColourState
from densemodel.language.colours._word_kinds import VALUES_OF, WORD_KINDS

__all__ = ["COLOUR_STATES", "VALUES_OF", "WORD_KINDS", "ColourRule", "ColourState"]
