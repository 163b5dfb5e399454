"""How long a folder of saved models takes to list.

The goal: 1,000 models in 0.5 s for the first listing of a process, in 0.05 s from then on; 10,000
in ten times that. *Cold* is without an index, *new process* with one, *warm* a second listing. The
files are always in the disk's cache, because they were just written.
"""

import sys
import tempfile
import time
from pathlib import Path

from _figure import Figure, main
from _measure import medians

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


def listed(counts):
    """Each number of models in a folder of its own."""
    found = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            found[f"listing {count:,} models"] = _listed(Path(folder), count)
    return found


def _listed(folder, count):
    """Create this many models and list them, each way in turn."""
    for number in range(count):
        _make(folder, number)
    time.sleep(SETTLED_SECONDS)
    taken = {name: [] for name in PROMISED}
    for _ in range(ROUNDS):
        (folder / NAME).unlink(missing_ok=True)
        taken["cold seconds"].append(_seconds(ModelStore(folder), count))
        again = ModelStore(folder)
        taken["new process seconds"].append(_seconds(again, count))
        taken["warm seconds"].append(_seconds(again, count))
    bounds = {name: bound * max(count / 1_000, 1) for name, bound in PROMISED.items()}
    return Figure(medians(taken), bounds)


def _seconds(store, count):
    began = time.perf_counter()
    models = store.list()
    seconds = time.perf_counter() - began
    if len(models) != count or any(model.damaged for model in models):
        raise AssertionError(f"{len(models)} of {count} models were listed, or one is damaged")
    return seconds


def _make(folder, number):
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
    sys.exit(main({"listing": listed}, (1_000, 10_000), (20, 50)))
