"""What a run left becomes a saved model."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import StoreError
from densemodel.store._archive import rewritten
from densemodel.store._card import MEMBER
from densemodel.store._lookup import one_of
from densemodel.store._names import display_name, new_id

if TYPE_CHECKING:
    from densemodel.store._lookup import Wanted
    from densemodel.store._model_files import ModelFiles
    from densemodel.store._running import Running
    from densemodel.store._saved_model import SavedModel

_WHERE = "among what runs left"


def recover(files: ModelFiles, running: Running, name: Wanted, new: str | None) -> SavedModel:
    """Make a saved model of it, and remove it from among the runs."""
    found = one_of(running.models(), name, _WHERE)
    if found.card is None:
        raise StoreError(
            f"{found.path.name} can't be recovered: {found.damaged}. store.discard takes it away"
        )
    called = found.name if new is None else display_name(new)
    with files.changing:
        files.require_free(called, mend=", or store.recover(name, 'another name')")
        # the run may be kept again under the id that it has
        card = replace(found.card, name=called, id=new_id(), tags=())
        saved = files.write(rewritten(found.path, {MEMBER: card.to_bytes()}), card)
    with suppress(OSError):
        found.path.unlink()
    return saved


def discard(files: ModelFiles, running: Running, name: Wanted) -> SavedModel:
    """Move it to the trash."""
    found = one_of(running.models(), name, _WHERE)
    return replace(found, path=files.trash.take(found.path))
