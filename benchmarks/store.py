"""How long a folder of saved models takes to list.

    python benchmarks/store.py
    python benchmarks/store.py --quick    few models, to see that it works

The goal: 1,000 models in 0.5 s for the first listing of a process, in 0.05 s from then on; 10,000
in ten times that. *Cold* is without an index, *new process* with one, *warm* a second listing. The
files are always in the disk's cache, because they were just written.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from _figure import Figure

from densemodel.store import Card, DataFacts, ModelStore
from densemodel.store.card._names import file_name, new_id
from densemodel.store.folder._index import NAME
from densemodel.store.readers._archive import CARD as MEMBER
from densemodel.store.readers._archive import composed

ROUNDS = 5
SETTLED_SECONDS = 2.5
"Younger files are not in the index."
PROMISED = {"cold seconds": 0.5, "new process seconds": 0.5, "warm seconds": 0.05}
"For 1,000 models."


def main() -> None:
    """Print one line for each number of models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few models, to see that it works")
    is_quick = parser.parse_args().quick
    for count in (20, 50) if is_quick else (1_000, 10_000):
        load = os.getloadavg()
        folder = Path(tempfile.mkdtemp())
        try:
            figure = listed(folder, count)
        finally:
            shutil.rmtree(folder)
        print(figure.line(f"listing {count:,} models", load, is_quick=is_quick), flush=True)


def listed(folder: Path, count: int) -> Figure:
    """Create this many models and list them, each way in turn."""
    for number in range(count):
        _make(folder, number)
    time.sleep(SETTLED_SECONDS)
    taken: dict[str, list[float]] = {name: [] for name in PROMISED}
    for _ in range(ROUNDS):
        (folder / NAME).unlink(missing_ok=True)
        taken["cold seconds"].append(_seconds(ModelStore(folder), count))
        again = ModelStore(folder)
        taken["new process seconds"].append(_seconds(again, count))
        taken["warm seconds"].append(_seconds(again, count))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    bounds = {name: bound * max(count / 1_000, 1) for name, bound in PROMISED.items()}
    return Figure(medians, bounds)


def _seconds(store: ModelStore, count: int) -> float:
    began = time.perf_counter()
    models = store.list()
    seconds = time.perf_counter() - began
    if len(models) != count or any(model.damaged for model in models):
        raise AssertionError(f"{len(models)} of {count} models were listed, or one is damaged")
    return seconds


def _make(folder: Path, number: int) -> None:
    """A file of usual size; its weights are never read here."""
    minutes, seconds = divmod(number, 60)
    hours, minutes = divmod(minutes, 60)
    card = Card(
        id=new_id(),
        name=f"digits {number}",
        spec="784 -> 50 relu -> 50 relu -> 10 softmax ; adam lr 0.001 ; epochs 30 ; patience 2",
        saved_at=f"2026-03-01T{hours:02}:{minutes:02}:{seconds:02}+00:00",
        training_rows=48_000,
        validation_rows=12_000,
        test_rows=10_000,
        metrics={
            side: {"loss": 0.25, "accuracy": 0.9} for side in ("training", "validation", "test")
        },
        baseline={"accuracy": 0.1},
        best_epoch=27,
        epochs=30,
        seconds=12.5,
        parameters=42_310,
        monitored="val_loss",
        seed=number,
        curve=tuple(1 / (place + 3) for place in range(60)),
        notes="the learning rate of last week, twice the patience",
        tags=("baseline", "mnist"),
        data=DataFacts(60_000, None, ("uint8",), (60_000, 784), "ab12" * 8),
        class_names=tuple("0123456789"),
        versions={"keras": "3.15.1", "tensorflow": "2.20.0", "densemodel": "0.1.0"},
        machine="a laptop",
    )
    members = {"model.weights.h5": bytes(1_000), MEMBER: card.to_bytes()}
    (folder / file_name(card.name, card.id)).write_bytes(composed(members))


if __name__ == "__main__":
    main()
