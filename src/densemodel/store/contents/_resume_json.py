"""The last state of a run as JSON and arrays, and back: `densemodel/last.json` and `last.h5`."""

from __future__ import annotations

import base64
import binascii
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import StoreError
from densemodel.training import (
    Best,
    Evaluation,
    Plateau,
    Position,
    RatePlace,
    ResumeState,
    TakenUp,
    XlaUse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.store.readers._json import Fields
    from densemodel.training import JitCompile

Array = np.ndarray[Any, Any]

_GROUPS = ("weights", "optimizer", "means")
_ROWS_IN_FOUR = 24
"Rows whose bits are four characters of base64."


def place_table(last: ResumeState) -> dict[str, Any]:
    """The part that is JSON."""
    position, best, rate = last.position, last.best, last.rate
    return {
        "position": [position.epoch, position.step, position.total_steps, position.rows],
        "best": None
        if best.look is None
        else {"value": best.value, "epoch": best.look.epoch, "step": best.look.step},
        "waited": best.waited,
        "rate": None
        if rate is None
        else {
            "first_step": rate.first_step,
            "first_epoch": rate.first_epoch,
            "plateau": _plateau_table(rate.plateau),
        },
        "taken_up": None
        if last.taken_up is None
        else [last.taken_up.epoch, last.taken_up.step, last.taken_up.row],
        "logs": {n: v if math.isfinite(v) else None for n, v in last.logs.items()},
        "leaked_rows": last.leaked_rows,
        "trained_rows": _bits(last.trained_rows),
        "jit_compile": last.xla.jit_compile,
        "xla_is_used": last.xla.is_used,
        "xla_first_step": last.xla.first_step,
    }


def place_arrays(last: ResumeState) -> dict[str, Array]:
    """The part that is arrays, by their paths."""
    groups = {"weights": last.weights, "optimizer": last.optimizer, "means": last.means}
    return {
        f"{group}/{number}": np.asarray(values)
        for group, arrays in groups.items()
        for number, values in enumerate(arrays or ())
    }


def place_of(fields: Fields, arrays: Mapping[str, Array], *, rows: int) -> ResumeState:
    """Read both parts.

    Args:
        fields: The JSON.
        arrays: The arrays.
        rows: Those that it was trained on, as the card has it: there are marks for no others.

    Raises:
        StoreError: They are not what is written here.
    """
    groups = {group: _group(arrays, group) for group in _GROUPS}
    if sum(map(len, groups.values())) != len(arrays):
        raise StoreError("its last state has arrays that nobody asks for")
    return ResumeState(
        position=Position(*_wholes(fields, "position", 4)),
        best=_best_of(fields),
        rate=_rate_of(fields.inner("rate")) if fields.has("rate") else None,
        taken_up=TakenUp(*_wholes(fields, "taken_up", 3)) if fields.has("taken_up") else None,
        weights=groups["weights"],
        optimizer=groups["optimizer"],
        means=groups["means"] or None,
        logs=fields.scores("logs"),
        leaked_rows=fields.whole("leaked_rows"),
        trained_rows=_rows(fields.text("trained_rows", 4 * (rows // _ROWS_IN_FOUR + 1))),
        xla=_xla_of(fields),
    )


def _group(arrays: Mapping[str, Array], group: str) -> tuple[Array, ...]:
    names = [name for name in arrays if name.startswith(f"{group}/")]
    due = [f"{group}/{number}" for number in range(len(names))]
    if sorted(names) != sorted(due):
        raise StoreError(f"the {group} of its last state are not counted from 0")
    return tuple(arrays[name] for name in due)


def _wholes(fields: Fields, name: str, count: int) -> list[int]:
    numbers = fields.wholes(name, count)
    if len(numbers) != count:
        raise StoreError(f"{name} in its last state has {len(numbers)} numbers in place of {count}")
    return numbers


def _best_of(fields: Fields) -> Best:
    waited = fields.whole("waited")
    if not fields.has("best"):
        return Best(waited=waited)
    best = fields.inner("best")
    return Best(best.number("value"), Evaluation(best.whole("epoch"), best.whole("step")), waited)


def _plateau_table(plateau: Plateau | None) -> dict[str, Any] | None:
    if plateau is None:
        return None
    best = plateau.best
    return {
        "rate": plateau.rate,
        "factor": plateau.factor,
        "patience": plateau.patience,
        "best": None if best is None or not math.isfinite(best) else best,
        "waited": plateau.waited,
    }


def _rate_of(fields: Fields) -> RatePlace:
    plateau = None
    if fields.has("plateau"):
        inner = fields.inner("plateau")
        plateau = Plateau(
            inner.number("rate"),
            inner.number("factor"),
            inner.whole("patience"),
            inner.number("best") if inner.has("best") else None,
            inner.whole("waited"),
        )
    return RatePlace(fields.whole("first_step"), fields.whole("first_epoch"), plateau)


def _xla_of(fields: Fields) -> XlaUse:
    """How its steps were compiled; for files of 0.1.0, which don't say, the run chooses again."""
    jit_compile: JitCompile = "auto"
    if fields.has("jit_compile") and not fields.holds("jit_compile", "auto"):
        jit_compile = fields.flag("jit_compile")
    return XlaUse(
        jit_compile,
        fields.flag("xla_is_used") if fields.has("xla_is_used") else None,
        fields.whole("xla_first_step") if fields.has("xla_first_step") else 0,
    )


def _bits(rows: Array) -> str:
    """Row numbers as bits, one for each row of the data."""
    marks = np.zeros(int(rows.max()) + 1 if len(rows) else 0, np.uint8)
    marks[rows] = 1
    return base64.b64encode(np.packbits(marks).tobytes()).decode()


def _rows(bits: str) -> Array:
    try:
        packed = base64.b64decode(bits, validate=True)
    except (binascii.Error, ValueError):
        raise StoreError("trained_rows in its last state is not base64") from None
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8))).astype(np.int64)
