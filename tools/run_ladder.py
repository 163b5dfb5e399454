"""Runs the notebook of the ladder and writes docs/ladder.md: published against reached.

    .venv/bin/python tools/run_ladder.py

With LADDER_STEPS below 10,000 nothing is written, because such numbers mean little.
"""

from __future__ import annotations

import json
import os
import platform
import re
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

import pages
import project
from notebook_cells import run_cells
from steps import finish, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOTEBOOK = project.NOTEBOOKS / "05_ladder.ipynb"
FULL_STEPS = 10_000
WITHIN_POINTS = 0.3
"How far below the published accuracy a step may end, in percentage points."

_LAST_EVALUATIONS = 20

Row = dict[str, Any]

_AS_JSON = """
import json
_found = table.reset_index(names="name").to_dict("records")
for _row in _found:
    _run = run_of(_row["name"])
    _row["spec"] = str(_run.spec)
    _row["evaluations"] = dict(zip(_run.history.steps, _run.history.get("test_accuracy", [])))
print("ladder:", json.dumps(_found))
"""


def main() -> int:
    """Run the notebook, and write the page if all steps were trained."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(_AS_JSON))
    began = time.monotonic()
    try:
        run_cells(notebook, NOTEBOOK.parent, lambda _, seconds: _say_seconds(seconds))
    finally:
        nbformat.write(notebook, project.RESULTS / NOTEBOOK.name)
    rows = rows_in(notebook)
    print(table_of(rows), flush=True)
    if int(os.environ.get("LADDER_STEPS", FULL_STEPS)) < FULL_STEPS:
        say("fewer steps than 10,000, so docs/ladder.md is unchanged")
        return 0
    pages.write(pages.DOCS / "ladder.md", page_of(rows, time.monotonic() - began))
    say("docs/ladder.md is written")
    return 0


def rows_in(notebook: nbformat.NotebookNode) -> list[Row]:
    """What each step reached, from the output of the notebook's last cell."""
    printed = "".join(output.text for output in notebook.cells[-1].outputs if "text" in output)
    (found,) = re.findall("^ladder: (.*)$", printed, re.MULTILINE)
    rows: list[Row] = json.loads(found)
    return rows


def table_of(rows: Sequence[Row]) -> str:
    """Published against reached, as a table in Markdown."""
    headings = ("step", "published", "reached", "best on the way", "difference", "parameters")
    return pages.table((*headings, "steps", "time"), [_cells(row) for row in rows])


def page_of(rows: Sequence[Row], seconds: float) -> str:
    """The page: docs/_ladder.md with the numbers of this run."""
    return pages.filled(
        pages.DOCS / "_ladder.md",
        {
            "table": lambda: table_of(rows),
            "verdict": lambda: verdict(rows),
            "specs": lambda: specs_of(rows),
            "early": lambda: early(rows),
            "machine": machine,
            "time": lambda: f"{seconds / 60:.0f} minutes",
        },
    )


def verdict(rows: Sequence[Row]) -> str:
    """Which steps reach the published accuracy, by the tutorial's measure and at the end."""
    below = [row for row in rows if 100 * (row["best"] - row["published"]) < -WITHIN_POINTS]
    if not below:
        sentence = (
            f"By *best on the way*, every step reaches the published accuracy to within "
            f"{WITHIN_POINTS} points."
        )
    else:
        names = ", ".join(
            f"{title(row)} by {100 * (row['published'] - row['best']):.2f} points" for row in below
        )
        sentence = (
            f"By *best on the way*, {len(rows) - len(below)} of {len(rows)} steps reach the "
            f"published accuracy to within {WITHIN_POINTS} points. Below it are {names}."
        )
    lower = [row for row in rows if row["points"] < -WITHIN_POINTS]
    return " ".join([sentence, *(_at_the_end(row) for row in lower)])


def _at_the_end(row: Row) -> str:
    last = list(row["evaluations"].values())[-_LAST_EVALUATIONS:]
    return (
        f"At the end {title(row)} is {-row['points']:.2f} points below: over its last "
        f"{_LAST_EVALUATIONS} evaluations the accuracy varied between {min(last):.4f} and "
        f"{max(last):.4f}."
    )


def early(rows: Sequence[Row]) -> str:
    """The accuracy of the first step after 2,000 batches, which the tutorial mentions as well."""
    evaluations: Mapping[str, float] = rows[0]["evaluations"]
    return f"{evaluations['2000']:.4f}"


def specs_of(rows: Sequence[Row]) -> str:
    """Each step as it is written."""
    return "\n\n".join(f"**{title(row)}**\n\n```densemodel\n{row['spec']}\n```" for row in rows)


def title(row: Row) -> str:
    """The name of a step: `rung_2_1` is 2.1."""
    name: str = row["name"]
    return re.sub(r"rung_(\d)_(\d)", r"\1.\2", name).replace("_", " ")


def machine() -> str:
    """What it ran on."""
    from densemodel._tensorflow import tensorflow_version

    packages = f"tensorflow {tensorflow_version()}, keras {version('keras')}"
    return (
        f"{os.cpu_count()} cores of {_processor()}, Python {platform.python_version()}, {packages}"
    )


def _cells(row: Row) -> list[str]:
    return [
        title(row),
        f"{row['published']:.4f}",
        f"{row['reached']:.4f}",
        f"{row['best']:.4f}",
        f"{row['points']:+.2f}",
        f"{row['parameters']:,.0f}",
        f"{row['steps']:,.0f}",
        f"{row['seconds']:.0f} s",
    ]


def _processor() -> str:
    try:
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.*)$", facts, re.MULTILINE)
    return found[1] if found else platform.machine()


def _say_seconds(seconds: float) -> None:
    if seconds > 1:
        print(f"    {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    finish(main)
