"""What depends on the kind of a column stands in data/columns alone: the rest asks the column."""

import ast
from pathlib import Path

import densemodel
from densemodel.data.columns import _values
from densemodel.data.columns._kinds import KINDS

SOURCE = Path(densemodel.__file__).parent
FOLDERS = ("data", "network", "scoring", "store", "training", "widgets")
HOME = SOURCE / "data" / "columns"
NAMES = {kind.kind for kind in KINDS[1:]} | {"text", "id", "whole", "days"}
CLASSES = {kind.__name__ for kind in KINDS} | {
    name for name in vars(_values) if name.endswith("Values")
}


def comparisons():
    """Each place where the kind of a column is compared."""
    for folder in FOLDERS:
        for path in (SOURCE / folder).rglob("*.py"):
            if HOME not in path.parents:
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if is_comparison_of_a_kind(node):
                        yield f"{path.relative_to(SOURCE)}:{node.lineno}"


def is_comparison_of_a_kind(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        classes = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        return node.func.id == "isinstance" and bool(classes & CLASSES)
    if not isinstance(node, ast.Compare):
        return False
    words = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return bool({word for word in words if isinstance(word, str)} & NAMES)


def test_no_other_module_compares_the_kind_of_a_column():
    assert {"number", "date", "yes/no", "category", "text", "id"} <= NAMES
    assert list(comparisons()) == []
