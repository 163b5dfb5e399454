"""Benchmarks run in `make bench` alone: here they are imported, with what they send to kernels."""

import ast
import importlib
import importlib.util
import itertools
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import densemodel as dm

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
FILES = sorted(FOLDER.glob("*.py"))
_IMPORTS = re.compile(r"(?m)^ *from ((?:densemodel|support|_)[\w.]*) import (\([^)]*\)|.+)$")
_PUBLIC = re.compile(r"\bdm\.(\w+)")
_OURS = {"densemodel", "support", "mnist", *(path.stem for path in FILES)}
_PACKAGE_OF = {
    "sklearn": "scikit-learn",
    "jupyter_client": "ipykernel",
    "tensorflow": "tensorflow-cpu",
}
"The package that a module comes with, where it has another name."
_AFTER_3_11 = re.compile(
    r"""case_sensitive=|walk_up=|onexc=|delete_on_close=|autocommit=|\bbatched\(|\bsumprod\(
    |(?<!os)(?<!ast)\.walk\(|\.full_match\(|\.from_uri\(|process_cpu_count\(|copy\.replace\(
    |sys\.monitoring|warnings\.deprecated|typing\ import.*\b(override|TypeIs|ReadOnly)\b""",
    re.VERBOSE,
)
"What Python 3.12 and 3.13 added, and a script may want."


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_benchmark_can_be_imported_and_each_name_that_it_uses_exists(path):
    runpy.run_path(str(path), run_name=path.stem)
    text = path.read_text(encoding="utf-8")
    used = [
        f"{module}:{name}"
        for module, names in _IMPORTS.findall(text)
        for name in re.findall(r"\w+", re.sub(r" as \w+|#.*", "", names))
    ]
    missing = [one for one in used if not exists(*one.split(":"))]
    assert [*missing, *(name for name in _PUBLIC.findall(text) if not hasattr(dm, name))] == []


def exists(module, name):
    found = importlib.import_module(module)
    return hasattr(found, name) or bool(importlib.util.find_spec(f"{module}.{name}"))


def test_the_data_of_each_sick_network_is_there():
    data = runpy.run_path(str(FOLDER / "_data.py"))["DATA"]
    lines = [
        line.split(" | ")
        for name in ("sick.txt", "sick_held_out.txt")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        if " | " in line
    ]
    assert len(lines) > 200
    assert {parts[0] for parts in lines} <= set(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_benchmark_needs_only_what_make_bench_installs(path):
    project = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    installed = (
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"]["cpu"],
    )
    given = [*itertools.chain(*installed), *groups["bench"]]
    if path.stem.removeprefix("_").startswith("against"):  # which runs beside the tests
        given += groups["test"] + groups["browser"]
    names = {re.match(r"[\w-]+", one)[0].lower() for one in given if isinstance(one, str)}
    modules = imported(path.read_text(encoding="utf-8")) - sys.stdlib_module_names - _OURS
    packages = {_PACKAGE_OF.get(name, name).replace("_", "-").lower() for name in modules}
    assert packages - names == set()


def imported(text):
    """The first names of all modules that a script imports, or asks for."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require":
            found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_benchmark_runs_on_python_3_11(path):
    text = path.read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 11))
    assert [found[0] for found in _AFTER_3_11.finditer(text)] == []


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem[0] != "_"], ids=lambda path: path.stem
)
def test_the_first_module_of_our_own_leads_to_the_sentence_about_packages(path):
    while path.stem != "_packages":
        text = path.read_text(encoding="utf-8")
        path = FOLDER / f"{re.search(r'(?m)^(?:from|import) (_(?!_)[a-z_]+)', text)[1]}.py"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("import skrub.selectors", "-m pip install skrub, or `make bench`"),
        ("_packages.require('keras_tuner', 'json')", "-m pip install keras-tuner, or `make bench`"),
    ],
)
def test_a_missing_package_ends_a_benchmark_in_one_sentence(lines, words):
    hidden = "import sys, _packages; sys.modules |= {'skrub': None, 'keras_tuner': None}"
    done = subprocess.run(
        [sys.executable, "-c", f"{hidden}\n{lines}"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    again = [sys.executable, "-c", "import _packages, densemodel.no_module"]
    done = subprocess.run(again, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert "Traceback" in done.stderr
