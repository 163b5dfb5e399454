"""The actions on saved models, and their messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError, StoreError
from densemodel.widgets.panel._notebook import folder_words, notebook
from densemodel.widgets.saved_models._model_table import NO_NOTEBOOK
from densemodel.widgets.saved_models._save_as import replace_question, saved_as, saved_words
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from densemodel.store import Comparison, ModelStore, SavedModel
    from densemodel.training import Run
    from densemodel.widgets.panel._notebook import Notebook

THIS_RUN = "this run"

BUSY = {
    "load": "Loading {name}",
    "resume": "Loading {name} to resume it",
    "compare": "Comparing",
    "export": "Exporting {name} and comparing its outputs",
    "save": "Saving",
}
"The message during an action that may take seconds."


@dataclass(frozen=True, slots=True)
class Done:
    """The result of an action."""

    words: str
    is_failed: bool = False
    deleted: tuple[SavedModel, ...] = ()
    "The models that Undo restores."
    replaces: str = ""
    "A name that a saved model has; the words ask whether to replace it."
    comparison: Comparison | None = None
    "The view to show."
    run: Run | None = None
    "A run to show in a panel and then resume: a page that draws a panel misses changes."


class ModelActions:
    """The actions of one list.

    Args:
        store: Of the models.
        run: The one on screen, which can be saved and compared; None without.
    """

    def __init__(self, store: ModelStore, run: Run | None = None) -> None:
        self.store, self.run = store, run
        self._on_none: dict[str, Callable[[Mapping[str, str]], Done]] = {
            "refresh": self._refresh,
            "save": self._save,
            "empty_trash": self._empty_trash,
            "limit_trash": self._limit_trash,
        }
        self._on_several: dict[str, Callable[[Sequence[SavedModel]], Done]] = {
            "restore": self._restore,
            "delete": self._delete,
            "compare": self._compare,
        }
        self._on_one: dict[str, Callable[[SavedModel, Mapping[str, str]], Done]] = {
            "load": self._load,
            "resume": self._resume,
            "rename": self._rename,
            "note": self._note,
            "tag": self._tag,
            "export": self._export,
        }

    def do(self, act: str, models: Sequence[SavedModel], values: Mapping[str, str]) -> Done:
        """Do an action.

        Raises:
            DenseModelError: It can't be done, in words.
        """
        if act in self._on_none:
            return self._on_none[act](values)
        if act in self._on_several:
            return self._on_several[act](models)
        if len(models) != 1:
            raise StoreError("this works on one model at a time: tick only one")
        return self._on_one[act](models[0], values)

    def _refresh(self, _: Mapping[str, str]) -> Done:
        self.store.list()  # which says why it can't be read
        return Done("")

    def _empty_trash(self, _: Mapping[str, str]) -> Done:
        removed = counted(self.store.empty_trash(), "deleted model")
        return Done(f"{removed} removed for good")

    def _limit_trash(self, _: Mapping[str, str]) -> Done:
        removed = counted(self.store.limit_trash(), "deleted model")
        return Done(f"{removed} removed for good; the trash keeps {self.store.trash_limits}")

    def _load(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        book = _notebook()
        name = _variable(book, model, values)
        book.bind(name, self.store.load(model))
        return Done(
            f"{name} is now the model of '{model.name}'; its run: %densemodel run {name}",
        )

    def _resume(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        book = _notebook()
        name = _variable(book, model, values)
        x, y = (_data(book, values, which) for which in ("x", "y"))
        run = self.store.load(model)
        run.give(x, y)
        book.bind(name, run)
        # what differs from the data that it was trained on
        said = [
            f for f in run.findings if f.where == "x" and f.severity == "offer" and not f.accept
        ]
        warnings = [f"{one.message[:1].upper()}{one.message[1:]}." for one in said]
        return Done(" ".join([f"{name} continues from '{model.name}'.", *warnings]), run=run)

    def _rename(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        renamed = self.store.rename(model, values.get("name", ""))
        return Done(f"'{model.name}' is called '{renamed.name}' now")

    def _note(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        self.store.annotate(model, notes=values.get("notes", ""))
        return Done(f"Saved the notes on '{model.name}'")

    def _tag(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        written = (word.strip() for word in values.get("tags", "").split(","))
        tags = self.store.annotate(model, tags=[word for word in written if word]).tags
        told = f"the tags {', '.join(tags)}" if tags else "no tags"
        return Done(f"'{model.name}' has {told}")

    def _export(self, model: SavedModel, values: Mapping[str, str]) -> Done:
        path = self.store.export(model, values.get("format", ""))
        return Done(f"Exported to {path}: its outputs equal those of '{model.name}'")

    def _save(self, values: Mapping[str, str]) -> Done:
        if self.run is None:
            raise StoreError("there is no run here to save")
        name = values.get("name", "")
        used = saved_as(self.store, name)
        if used is not None and values.get("replace") != "yes":
            return Done(replace_question(used), replaces=name)
        return Done(saved_words(self.store.save(self.run, name)))

    def _compare(self, models: Sequence[SavedModel]) -> Done:
        if self.run is None:
            return Done("", comparison=self.store.compare(*models))
        comparison = self.store.compare(self.run, *models)
        others = comparison.names[1:]
        name = THIS_RUN if THIS_RUN not in others else f"{THIS_RUN} ({self.run.name})"
        return Done("", comparison=replace(comparison, names=(name, *others)))

    def _delete(self, models: Sequence[SavedModel]) -> Done:
        with self.store.one_deletion():
            deleted, _, failed = _each(models, self.store.delete)
        moved = f"{_named(deleted)} moved to the trash of {folder_words(self.store)}"
        return Done(_joined(deleted, moved, failed), is_failed=bool(failed), deleted=deleted)

    def _restore(self, models: Sequence[SavedModel]) -> Done:
        back, left, failed = _each(models, self.store.restore)
        told = _joined(back, f"{_named(back)} restored", failed)
        return Done(told, is_failed=bool(failed), deleted=left)


def _each(
    models: Sequence[SavedModel], act: Callable[[SavedModel], SavedModel]
) -> tuple[tuple[SavedModel, ...], tuple[SavedModel, ...], str]:
    """Do it for each model, even if one fails.

    Returns:
        What came of those that it was done with, the others, and why the first of these failed.
    """
    done: list[SavedModel] = []
    left: list[SavedModel] = []
    failed = ""
    for model in models:
        try:
            done.append(act(model))
        except StoreError as error:
            left.append(model)
            failed = failed or str(error)
    return tuple(done), tuple(left), failed


def _joined(done: Sequence[SavedModel], words: str, failed: str) -> str:
    return "; ".join(part for part in (words if done else "", failed) if part)


def _named(models: Sequence[SavedModel]) -> str:
    """`'digits' was`, `3 models were`."""
    return f"'{models[0].name}' was" if len(models) == 1 else f"{len(models):,} models were"


def _notebook() -> Notebook:
    found = notebook()
    if found is None:
        raise DenseModelError(NO_NOTEBOOK)
    return found


def _variable(book: Notebook, model: SavedModel, values: Mapping[str, str]) -> str:
    """The name that a person entered, or the suggested one."""
    name = values.get("name", "").strip() or book.suggest(model.name)
    refusal = book.refusal(name)
    if refusal:
        raise DenseModelError(refusal)
    return name


def _data(book: Notebook, values: Mapping[str, str], which: str) -> object:
    text = values.get(which, "").strip()
    if not text:
        raise DenseModelError(
            f"a saved model has no data: write the name of {which}, as in {which}_train"
        )
    return book.value(text)
