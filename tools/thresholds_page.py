"""Writes docs/thresholds.md: its text from docs/_thresholds.md, the numbers from the code.

Each is a constant with a sentence below it. The source is read, not imported: this needs only the
standard library.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

import pages
import project

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = pages.DOCS / "thresholds.md"
_TEMPLATE = pages.DOCS / "_thresholds.md"
_NOTE = "<!-- made by tools/thresholds_page.py (make docs) from docs/_thresholds.md and src -->\n\n"
_SOURCE = project.ROOT / "src" / "densemodel"

CHECKS = {
    "data/rules/_scale_rules.py": "LARGE LARGEST LARGE_IN_IMAGES _OFFSET TINY",
    "data/rules/_target_rules.py": "_FAR _NEAR _NARROW MOST _FEWEST_ROWS",
    "data/rules/_split_rules.py": "_FEW",
    "data/rules/_held_out_rules.py": "_OWN_VALUES _MANY_ROWS _UNSEEN _FEW",
    "data/facts/_leaks.py": "_FEWEST_ROWS _EXPLAINED_CLASSES _EXPLAINED_SPREAD _NEXT_EXPLAINS "
    "_TREND",
    "data/facts/_column_facts.py": "_FEWEST_ROWS _FEWEST_REPORTED _ROWS_OF_A_CLASS",
    "data/facts/_ids.py": "_FEWEST _EXPECTED_PAIRS",
    "data/facts/_blurred.py": "_STEPS _LEAST_DISTINCT",
    "data/labels/_classes.py": "MANY_VALUES",
    "data/labels/_labels.py": "SUM_TOLERANCE",
}
TABLES = {
    "data/columns/_number_facts.py": "FEWEST_ROWS RARE",
    "data/columns/_date_texts.py": "_FEWEST_DATES",
    "data/columns/_scaled.py": "CLIP ALL_BINS _MOST_EDGES",
    "data/columns/_category.py": "_MOST_ONE_HOT _MOST_VALUES",
    "data/binding/_table.py": "_MANY_GAPS",
}
DIAGNOSIS = {
    "training/diagnosis/_monitor.py": "LEAST_SECONDS SHARE _FIRST_SECONDS",
    "training/diagnosis/_rule_tools.py": "BAD POOR FAR_RATE SURELY_FAR",
    "training/diagnosis/_rules_of_fit.py": "_WIDE _LEARNED_BY_HEART _NEGLIGIBLE",
    "training/diagnosis/_rules_of_layers.py": "MOST_DEAD MANY_DEAD _ALL_DEAD _DEAD_RATE _FALL",
    "training/diagnosis/_rules_of_settings.py": "_MOVED ENOUGH_STEPS _USUAL_CLIP",
    "training/diagnosis/_symptoms.py": "_MOST_ROWS _FEWEST_ROWS _FEWEST_LOSSES _FALLS",
}
PANEL = {
    "widgets/charts/_curve_data.py": "MOST_POINTS",
    "widgets/charts/_earlier_runs.py": "MOST_EARLIER",
    "widgets/score/_score_facts.py": "MOST_LIVE MOST_ENDED",
    "scoring/report/_report_charts.py": "MOST_CLASSES",
    "widgets/columns/_columns_view.py": "MOST_AT_ONCE",
    "scoring/columns/_importance.py": "MOST_ROWS",
    "scoring/intervals/_bootstrap.py": "MOST_ROWS",
}


def text() -> str:
    """The whole page."""
    return _NOTE + pages.filled(_TEMPLATE, _PARTS)


def write() -> None:
    """Write the page if it has changed."""
    pages.write(PAGE, text())


def constants(source: str) -> dict[str, tuple[float, str]]:
    """The value of each number of a module that is explained, and the sentences below it."""
    body = ast.parse(source).body
    found = {}
    for node, below in pairwise(body):
        match node, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value),
                ast.Expr(value=ast.Constant(value=str(sentences))),
            ) if not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(value)):
                number = eval(compile(ast.Expression(value), "", "eval"))  # noqa: S307 - ours
                if isinstance(number, int | float):
                    found[name] = number, " ".join(sentences.split())
    return found


def _table(modules: dict[str, str]) -> str:
    rows = []
    for path, names in modules.items():
        known = constants((_SOURCE / path).read_text(encoding="utf-8"))
        rows += [(_written(known[name][0]), known[name][1]) for name in names.split()]
    return pages.table(("number", "what it is"), rows)


def _written(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"


_PARTS: dict[str, Callable[[], str]] = {
    "checks": lambda: _table(CHECKS),
    "tables": lambda: _table(TABLES),
    "diagnosis": lambda: _table(DIAGNOSIS),
    "panel": lambda: _table(PANEL),
}


if __name__ == "__main__":
    write()
