import re
import subprocess
from pathlib import Path

import pytest

import make
import preparation
from steps import StepFailedError

ROOT = Path(__file__).resolve().parents[2]
TARGETS = [*make.TARGETS, "clean"]


def run(*words):
    command = ["make", "--no-print-directory", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_help_names_every_target():
    names = [line.split()[1] for line in run("help").splitlines()]
    assert names == ["help", *TARGETS]


def test_every_target_of_the_makefile_runs_its_entry():
    lines = run("-n", *TARGETS).splitlines()
    assert lines == [f"sh tools/python.sh tools/make.py {name}" for name in TARGETS]
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert phony.split() == ["help", *TARGETS]


def test_a_benchmark_that_fails_is_named_and_the_others_are_run(tmp_path, monkeypatch):
    for name, code in (("one", 3), ("two", 0), ("_part", 1), ("sick", 1), ("three", 1)):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit({code})", encoding="utf-8")
    ran = []
    monkeypatch.setattr(make, "_BENCHMARKS", tmp_path)
    monkeypatch.setattr(make, "_script", lambda path: ran.append(path.stem) or path.stem != "two")
    with pytest.raises(StepFailedError, match=r"^failed: one\.py, three\.py$"):
        make.bench()
    assert ran == ["one", "three", "two"]


def test_clean_removes_what_was_made_and_leaves_data(tmp_path, monkeypatch, capsys):
    made = ["build", "src/one/__pycache__", ".venv"]
    for name in (*made, "data", "src/one/densemodels", "src/build"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(preparation.project, "ROOT", tmp_path)
    monkeypatch.setattr(preparation, "alone", preparation.contextlib.nullcontext)
    monkeypatch.setattr(preparation.front_end, "BUILT_STAMP", tmp_path / "stamp")
    assert preparation.clean() == 0
    assert not any((tmp_path / name).exists() for name in made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "src"]
    assert sorted(capsys.readouterr().out.split()) == sorted(["*", "removed"] * 3 + made)
