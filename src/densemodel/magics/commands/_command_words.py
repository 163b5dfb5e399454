"""Parses the words and options after a `%densemodel` command."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class ParsedCommand:
    """The parsed line of a command."""

    words: tuple[str, ...]
    "The plain words, without quotes."
    named: Mapping[str, str]
    "The words after `as`, `to` or an option."

    def only(self, command: str, what: str) -> str:
        """The single expected word.

        Args:
            command: For the message.
            what: What it names: "a saved model".

        Raises:
            DenseModelError: There is none, or more.
        """
        if len(self.words) == 1:
            return self.words[0]
        if not self.words:
            raise DenseModelError(f"%densemodel {command} needs the name of {what}")
        raise DenseModelError(
            f"%densemodel {command} takes the name of {what}, and here are {len(self.words)}: "
            f'put a name with spaces in quotes, "{" ".join(self.words)}"'
        )


def parse_command(command: str, rest: Sequence[str], *, names: Sequence[str]) -> ParsedCommand:
    """Parse what follows a command.

    Args:
        command: For messages.
        rest: Words, those in quotes whole.
        names: Words that name what follows them: "as", "--tags".

    Raises:
        DenseModelError: An option is unknown, or has nothing after it, or stands twice.
    """
    alone: list[str] = []
    named: dict[str, str] = {}
    waiting = list(rest)
    while waiting:
        word = waiting.pop(0)
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in names:
            if equals:
                waiting.insert(0, value)
            if not waiting or waiting[0] in names:
                raise DenseModelError(f"{option} needs a word after it: {command} ... {option} ...")
            if option in named:
                raise DenseModelError(f"{option} is given twice: leave one of them out")
            named[option] = bare(waiting.pop(0))
        elif word.startswith("-") and len(word) > 1:
            raise _unknown(word, command, names)
        else:
            alone.append(bare(word))
    return ParsedCommand(tuple(alone), named)


def bare(word: str) -> str:
    """A word without the quotes around it."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word


def _unknown(word: str, command: str, names: Sequence[str]) -> DenseModelError:
    near = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    known = f"there are {', '.join(names)}" if names else "it has none"
    hint = f"did you mean {near[0]}?" if near else f"of %densemodel {command} {known}"
    return DenseModelError(f"unknown option {word}: {hint}")
