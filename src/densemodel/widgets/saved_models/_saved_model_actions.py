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
    words: str
    is_failed: bool = False
    deleted: tuple[SavedModel, ...] = ()
    "The models that Undo restores."
    replaces: str = ""
    "A name that a saved model has; the words ask whether to replace it."
    comparison: Comparison | None = None
    run: Run | None = None
    "A run to show in a panel and then resume: a page that draws a panel misses changes."


def act_on(
    store: ModelStore,
    run: Run | None,
    act: str,
    models: Sequence[SavedModel],
    values: Mapping[str, str],
) -> Done:
    """Do an action of the table, as `ModelTable.actions` names it.

    `run` is the one on screen, which can be saved and compared; `values` are the texts that a
    person wrote.

    Raises:
        DenseModelError: It can't be done, in words.
    """
    match act:
        case "save":
            return _save(store, run, values)
        case "compare":
            return _compare(store, run, models)
        case "delete":
            with store.one_deletion():
                words = f"moved to the trash of {folder_words(store)}"
                return _on_each(models, store.delete, words)
        case "restore":
            return _on_each(models, store.restore, "restored", can_undo=False)
        case "refresh":
            store.list()  # which says why it can't be read
            words = ""
        case "empty_trash":
            words = f"{counted(store.empty_trash(), 'deleted model')} removed for good"
        case _:
            if len(models) != 1:
                raise StoreError("this works on one model at a time: tick only one")
            return _on_one(store, act, models[0], values)
    return Done(words)


def _on_one(store: ModelStore, act: str, model: SavedModel, values: Mapping[str, str]) -> Done:
    match act:
        case "load" | "resume":
            return _load(store, model, values, resumes=act == "resume")
        case "rename":
            renamed = store.rename(model, values.get("name", ""))
            words = f"'{model.name}' is called '{renamed.name}' now"
        case "note":
            store.annotate(model, notes=values.get("notes", ""))
            words = f"Saved the notes on '{model.name}'"
        case "tag":
            written = (word.strip() for word in values.get("tags", "").split(","))
            tags = store.annotate(model, tags=[word for word in written if word]).tags
            words = f"'{model.name}' has " + (f"the tags {', '.join(tags)}" if tags else "no tags")
        case _:
            path = store.export(model, values.get("format", ""))
            from densemodel.store import export_note

            note = export_note(path)
            words = f"Exported to {path}: its outputs equal those of '{model.name}'"
            words += note and f". {note}"
    return Done(words)


def _load(
    store: ModelStore, model: SavedModel, values: Mapping[str, str], *, resumes: bool
) -> Done:
    book = notebook()
    if book is None:
        raise DenseModelError(NO_NOTEBOOK)
    name = values.get("name", "").strip() or book.suggest(model.name)
    refusal = book.refusal(name)
    if refusal:
        raise DenseModelError(refusal)
    if not resumes:
        book.bind(name, store.load(model))
        return Done(f"{name} is now the model of '{model.name}'; its run: %densemodel run {name}")
    data = []
    for which in ("x", "y"):
        text = values.get(which, "").strip()
        if not text:
            raise DenseModelError(
                f"a saved model has no data: write the name of {which}, as in {which}_train"
            )
        data.append(book.value(text))
    run = store.load(model)
    run.give(*data)
    book.bind(name, run)
    # what differs from the data that it was trained on
    offers = [f for f in run.findings if f.where == "x" and f.severity == "offer" and not f.accept]
    warnings = [f"{one.message[:1].upper()}{one.message[1:]}." for one in offers]
    return Done(" ".join([f"{name} continues from '{model.name}'.", *warnings]), run=run)


def _save(store: ModelStore, run: Run | None, values: Mapping[str, str]) -> Done:
    if run is None:
        raise StoreError("there is no run here to save")
    name = values.get("name", "")
    used = saved_as(store, name)
    if used is not None and values.get("replace") != "yes":
        return Done(replace_question(used), replaces=name)
    return Done(saved_words(store.save(run, name)))


def _compare(store: ModelStore, run: Run | None, models: Sequence[SavedModel]) -> Done:
    if run is None:
        return Done("", comparison=store.compare(*models))
    comparison = store.compare(run, *models)
    others = comparison.names[1:]
    name = THIS_RUN if THIS_RUN not in others else f"{THIS_RUN} ({run.name})"
    return Done("", comparison=replace(comparison, names=(name, *others)))


def _on_each(
    models: Sequence[SavedModel],
    act: Callable[[SavedModel], SavedModel],
    words: str,
    *,
    can_undo: bool = True,
) -> Done:
    """Do it with each model, even if one fails; why the first of those failed is said.

    Undo restores what it was done with, or else what it failed for.
    """
    done: list[SavedModel] = []
    left: list[SavedModel] = []
    messages: list[str] = []
    for model in models:
        try:
            done.append(act(model))
        except StoreError as error:
            left.append(model)
            messages = messages or [str(error)]
    is_failed = bool(messages)
    if done:
        count = f"'{done[0].name}' was" if len(done) == 1 else f"{len(done):,} models were"
        messages = [f"{count} {words}", *messages]
    return Done("; ".join(messages), is_failed=is_failed, deleted=tuple(done if can_undo else left))
