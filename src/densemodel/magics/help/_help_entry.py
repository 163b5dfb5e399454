"""Entry: the help on one word, and how an option is told in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.magics.help._help_layout import columns, paragraph, word_list

if TYPE_CHECKING:
    from densemodel.language import Option


@dataclass(frozen=True, slots=True)
class Entry:
    """The help on one word."""

    word: str
    kind: str
    "What sort of word it is: `a layer`, `a clause`."
    help: str
    examples: tuple[str, ...]
    keras: str = ""
    "The class or function in Keras; empty if it is none."
    facts: tuple[str, ...] = ()
    "Sentences: ranges, defaults."
    options: tuple[Option, ...] = ()
    names: tuple[str, ...] = ()
    "Names that may stand there."
    rows: tuple[tuple[str, str], ...] = ()
    "What can be written there, each with its line of help."
    also: tuple[str, ...] = ()
    "Words that stand in it, such as `norm` in `clip norm 1`."

    @property
    def text(self) -> str:
        """The whole entry."""
        parts = [paragraph(f"{self.word} ({self.kind}): {self.help}")]
        parts.append("\n".join(f"  {example}" for example in self.examples))
        parts += [paragraph(fact) for fact in self.facts]
        if self.options:
            parts.append("Options, in brackets, with what stands for them if not said:")
            parts.append(columns([(written(one), meaning(one)) for one in self.options]))
        if self.rows:
            parts.append(columns(list(self.rows)))
        if self.names:
            parts.append(word_list(list(self.names)))
        if self.keras:
            parts.append(f"In Keras: {self.keras}")
        return "\n\n".join(part for part in parts if part)

    def example_with(self, word: str) -> str:
        """The first example that holds a word; the first of all if none does."""
        return next((one for one in self.examples if word in one.split()), self.examples[0])


def written(option: Option) -> str:
    """An option with its default: `momentum=0.99`."""
    if option.default is None:
        return f"{option.key}=..."
    if isinstance(option.default, bool):
        return f"{option.key}={'on' if option.default else 'off'}"
    return f"{option.key}={option.default:g}"


def meaning(option: Option) -> str:
    """What an option does, and what it takes."""
    kinds = {
        "switch": "on or off",
        "offset": "on, off or a number",
        "initializer": "a name, as after 'init'",
    }
    kind = kinds.get(option.kind, option.quantity.description)
    return f"{option.help}; {kind}" if option.kind != "offset" else f"{option.help}; on or off"
