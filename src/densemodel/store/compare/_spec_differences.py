"""What tells several specs apart, in the words that they are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.store.compare._layer_rows import layer_rows, layer_texts
from densemodel.store.compare._setting_texts import setting_texts
from densemodel.store.compare._side import loss_of_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec
    from densemodel.training import Run

_ARROW = " -> "
_STRAIGHT = "no layer there"


def run_differences(runs: Sequence[Run]) -> tuple[str, ...]:
    """For each run what its spec has that not all of them have: `50 relu ; epochs 5`.

    Args:
        runs: One or more; their specs hold no `auto`.

    Raises:
        StoreError: A network waits for data.
    """
    specs = [run.spec for run in runs]
    columns = [_inputs(specs), _layers(specs), [loss_of_run(run) for run in runs]]
    settings = [setting_texts(spec) for spec in specs]
    # what nobody said in any of them follows from the rest
    from_data = frozenset.intersection(*(spec.from_data for spec in specs))
    for word in (word for word in settings[0] if word not in from_data):
        told = [texts[word] for texts in settings]
        columns.append(told if word == "optimizer" else [f"{word} {text}" for text in told])
    differing = [column for column in columns if len(set(column)) > 1]
    return tuple(" ; ".join(parts) for parts in zip(*differing, strict=True)) or ("",) * len(runs)


def _inputs(specs: Sequence[Spec]) -> list[str]:
    return [f"input {spec.network_text.partition(_ARROW)[0]}" for spec in specs]


def _layers(specs: Sequence[Spec]) -> list[str]:
    """The layers of each that are not alike in all."""
    rows = [row for row in layer_rows([layer_texts(spec) for spec in specs]) if row.differs]
    if not rows:
        return [""] * len(specs)
    columns = zip(*(row.texts for row in rows), strict=True)
    return [_ARROW.join(filter(None, texts)) or _STRAIGHT for texts in columns]
