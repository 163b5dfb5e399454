"""What a page asks a table of saved models to do, checked: a page may send anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ON_MODELS = ("load", "resume", "compare", "rename", "note", "tag", "export", "delete")
"Acts on saved models that are named by their keys."
ON_NONE = ("save", "refresh", "empty_trash", "limit_trash")
"Acts on none."
RESTORE = "restore"
"The act of the Undo button, whose one key is what the status said."

LONGEST = {
    "name": 500,
    "x": 500,
    "y": 500,
    "notes": 20_000,
    "tags": 5_000,
    "format": 50,
    "replace": 10,
}
"Characters of each text at most: above what can be saved, so that too much is answered in words."


@dataclass(frozen=True)
class Act:
    """One thing that was asked for."""

    name: str
    keys: list[str]
    "Of models that the table has, each once."
    values: dict[str, str]


def act_in(
    content: Any, keys: Collection[str], actions: Mapping[str, Any], undo: str
) -> Act | None:
    """Read a message; None if it is none that the table offers.

    Args:
        content: What the page sent.
        keys: Those of the rows.
        actions: Those that the table offers, which may say why one is off.
        undo: What can be taken back; empty if nothing can.
    """
    if not isinstance(content, dict) or content.get("type") != "act":
        return None
    name, values = content.get("act"), _texts_in(content.get("values", {}))
    if values is None:
        return None
    asked = content.get("keys", [])
    if name == RESTORE:
        return Act(RESTORE, [undo], {}) if undo and asked == [undo] else None
    if not isinstance(name, str) or not _is_offered(actions.get(name)):
        return None
    if name in ON_NONE:
        return Act(name, [], values)
    known = _known_in(asked, keys) if name in ON_MODELS else []
    return Act(name, known, values) if known else None


def _is_offered(action: Any) -> bool:
    return isinstance(action, dict) and not action.get("why")


def _known_in(asked: Any, keys: Collection[str]) -> list[str]:
    """The keys that there are: one of a model that is gone by now hinders the others not."""
    if not isinstance(asked, list) or len(asked) > len(keys):
        return []
    return list(dict.fromkeys(key for key in asked if isinstance(key, str) and key in keys))


def _texts_in(values: Any) -> dict[str, str] | None:
    if not isinstance(values, dict) or not all(
        name in LONGEST and isinstance(text, str) and len(text) <= LONGEST[name]
        for name, text in values.items()
    ):
        return None
    return dict(values)
