"""The table of saved models; messages from the page are checked."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import traitlets

from densemodel.store import EXPORTS
from densemodel.widgets.panel._notebook import notebook
from densemodel.widgets.runtime._messages import checked
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.runtime._subscribers import Subscribers
from densemodel.widgets.saved_models._save_as import NOTHING_TRAINED, is_trained

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.training import Run
    from densemodel.widgets.runtime._messages import Messages


NO_NOTEBOOK = "There is no notebook with %load_ext densemodel: load it with store.load(name)"
RESUMED_ELSEWHERE = "Resume it from %densemodel browse, where its panel has room"


def actions_for(
    run: Run | None, trash: Mapping[str, dict[str, Any]] = MappingProxyType({})
) -> dict[str, dict[str, Any]]:
    """The actions for `ModelTable.actions`; a run on screen can be saved and compared."""
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


ON_MODELS = ("load", "resume", "compare", "rename", "note", "tag", "export", "delete")
ON_NONE = ("save", "refresh", "empty_trash")
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


MESSAGES: Messages = {
    "act": {"act": str, "keys": list[str] | None, "values": dict[str, str] | None}
}


class ModelTable(PageWidget):
    """A table of saved models with tickable rows and buttons.

    It knows no store: what a person asks for comes to the function given to `on_act`, and
    `status` says what came of it.

    Example:
        >>> table = ModelTable(rows=model_rows(store.list(), now), place="5 in densemodels/")
        >>> table.actions = {"rename": {"why": ""}, "delete": {"why": "the folder is read-only"}}
        >>> cancel = table.on_act(lambda act, keys, values: print(act, keys, values))
    """

    _esm = BuiltFile("saved_models.js")
    rows = traitlets.List().tag(sync=True)
    "The rows, from `model_rows`, newest first."
    place = traitlets.Unicode("").tag(sync=True)
    'Beside the title: "5 in densemodels/".'
    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)
    "The keys of the rows whose box is ticked."
    opened = traitlets.Unicode("").tag(sync=True)
    "The key of the row that is open; empty if none is."
    actions = traitlets.Dict().tag(sync=True)
    """What can be done, each with `why` it is off, or "". In its order: load (`names`: a name is
    asked for), resume, compare (`least`: how many models it takes, 2 if not said), rename, note,
    tag, export (`formats`: pairs of a name and words), delete; save (`name`: the field's first
    text), which is of no row; refresh; empty_trash (`ask`: the question before)."""
    suggestion = traitlets.Unicode("").tag(sync=True)
    "The first text of the field that asks for a variable's name when a model is loaded."
    status = traitlets.Dict({"words": "", "kind": "", "undo": "", "replace": ""}).tag(sync=True)
    """`words` on what was done; `kind`: "", "busy", "done" or "failed"; `undo`: what an Undo button
    sends back as the one key of the act "restore", or "". Where the words ask whether to save
    in the place of another, `replace` is the name: the answer is "save" with `replace` "yes"."""
    trash = traitlets.Unicode("").tag(sync=True)
    'What lies in the trash: "3 deleted models, 24 kB"; empty if nothing does.'

    def __init__(self, **options: Any) -> None:
        self._callbacks: Subscribers[[str, list[str], dict[str, str]]] = Subscribers()
        super().__init__(**options)

    def on_act(
        self, callback: Callable[[str, list[str], dict[str, str]], None]
    ) -> Callable[[], None]:
        """Call a function with each requested action: its name, row keys and texts.

        Returns the function that ends it. Only acts that `actions` offers come, and "restore", with
        what was `status["undo"]` as its key; keys are those of rows, each once. Whatever else a
        page sends is left alone.
        """
        return self._callbacks.add(callback)

    @traitlets.validate("chosen")  # type: ignore[untyped-decorator]
    def _only_known(self, proposal: Any) -> list[str]:
        known = self._keys()
        return [key for key in dict.fromkeys(proposal["value"]) if key in known]

    @traitlets.validate("opened")  # type: ignore[untyped-decorator]
    def _known_or_none(self, proposal: Any) -> str:
        key: str = proposal["value"]
        return key if key in self._keys() else ""

    @traitlets.observe("rows")  # type: ignore[untyped-decorator]
    def _forget_what_is_gone(self, _: Any) -> None:
        self.chosen = self.chosen
        self.opened = self.opened

    def _keys(self) -> dict[str, None]:
        return {row["key"]: None for row in self.rows}

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Hand on what a page asks for, if the table offers it."""
        message = checked(content, MESSAGES)
        if message is None:
            return
        act, asked, values = message[1]["act"], message[1]["keys"] or [], message[1]["values"] or {}
        if any(len(text) > LONGEST.get(name, -1) for name, text in values.items()):
            return
        undo = str(self.status.get("undo", ""))
        if act == RESTORE:
            if undo and asked == [undo]:
                self._callbacks.call(RESTORE, asked, {})
            return
        action = self.actions.get(act)
        if not isinstance(action, dict) or action.get("why"):
            return
        keys = self._keys()
        if act in ON_NONE:
            self._callbacks.call(act, [], values)
        elif act in ON_MODELS and len(asked) <= len(keys):
            # those of removed models are ignored
            known = dict.fromkeys(key for key in asked if key in keys)
            if known:
                self._callbacks.call(act, list(known), values)
