"""Makes saved models of autosaved runs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store.autosave._running_names import CUT_OFF, is_mine
from densemodel.store.card._card import MEMBER
from densemodel.store.card._names import display_name, new_id
from densemodel.store.card._saved_model import SavedModel
from densemodel.store.folder._model_files import changed_meanwhile, one_of
from densemodel.store.readers._archive import rewritten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from densemodel.store.autosave._running import Running
    from densemodel.store.folder._model_files import ModelFiles, Wanted
    from densemodel.training import Run

_WHERE = "among the autosaved runs"


def unsaved(left: Sequence[SavedModel], saved: Sequence[SavedModel]) -> list[SavedModel]:
    """The autosaved runs that were cut off, or are newer than the saved model of their name.

    Args:
        left: What runs left.
        saved: The saved models, newest first.
    """
    newest = {model.name: model for model in reversed(saved) if model.card is not None}
    return [
        model
        for model in left
        if model.card is None
        or CUT_OFF in model.tags
        or model.name not in newest
        or _when(model) > _when(newest[model.name])
    ]


def _when(model: SavedModel) -> tuple[datetime, int]:
    """When it was written; cards have only whole seconds."""
    return model.saved_at, model.modified_ns


def recover(files: ModelFiles, running: Running, name: Wanted, new: str | None) -> SavedModel:
    """Make a saved model of an autosaved run, and remove its file."""
    found = _meant(running, name)
    if found.card is None:
        raise StoreError(
            f"{found.path.name} can't be recovered: {found.damaged}. store.discard removes it"
        )
    called = found.name if new is None else display_name(new)
    with files.changing:
        files.require_free(called, fix=", or recover this one under another name")
        # the run may be kept again under the id that it has
        card = replace(found.card, name=called, id=new_id(), tags=())
        try:
            data = rewritten(found.path, {MEMBER: card.to_bytes()})
        except StoreError as error:
            if found.path.exists():
                raise
            raise changed_meanwhile(found) from error
        saved = files.write(data, card)
    with suppress(OSError):
        found.path.unlink()
    return saved


def bring_back(running: Running, name: Wanted) -> Run:
    """Load an autosaved run; from then on it is autosaved to the same file."""
    from densemodel.store.contents._unpack import load

    found = _meant(running, name)
    run = load(found.path)
    running.adopt(run, found)
    return run


def discard(files: ModelFiles, running: Running, name: Wanted) -> SavedModel:
    """Move an autosaved run to the trash."""
    found = _meant(running, name)
    return files.discard(found)


def _meant(running: Running, name: Wanted) -> SavedModel:
    """Of several runs of one name: the one that was cut off, then one of an ended process.

    After a crash all cells are run again, and what they make has the names of what was lost.
    """
    models = sorted(
        running.models(),
        key=lambda model: (CUT_OFF not in model.tags, is_mine(model.path.name)),
    )
    if not models and not isinstance(name, SavedModel):
        raise StoreError("there is nothing to recover: no autosaved run was found")
    return one_of(models, name, _WHERE)
