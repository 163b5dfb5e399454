"""Plain text in at most 80 columns."""

from __future__ import annotations

from textwrap import fill, wrap

WIDTH = 80
_WIDEST_LEFT = 28
_LONGEST_NAME = 40


def columns(rows: list[tuple[str, str]]) -> str:
    """Two columns; what is too long for the right one goes on below, what for the left above."""
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
    """Text in lines that fit."""
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
    """A word as a message quotes it."""
    return word if len(word) <= _LONGEST_NAME else f"{word[:_LONGEST_NAME]}..."
