"""Rules of style that no linter holds."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def annotations_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield f"{path}:{node.lineno}"
        if isinstance(node, ast.arg) and node.annotation:
            yield f"{path}:{node.lineno}"


def test_tests_carry_no_annotations():
    paths = list(TESTS.rglob("*.py"))
    assert paths
    assert [place for path in paths for place in annotations_in(path)] == []
