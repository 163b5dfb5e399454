"""A sweep whose trainer only sleeps and writes, killed again and again at random moments.

    python -m support.experiments.killed_sweep FOLDER KILLS

Prints a line of JSON: kills, sweeps that were finished, results lost, and trials trained twice.
"""

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

import numpy as np

from densemodel.experiments import Result, TrialEnded, TrialStarted, prepare_sweep
from densemodel.experiments.results._result import _read, _whole
from densemodel.experiments.run import _workers

SPEC = "4 -> {1..60/60} relu -> 2 softmax ; epochs 1"
_LONGEST = 0.06
"""Seconds that a process lives at the most after its first word."""


def sleep_and_write(task, **_):
    """In the place of training: as long as a write, and then a real record."""
    from densemodel.experiments.run._work import records_in

    known = records_in(task.place.results).all().get((task.trial.id, 0))
    if known is not None:
        return known
    time.sleep(random.uniform(0, 0.004))  # noqa: S311 - no secret
    losses = [random.random() for _ in range(40)]  # noqa: S311
    result = Result(
        id=task.trial.id,
        outcome="finished",
        sentence="",
        parameters=1,
        epochs=40,
        best_epoch=1,
        metrics={"val_loss": min(losses)},
        history={"val_loss": losses},
        places=[],
        seconds=0.0,
    )
    records_in(task.place.results).add(result)
    return result


def live(folder, pipe):
    """One process: go on with the sweep, and say what begins and what is acknowledged."""
    _workers.train_trial = sleep_and_write
    sweep = made(folder)

    def say(event):
        if isinstance(event, TrialStarted | TrialEnded):
            word = "began" if isinstance(event, TrialStarted) else "ended"
            os.write(pipe, f"{word} {sweep.trials[event.number - 1].id}\n".encode())

    sweep.on_event(say)
    sweep.start().wait()
    os.write(pipe, b"whole -\n")


def made(folder):
    """The sweep, with what its folder holds."""
    rows = np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)
    labels = (rows[:, 0] > 0).astype(int)
    return prepare_sweep(SPEC, rows, labels, workers=1, folder=folder)


def main():
    """Kill so many processes, in as many folders as they get through."""
    root, kills = Path(sys.argv[1]), int(sys.argv[2])
    lost = twice = whole = 0
    folder, acknowledged = root / "0", set[str]()
    for _ in range(kills):
        lines = words_of_one(folder)
        for line in lines:
            word, trial = line.split()
            twice += word == "began" and trial in acknowledged
            if word == "ended":
                acknowledged.add(trial)
        known = made(folder)
        known_ids = {result.id for result in known.results.values()}
        lost += len(acknowledged - known_ids)
        twice += len(ids_in(folder)) - len(set(ids_in(folder)))
        if known.state == "finished":
            whole += 1
            folder, acknowledged = root / str(whole), set()
    print(json.dumps({"kills": kills, "whole": whole, "lost": lost, "twice": twice}))  # noqa: T201


def words_of_one(folder):
    """Have one process go on, kill it, and give all that it had said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            live(folder, write)
        finally:
            os._exit(0)
    os.close(write)
    select.select([read], [], [], 30)
    time.sleep(random.uniform(0, _LONGEST))  # noqa: S311
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        whole_lines = pipe.read().decode().split("\n")[:-1]
    return [line for line in whole_lines if not line.startswith("whole")]


def ids_in(folder):
    """The ids of all whole records, those of one id as often as they stand there."""
    lines = b"\n".join(path.read_bytes() for path in (folder / "results").glob("*")).split(b"\n")
    texts = [text for text in map(_whole, lines) if text is not None]
    return [result.id for result in map(_read, texts) if result is not None]


if __name__ == "__main__":
    main()
