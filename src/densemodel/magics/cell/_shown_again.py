"""Shows a trained network again when its cell is run again, without training."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._registry import CellContent

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.notebook._registry import Registry, RegistryEntry


def shown_again(
    networks: Mapping[str, Spec], data: CellData, registry: Registry, arguments: Arguments
) -> dict[str, RegistryEntry]:
    """The networks of a cell whose runs are shown again.

    They say the same as when they were run before, of the same data, and train now or have trained
    a model that nobody has changed since. If the cell trains at once, only those that train now.
    The data are bound and hashed only where the text is the same.
    """
    entries = {name: registry.get(name) for name in networks}
    is_busy = any(entry is not None and entry.is_busy for entry in entries.values())
    if arguments.train and not is_busy:
        return {}
    same: dict[str, RegistryEntry] = {}
    for name, spec in networks.items():
        entry = entries[name]
        if entry is None or entry.content is None or not entry.has_spec(spec):
            continue
        # one that has ended beside others that train is not trained again either
        has_begun = is_busy and entry.run.state != "ready"
        if (has_begun or entry.is_trained) and entry.content == CellContent(
            entry.content.text, _data_key(spec, data), arguments.strict
        ):
            same[name] = entry
    if arguments.train and len(same) < len(networks):
        return {name: entry for name, entry in same.items() if entry.is_busy}
    return same


def time_text(moment: datetime) -> str:
    """A local time of today as "at 12:03", of another day as "on 3 May at 12:03"."""
    today = datetime.now().astimezone().date()
    year = "" if moment.year == today.year else f" {moment.year}"
    day = "" if moment.date() == today else f"on {moment.day} {moment:%B}{year} "
    return f"{day}at {moment:%H:%M}"


def _data_key(spec: Spec, data: CellData) -> Hashable:
    from densemodel.data import bind
    from densemodel.training import is_stream

    if data.x is None or is_stream(data.x):
        return key_of(None, data)
    pairs = {"validation_data": data.validation, "test_data": data.test}
    try:
        return key_of(bind(spec, data.x, data.y, **pairs), data)
    except DenseModelError:
        return None  # the cell says so when it binds them to make its model


def key_of(bound: Bound | None, data: CellData) -> Hashable:
    """The key that identifies a cell's data, also those that are not bound, such as batches."""
    from densemodel.data import content_of

    content = None if bound is None else content_of(bound)
    return data.identities if content is None else content
