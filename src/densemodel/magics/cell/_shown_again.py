"""Shows a trained network again when its cell is run again, without training."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._registry import CellContent

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from densemodel.data import Bound
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.cell._networks import CellNetwork
    from densemodel.magics.notebook._registry import Registry, RegistryEntry


def cell_content_of(
    network: CellNetwork, bound: Bound | None, data: CellData, *, is_strict: bool
) -> CellContent:
    """The content of a cell for one network and its data, bound to the network.

    `bound` is None without data, or where x yields batches.
    """
    return CellContent(network.text, key_of(bound, data), is_strict)


def shown_again(
    networks: Sequence[CellNetwork],
    data: CellData,
    registry: Registry,
    *,
    is_strict: bool,
    trains: bool,
) -> dict[str, RegistryEntry]:
    """The networks of a cell whose runs are shown again.

    They say the same as when they were run before, of the same data, and train now or have trained
    a model that nobody has changed since. If the cell trains at once, only those that train now.
    The data are bound and hashed only where the text is the same.
    """
    entries = {network.name: registry.get(network.name) for network in networks}
    is_busy = any(entry is not None and entry.is_busy for entry in entries.values())
    if trains and not is_busy:
        return {}
    same: dict[str, RegistryEntry] = {}
    for network in networks:
        entry = entries[network.name]
        if entry is None or entry.said is None or entry.said.text != network.text:
            continue
        # one that has ended beside others that train is not trained again either
        has_begun = is_busy and entry.run.state != "ready"
        if (has_begun or entry.is_trained) and entry.said == CellContent(
            network.text, _data_key(network, data), is_strict
        ):
            same[network.name] = entry
    if trains and len(same) < len(networks):
        return {name: entry for name, entry in same.items() if entry.is_busy}
    return same


def shown_again_text(name: str, entry: RegistryEntry, how: str) -> str:
    """The line about an ended run that is shown again; `how` is "Restart trains"."""
    trained = "" if entry.left is None else f" {time_text(entry.left.at)}"
    return f"{name} was trained{trained} and is shown again. {how} it from new weights."


def time_text(moment: datetime) -> str:
    """A local time of today as "at 12:03", of another day as "on 3 May at 12:03"."""
    is_today = moment.date() == datetime.now().astimezone().date()
    day = "" if is_today else f"on {moment.day} {moment:%B} "
    return f"{day}at {moment:%H:%M}"


def _data_key(network: CellNetwork, data: CellData) -> Hashable:
    from densemodel.data import bind
    from densemodel.training import is_stream

    if data.x is None or is_stream(data.x):
        return key_of(None, data)
    pairs = {"validation_data": data.validation, "test_data": data.test}
    try:
        return key_of(bind(network.spec, data.x, data.y, **pairs), data)
    except DenseModelError:
        return None  # the cell says so when it binds them to make its model


def key_of(bound: Bound | None, data: CellData) -> Hashable:
    """The key that identifies a cell's data, also those that are not bound, such as batches."""
    from densemodel.data import content_of

    content = None if bound is None else content_of(bound)
    return data.identities if content is None else content
