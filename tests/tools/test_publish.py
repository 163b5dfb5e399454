import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workflow():
    text = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def test_only_a_version_tag_publishes(workflow):
    # YAML 1.1 reads the key `on` as true
    assert workflow[True] == {"push": {"tags": ["v*"]}}


def test_what_is_published_is_what_make_wheel_has_tried_in_every_python(workflow):
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    (command,) = [step["run"] for step in build["steps"] if "make" in step.get("run", "")]
    assert command == 'make wheel PYTHONS="python3.11 python3.12 python3.13"'
    dry = subprocess.run(
        ["make", "-n", "wheel"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "tools/make_wheel.py" in dry.stdout
    assert publish["needs"] == "build"
    (files,) = [step["with"]["path"] for step in build["steps"] if "path" in step.get("with", {})]
    assert files == "dist/"


def test_no_password_is_used_and_only_publishing_may_ask_for_a_token(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"id-token": "write"}
    assert "permissions" not in workflow["jobs"]["build"]
    assert "secrets." not in (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
