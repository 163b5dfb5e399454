"""The files in old_files/, and how they were written.

From version 0.1.0 on they are never written again: each later version has to read them as they are.
A new version whose files are of another kind adds a folder of its own, written by

    cd tests; python -m support.store.old_runs store/old_files/FORMAT
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import densemodel as dm
from densemodel._tensorflow import tensorflow_version
from densemodel.training import StepsDone
from support import TESTS

FILES = TESTS / "store" / "old_files"
COLUMNS = ["age", "fare", "height", "width"]
MORE_EPOCHS = 2
_GONE = 2**22 + 1
"No process has this number."
SWEEP = "4 -> {2|3|4} relu -> 2 softmax ; epochs 3 ; patience off ; batch 32"
HALVED = "4 -> {2|3|4|5|6|7} relu -> 2 softmax ; epochs 9 ; patience off ; batch 32"
STOPPED = "stopped within an epoch"
CUT_OFF = "cut off"
CASES = {
    "dropout and norm": "4 -> norm -> 8 relu -> drop 0.2 -> 2 softmax ; patience off",
    "nothing held back": "4 -> 8 relu -> drop 0.2 -> 1 sigmoid ; split off",
    "batch norm, momentum": "4 -> 8 relu -> bn -> 3 softmax ; sgd(momentum=0.9) lr 0.01",
    "target norm, cosine": "auto -> 8 tanh -> 1 ; target norm ; lr cosine 0.01/9",
    "several targets": "4 -> 8 tanh -> 2 ; target norm",
    "plateau": "4 -> 8 relu -> 1 ; lr plateau 0.01*0.5/1",
    "gaps filled": "auto -> norm -> 8 relu -> 2 softmax ; missing fill",
    "one-hot columns": "4 -> 8 relu -> 3 softmax",
    "flags": "4 -> 8 relu -> 3 sigmoid",
    "convolution": "6x6x1 -> conv 2 3x3 relu -> flatten -> 2 softmax",
    "weights balanced": "4 -> 8 relu -> 2 softmax ; weights balanced",
    "averaged weights": "4 -> 8 relu -> 2 softmax ; adam(use_ema=on) lr 0.01",
    "raw columns": "table -> 8 relu -> 2 softmax ; patience off",
    STOPPED: "4 -> norm -> 8 relu -> drop 0.2 -> 2 softmax ; patience off ; batch 4",
}
"The spec of each file in models/; all but the last were trained for two epochs."


@dataclass(frozen=True)
class Rows:
    """What the runs were trained on, as the file rows.npz holds it.

    Args:
        folder: One of old_files/.
    """

    folder: Path

    def of(self, case):
        """x and y of a case."""
        with np.load(self.folder / "rows.npz") as held:
            x, images, gaps = held["x"], held["images"], held["gaps"]
            y = held["classes"]
        is_positive = x[:, 0] * x[:, 1] > 0
        frame = pd.DataFrame(x, columns=COLUMNS)
        return {
            "dropout and norm": (x, np.where(is_positive, "cat", "dog")),
            STOPPED: (x, np.where(is_positive, "cat", "dog")),
            "batch norm, momentum": (x, pd.Series(y + 4)),
            "target norm, cosine": (x, 100 * x[:, 0] + 40),
            "several targets": (frame, pd.DataFrame({"near": x[:, 0], "far": 9 * x[:, 1]})),
            "plateau": (x, x[:, 0]),
            "gaps filled": (frame.mask(gaps), is_positive.astype(int)),
            "one-hot columns": (x, np.eye(3)[y]),
            "flags": (x, np.stack([y == 0, y > 0, y < 2], axis=1).astype(int)),
            "convolution": (images, y[: len(images)] % 2),
            "weights balanced": (x, y == 0),
            "raw columns": (_raw_columns(x, y, gaps), is_positive),
        }.get(case, (x, is_positive))


def _raw_columns(x, y, gaps):
    """A column of each kind, made from numbers."""
    days = pd.to_timedelta((900 * np.abs(x[:, 1])).astype(int), unit="D")
    return pd.DataFrame(
        {
            "age": np.where(gaps[:, 0], np.nan, x[:, 0]),
            "price": [f"{100 * abs(number):.2f} €" for number in x[:, 1]],
            "sold": pd.Timestamp("2020-01-01") + days,
            "seen": pd.Timestamp("2020-01-01") + days * 0.37,
            "deck": np.where(gaps[:, 1], None, np.array(["a", "b", "c"])[y]),
            "town": [f"town {int(20 * number) % 40}" for number in x[:, 2]],
            "zip": 10_000 + y,
            "is_new": x[:, 3] > 0,
            "name": [f"name {number}" for number in range(len(x))],
        }
    )


@dataclass(frozen=True)
class Seen:
    """What one run was seen to be, by the version that wrote it.

    Args:
        facts: Numbers and names, as JSON holds them.
        arrays: By name.
    """

    facts: dict[str, Any]
    arrays: dict[str, np.ndarray]

    @classmethod
    def of(cls, run, x, y):
        """Look at a run that has its data, and train it on."""
        last = run.record()
        facts = {
            "state": run.state,
            "best_epoch": run.best_epoch,
            "history": {name: [*map(float, run.history[name])] for name in run.history},
            "marks": [mark.kind for mark in run.history.marks],
            "classes": list(run.class_names or ()),
            "epoch": last.position.epoch,
            "step": last.position.total_steps,
        }
        arrays = {
            **{f"best {n}": value for n, value in enumerate(run.model.get_weights())},
            **{f"last {n}": value for n, value in enumerate(last.weights)},
            **{f"optimizer {n}": value for n, value in enumerate(last.optimizer)},
            "answers": dm.predict(run, x[:20]).select_dtypes("number").to_numpy(),
        }
        run.resume(x, y, epochs=MORE_EPOCHS).wait()
        on = {f"resumed {n}": value for n, value in enumerate(run.model.get_weights())}
        facts["resumed history"] = {n: [*map(float, run.history[n])] for n in run.history}
        return cls(facts, arrays | on)

    def named(self, case):
        """The arrays as one file holds those of all cases."""
        return {f"{case}: {name}": value for name, value in self.arrays.items()}


def machine():
    """What the last bits of a training depend on, beside the file."""
    cpu = Path("/proc/cpuinfo")
    text = cpu.read_text(encoding="utf-8") if cpu.exists() else ""
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "unknown")
    return {
        "processor": f"{platform.machine()} {sha256(flags.encode()).hexdigest()[:16]}",
        "tensorflow": tensorflow_version(),
        "keras": version("keras"),
        "numpy": version("numpy"),
    }


def write(folder):
    """Write what this version writes into a new folder."""
    from densemodel.experiments.run import _start

    folder.mkdir(parents=True)
    _write_rows(folder)
    seen = {}
    arrays = {}
    store = dm.ModelStore(folder / "models")
    for case in CASES:
        x, y = Rows(folder).of(case)
        run = _trained(case, x, y)
        store.save(run, case, notes=f"of {case}\nas it was", tags=["old", "small"])
        found = Seen.of(store.load(case), x, y)
        seen[case] = found.facts
        arrays |= found.named(case)
    store.delete("flags")
    _write_cut_off(folder)
    x, y = Rows(folder).of("dropout and norm")
    with tempfile.TemporaryDirectory() as temporary:
        found = Seen.of(recovered(folder, Path(temporary) / "kernel"), x, y)
    seen[CUT_OFF] = found.facts
    arrays |= found.named(CUT_OFF)
    x, y = Rows(folder).of("plain")
    for name, spec, halves in (("sweep", SWEEP, False), ("halved", HALVED, True)):
        made = dm.sweep(spec, x, y, workers=1, folder=folder / name, halving=halves)
        facts = {n: [r.outcome, r.epochs, r.score] for n, r in made.results.items()}
        seen[name] = {"results": facts, "best": made.best_number, "versions": _start._versions()}
    for leftover in (*folder.rglob(".index.sqlite*"), *folder.rglob(".gitignore")):
        leftover.unlink()
    seen["machine"] = machine()
    (folder / "seen.json").write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(folder / "seen.npz", **arrays)


def _write_rows(folder):
    generator = np.random.default_rng(3)
    np.savez_compressed(
        folder / "rows.npz",
        x=generator.normal(size=(120, 4)).astype(np.float32),
        classes=generator.integers(0, 3, 120),
        gaps=generator.random((120, 4)) < 0.1,
        images=generator.random((60, 6, 6)).astype(np.float32),
    )


def _trained(case, x, y):
    if case != STOPPED:
        return dm.train(f"{CASES[case]} ; epochs 2", x, y)
    run = dm.train(f"{CASES[case]} ; epochs 3", x, y, wait=False)
    run.on_event(lambda event: isinstance(event, StepsDone) and run.stop())
    return run.wait()


def recovered(folder, place):
    """The run that a killed kernel left, loaded from a copy of its folder."""
    shutil.copytree(folder / "kernel", place)
    for path in place.rglob("*.keras"):
        os.utime(path, (0, 0))  # a young file of another machine may be of a kernel that lives
    store = dm.ModelStore(place)
    return store.load(CUT_OFF)


def _write_cut_off(folder):
    """The file that a killed kernel left: taken between two steps of a run that trains."""
    from densemodel.store.autosave._running import running_name
    from densemodel.training import prepare

    x, y = Rows(folder).of("dropout and norm")
    run = prepare(f"{CASES['dropout and norm']} ; epochs 100000", x, y, name=CUT_OFF)
    with tempfile.TemporaryDirectory() as temporary:
        store = dm.ModelStore(temporary)
        store.autosave(run)
        run.start()
        while not (left := [*store.folder.glob(".running/*.keras")]):
            run.checkpoint()
        data = left[0].read_bytes()
        run.stop().wait()
        name = running_name(CUT_OFF, left[0].stem.rsplit("-", 1)[1])
    place = folder / "kernel" / ".running"
    place.mkdir(parents=True)
    (place / name.replace(f"-{os.getpid()}-", f"-{_GONE}-")).write_bytes(data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
