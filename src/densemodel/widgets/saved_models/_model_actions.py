"""What a table of saved models offers, and why some of it is off."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from densemodel.store import EXPORTS
from densemodel.widgets.panel._notebook import notebook
from densemodel.widgets.saved_models._save_as import NOTHING_TRAINED, is_trained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.training import Run

NO_NOTEBOOK = "There is no notebook with %load_ext densemodel: load it with store.load(name)"
RESUMED_ELSEWHERE = "Resume it from %densemodel browse, where its panel has room"


def actions_for(
    run: Run | None, trash: Mapping[str, dict[str, Any]] = MappingProxyType({})
) -> dict[str, dict[str, Any]]:
    """The actions as `ModelTable.actions` takes them.

    Args:
        run: The one on screen, which can be saved, and compared with one; None without.
        trash: What can be done with the trash.
    """
    why = "" if notebook() is not None else NO_NOTEBOOK
    actions: dict[str, dict[str, Any]] = {
        "load": {"names": True, "why": why},
        "resume": {"names": True, "why": why if run is None else RESUMED_ELSEWHERE},
        "compare": {"least": 2 if run is None else 1, "why": ""},
        **{act: {"why": ""} for act in ("rename", "note", "tag")},
        "export": {"formats": [list(pair) for pair in EXPORTS], "why": ""},
        "delete": {"why": ""},
        "refresh": {"why": ""},
        **trash,
    }
    if run is None:
        return actions
    why_not_saved = "" if is_trained(run) else NOTHING_TRAINED
    return {"save": {"name": run.name, "why": why_not_saved}, **actions}
