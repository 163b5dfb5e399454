"""Benchmarks run in `make bench` alone: here they are imported, with what they send to kernels."""

import importlib
import importlib.util
import re
import runpy
from pathlib import Path

import pytest

import densemodel as dm

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
FILES = sorted(FOLDER.glob("*.py"))
_IMPORTS = re.compile(r"(?m)^ *from ((?:densemodel|support|_)[\w.]*) import (\([^)]*\)|.+)$")
_PUBLIC = re.compile(r"\bdm\.(\w+)")


@pytest.fixture(autouse=True)
def beside(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)


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
