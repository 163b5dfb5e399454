"""One network of a sweep: a spec without choices, and what it is known by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language import Spec


@dataclass(frozen=True, slots=True)
class Trial:
    """One combination of a sweep's choices, with one seed."""

    number: int
    "Counted from 1, in the order of the plan."
    spec: Spec
    "Without choices and without `repeat`: what `dm.train` takes."
    values: tuple[str, ...]
    "The text of what stands for each variable, in the order of `Sweep.variables`."
    id: str
    "The same in every process for the same spec and data."


def trial_id(spec: Spec, data_key: str) -> str:
    """What a trial is known by, 16 hexadecimal digits.

    Args:
        spec: Without choices.
        data_key: The same for the same rows.
    """
    return hashlib.sha256(f"{spec}\n{data_key}".encode()).hexdigest()[:16]
