"""Calls laid out over lines as formatters of Python do."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 88
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets: a call's arguments, or a list's items."""

    opening: str
    "What stands before the items, its bracket included: `keras.Input(`."
    items: tuple[tuple[str, Group | str], ...]
    "Each with what stands before it: `units=`, or nothing."
    closing: str = ")"
    spread: bool = False
    "Each item stands on a line of its own, even if fewer lines would do."

    def flat(self) -> str:
        """All on one line."""
        inner = ", ".join(before + _flat(item) for before, item in self.items)
        return self.opening + inner + self.closing


def _flat(item: Group | str) -> str:
    return item if isinstance(item, str) else item.flat()


def lay_out(item: Group | str, *, before: str = "", depth: int = 0, after: int = 0) -> str:
    """Lay out a call: on one line if it fits, else one item a line.

    Args:
        item: The call, or text that stays as it is.
        before: What stands before it on its line: `model = `.
        depth: How deep it is indented.
        after: Room to leave at the end of its line, for a comma.

    Returns:
        Lines without the first one's indentation.
    """
    room = WIDTH - after
    line = before + _flat(item)
    if isinstance(item, str) or not item.items:
        return line
    if not item.spread and len(INDENT * depth) + len(line) <= room:
        return line
    inner = INDENT * (depth + 1)
    start, end = f"{before}{item.opening}\n", f"{INDENT * depth}{item.closing}"
    joined = ", ".join(name + _flat(part) for name, part in item.items)
    # the items of a list never share a line below its bracket, a call's arguments do
    is_whole = item.opening == "[" and len(item.items) > 1
    if not item.spread and not is_whole and not _has_spread(item) and len(inner + joined) <= WIDTH:
        return f"{start}{inner}{joined}\n{end}"
    # formatters leave the comma out after a single item, unless it is there to spread it
    comma = "," if len(item.items) > 1 or item.spread else ""
    lines = [
        f"{inner}{lay_out(part, before=name, depth=depth + 1, after=1)}{comma}\n"
        for name, part in item.items
    ]
    return f"{start}{''.join(lines)}{end}"


def _has_spread(item: Group) -> bool:
    return any(isinstance(part, Group) and part.spread for _, part in item.items)
