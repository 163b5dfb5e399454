"""Figures: how long it takes from Start to the end of the first epoch."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from _fair import take_turns
from _figure import ratio_figure

if TYPE_CHECKING:
    from _figure import Figure
    from _sizes import Sizes

_CHILD = Path(__file__).parent / "_first_epoch_child.py"


def cold(sizes: Sizes) -> Figure:
    """Both in fresh processes, including validation."""
    return _against_fit("run", sizes, at_most=1.1)


def second(sizes: Sizes) -> Figure:
    """A second run in a process, against a first `fit` in a fresh one."""
    return _against_fit("second run", sizes, at_most=0.3)


def _against_fit(side: str, sizes: Sizes, *, at_most: float) -> Figure:
    sides = {name: partial(_seconds, name, sizes.rows) for name in (side, "fit")}
    return ratio_figure(take_turns(sides, sizes.fresh, warm_up=0), at_most)


def _seconds(side: str, rows: int) -> float:
    with tempfile.TemporaryDirectory() as home:
        # an empty home, so that no compiled code of another process is found
        folders = {"HOME": home, "XDG_CACHE_HOME": home}
        command = [sys.executable, _CHILD, side, str(rows)]
        answer = subprocess.run(
            command, env=os.environ | folders, stdout=subprocess.PIPE, text=True, check=True
        )
    return float(answer.stdout.split()[-1])
