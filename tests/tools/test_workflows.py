"""What GitHub runs: pinned actions, targets that exist, and no more rights than they need."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import make

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$")


@pytest.fixture(scope="module")
def tests():
    return yaml.safe_load((WORKFLOWS[0].with_name("test.yml")).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_their_commit_and_targets_exist(path):
    text = path.read_text(encoding="utf-8")
    uses = [line for line in text.splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.search(line)] == []
    targets = set(re.findall(r"run: make ([a-z-]+)", text))
    assert targets
    assert targets <= make.TARGETS.keys()


def test_a_pull_request_gets_what_ci_runs_and_no_rights(tests):
    assert tests["permissions"] == {"contents": "read"}
    assert "permissions" not in tests["jobs"]["test"]
    commands = [step["run"] for step in tests["jobs"]["test"]["steps"] if "run" in step]
    assert commands == (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-2:]


def test_linux_gets_every_test_with_the_oldest_and_the_newest_python(tests):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = re.findall(r"Python :: (3\.\d+)", "".join(project["classifiers"]))
    rows = tests["jobs"]["test"]["strategy"]["matrix"]["include"]
    whole = [row["python"] for row in rows if row["os"] == "ubuntu-latest" and "fast" not in row]
    assert whole == [supported[0], supported[-1]]
