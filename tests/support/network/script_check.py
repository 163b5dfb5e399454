"""Builds specs and runs their scripts in a process that never loads densemodel, to compare."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from densemodel.data import choose_task
from densemodel.language import Spec, parse
from densemodel.network import build, keras_code
from support import TESTS
from support.forked import run_script
from support.network.model_facts import facts_or_error

DATA = "# Put your data here"
"Here the part of a script that makes the model ends, unless it takes numbers from the data."

_SUMMARY = "model.summary()"
_OF_DATA = {"missing", "without", "split", "patience"}
"Words of clauses that ask for other data than arrays of numbers, all of which train."

_RUN = """
import contextlib, io, sys
sys.path.insert(0, sys.argv[1])
from support import TESTS
from support.network.model_facts import run_scripts
with contextlib.redirect_stdout(io.StringIO()):
    run_scripts(sys.argv[2], int(sys.argv[3]))
assert "densemodel" not in sys.modules
"""


@dataclass(frozen=True)
class Built:
    """A spec, the model that we built, and the facts of it and of the script's model."""

    spec: Spec
    shapes: list[tuple[int, ...]]
    counts: list[int]
    trainable_count: int
    ours: dict[str, Any]
    theirs: dict[str, Any]

    @property
    def differences(self):
        """The facts that are not the same, or the error with which a model was not made."""
        errors = [facts["error"] for facts in (self.ours, self.theirs) if "error" in facts]
        if errors:
            return errors
        return [key for key in self.ours if self.ours[key] != self.theirs.get(key)]


def labels_for(kind, units, *, columns, rows):
    """Labels of the task's kind; classes go round and round."""
    numbers = np.arange(rows)
    if kind == "classes":
        return np.eye(units)[numbers % units] if columns else numbers % units
    if kind == "binary":
        return (numbers % 2)[:, None]
    if kind == "labels":
        return (np.arange(rows * units).reshape(rows, units) % 3 == 0).astype(int)
    # mean and spread of these come out the same in whatever order they are added
    return np.arange(rows * units).reshape(rows, units) / 1024


def data_for(spec, rows):
    """Rows and labels that fit a spec."""
    task = choose_task(spec)
    columns = all(metric.name != "SparseCategoricalAccuracy" for metric in task.metrics)
    if task.loss.name == "SparseCategoricalCrossentropy":
        columns = False
    x = np.random.default_rng(0).normal(size=(rows, *spec.input_shape)).astype("float32")
    *axes, units = spec.output_shape
    y = labels_for(task.kind, units * math.prod(axes), columns=columns, rows=rows)
    return x, y.reshape(rows, *axes, units) if axes else y


def build_and_run(texts, folder):
    """Build each spec here, and run all their scripts in one other process.

    A model that ends in numbers of y is built on rows that all train, so that both take the same.
    """
    specs = [_on_all_rows(parse(text)) for text in texts]
    data = [data_for(spec, rows=6) for spec in specs]
    for number, (spec, (x, y)) in enumerate(zip(specs, data, strict=True)):
        end = _SUMMARY if spec.settings.target_norm else DATA
        (folder / f"{number}.py").write_text(keras_code(spec).split(end)[0], encoding="utf-8")
        np.savez(folder / f"{number}.npz", x=x, y=y)
    here = str(TESTS)
    ran = run_script(_RUN, here, folder, len(texts))
    assert ran.returncode == 0, ran.stderr
    ours = [_build(spec, *rows) for spec, rows in zip(specs, data, strict=True)]
    theirs = [json.loads((folder / f"{number}.json").read_text()) for number in range(len(texts))]
    return [
        Built(spec, *mine, facts) for spec, mine, facts in zip(specs, ours, theirs, strict=True)
    ]


def _on_all_rows(spec):
    if not spec.settings.target_norm:
        return spec
    clauses = tuple(one for one in spec.clauses if one.word not in _OF_DATA)
    return replace(spec, clauses=clauses).with_settings("split off ; patience off")


def _build(spec, x, y):
    made = []

    def make():
        is_plain = not spec.settings.target_norm
        made.append(build(spec) if is_plain else build(spec, x, y, task=choose_task(spec)))
        return made[0]

    facts = facts_or_error(make, x, y)
    # the layer of target norm is none of the spec's
    layers = made[0].layers[: len(spec.layers)] if made else []
    shapes = [tuple(layer.output.shape[1:]) for layer in layers]
    counts = [layer.count_params() for layer in layers]
    trainable = [weight for layer in layers for weight in layer.trainable_weights]
    return shapes, counts, sum(int(np.prod(weight.shape)) for weight in trainable), facts


def formatted(codes, folder):
    """Each piece of Python as ruff's formatter leaves it with its own settings."""
    files = [folder / f"{number}.py" for number in range(len(codes))]
    for file, code in zip(files, codes, strict=True):
        file.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--quiet", str(folder)]
    subprocess.run(command, check=True)
    return [file.read_text(encoding="utf-8") for file in files]
