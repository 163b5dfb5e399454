"""The table of saved models: shown, searched and sorted in the browser, acted on in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._front_end import front_end
from densemodel.widgets.saved_models._model_acts import act_in

if TYPE_CHECKING:
    from collections.abc import Callable

    OnAct = Callable[[str, list[str], dict[str, str]], None]


class ModelTable(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Saved models in rows, which can be ticked and opened, and buttons for what is to be done.

    It knows no store: what a person asks for comes to the function given to `on_act`, and
    `status` says what came of it. Raises DenseModelError where the front end was never built.

    Example:
        >>> table = ModelTable(rows=model_rows(store.list(), now), place="5 in densemodels/")
        >>> table.actions = {"rename": {"why": ""}, "delete": {"why": "the folder is read-only"}}
        >>> cancel = table.on_act(lambda act, keys, values: print(act, keys, values))
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    "As `model_rows` makes them, newest first."
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
    text), which is of no row; refresh; empty_trash and limit_trash (`ask`: the question before)."""
    suggestion = traitlets.Unicode("").tag(sync=True)
    "The first text of the field that asks for a variable's name when a model is loaded."
    status = traitlets.Dict({"words": "", "kind": "", "undo": "", "replace": ""}).tag(sync=True)
    """`words` on what was done; `kind`: "", "busy", "done" or "failed"; `undo`: what an Undo button
    sends back as the one key of the act "restore", or "". Where the words ask whether to save
    in the place of another, `replace` is the name: the answer is "save" with `replace` "yes"."""
    trash = traitlets.Unicode("").tag(sync=True)
    'What lies in the trash: "3 deleted models, 24 kB"; empty if nothing does.'

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("models.js")

    @traitlets.default("_css")  # type: ignore[untyped-decorator]
    def _read_style(self) -> str:
        return front_end("models.css")

    def __init__(self, **options: Any) -> None:
        self._callbacks: list[OnAct] = []
        super().__init__(**options)
        self.on_msg(self._take)
        answer_in_subshells(self)

    def on_act(self, callback: OnAct) -> Callable[[], None]:
        """Call a function with what a person asks for: the act, keys of rows, and texts.

        Only acts that `actions` offers come, and "restore", with what was `status["undo"]` as its
        key; keys are those of rows, each once. Whatever else a page sends is left alone.

        Returns:
            A function that ends it.
        """
        self._callbacks.append(callback)

        def cancel() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return cancel

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

    def _take(self, _: Any, content: Any, __: Any) -> None:
        undo = str(self.status.get("undo", ""))
        act = act_in(content, self._keys(), self.actions, undo)
        if act is None:
            return
        for callback in list(self._callbacks):
            callback(act.name, act.keys, act.values)
