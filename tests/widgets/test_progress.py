from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from densemodel.training import Progress
from densemodel.widgets._progress import progress_words

RUNNING = Progress(
    epoch=13,
    epochs=30,
    step=600,
    steps_per_epoch=1312,
    total_steps=17656,
    planned_steps=39360,
    seconds=4.1,
    steps_per_second=4512.3,
    validating=False,
)


def words(state: str, progress: Progress | None = RUNNING) -> list[str]:
    run: Any = SimpleNamespace(state=state, progress=progress)
    return progress_words(run)


def test_while_it_runs_the_time_left_is_said() -> None:
    assert words("running") == [
        "epoch 14 of 30",
        "0.29 s an epoch",
        "4,500 steps a second",
        "about 4.8 s left",
    ]


def test_at_the_end_the_time_taken_is_said() -> None:
    assert words("finished")[-1] == "4.1 s in all"


def test_before_the_start_nothing_is_said() -> None:
    assert words("ready") == []
    assert words("running", None) == []
