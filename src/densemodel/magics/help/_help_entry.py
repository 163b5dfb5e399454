"""The help on one word, with its options."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill, wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language import Option


WIDTH = 80
_WIDEST_LEFT = 28
_LONGEST_NAME = 40


def columns(rows: list[tuple[str, str]]) -> str:
    """Two columns; the right one wraps, and long words of the left one get their own line."""
    fitting = [len(left) for left, _ in rows if len(left) <= _WIDEST_LEFT]
    start = max(fitting, default=0) + 4
    lines: list[str] = []
    for left, right in rows:
        first, *others = wrap(right, WIDTH - start) or [""]
        if len(left) > _WIDEST_LEFT:
            lines += [f"  {left}", f"{'':<{start}}{first}"]
        else:
            lines.append(f"  {left:<{start - 2}}{first}".rstrip())
        lines += [f"{'':<{start}}{other}" for other in others]
    return "\n".join(lines)


def paragraph(text: str) -> str:
    """Wrapped text."""
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def word_list(words: list[str]) -> str:
    """Words one after the other, indented."""
    return fill(
        ", ".join(words),
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    )


def named(word: str) -> str:
    """A word in quotes, for messages."""
    return word if len(word) <= _LONGEST_NAME else f"{word[:_LONGEST_NAME]}..."


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """The help on one word."""

    word: str
    kind: str
    "The kind of the word: `a layer`, `a clause`."
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
    "The possible forms, each with its line of help."
    also: tuple[str, ...] = ()
    "Words that it contains, such as `norm` in `clip norm 1`."

    @property
    def text(self) -> str:
        """The whole entry."""
        parts = [paragraph(f"{self.word} ({self.kind}): {self.help}")]
        parts.append("\n".join(f"  {example}" for example in self.examples))
        parts += [paragraph(fact) for fact in self.facts]
        if self.options:
            parts.append("Options, in brackets, with their defaults:")
            parts.append(columns([(written(one), meaning(one)) for one in self.options]))
        if self.rows:
            parts.append(columns(list(self.rows)))
        if self.names:
            parts.append(word_list(list(self.names)))
        if self.keras:
            parts.append(f"In Keras: {self.keras}")
        return "\n\n".join(part for part in parts if part)

    def example_with(self, word: str) -> str:
        """The first example that contains a word, else the first one."""
        return next((one for one in self.examples if word in one.split()), self.examples[0])


def written(option: Option) -> str:
    """An option with its default: `momentum=0.99`."""
    if option.default is None:
        return f"{option.key}=..."
    if isinstance(option.default, bool):
        return f"{option.key}={'on' if option.default else 'off'}"
    return f"{option.key}={option.default:g}"


def meaning(option: Option) -> str:
    """The meaning of an option and its values."""
    kinds = {
        "switch": "on or off",
        "offset": "on, off or a number",
        "initializer": "a name, as after 'init'",
    }
    kind = kinds.get(option.kind, option.quantity.description)
    return f"{option.help}; {kind}" if option.kind != "offset" else f"{option.help}; on or off"
