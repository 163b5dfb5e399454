"""What strangers meet: the workflow that publishes, how to cite, the documentation, issue forms."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"


def read(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def workflow():
    return dict(read(".github/workflows/publish.yml"))


def test_only_a_version_tag_publishes(workflow):
    # YAML 1.1 reads the key `on` as true
    assert workflow[True] == {"push": {"tags": ["v*"]}}


def test_what_is_published_is_what_make_wheel_has_tried_in_every_python(workflow):
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    (command,) = [step["run"] for step in build["steps"] if "make" in step.get("run", "")]
    assert command == 'make wheel PYTHONS="python3.11 python3.12 python3.13 python3.14"'
    dry = subprocess.run(
        ["make", "-n", "wheel"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "tools/make.py wheel" in dry.stdout
    assert publish["needs"] == "build"
    (files,) = [step["with"]["path"] for step in build["steps"] if "path" in step.get("with", {})]
    assert files == "dist/"


def test_no_password_is_used_and_only_publishing_may_ask_for_a_token(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"id-token": "write"}
    assert "permissions" not in workflow["jobs"]["build"]
    assert "secrets." not in (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("urls", "status"), [("", 1), ('[project.urls]\nSource = "x"', 0)])
def test_a_project_without_an_address_is_not_published(workflow, urls, status, tmp_path):
    steps = workflow["jobs"]["build"]["steps"]
    names = [step.get("name", "") for step in steps]
    place = names.index("Refuse a project without an address")
    assert place < next(n for n, step in enumerate(steps) if "make" in step.get("run", ""))
    (tmp_path / "pyproject.toml").write_text(f"[project]\n{urls}", encoding="utf-8")
    run = steps[place]["run"].replace("python3", sys.executable)
    done = subprocess.run(
        ["sh", "-c", run], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert done.returncode == status
    assert done.stderr == ("pyproject.toml has no [project.urls]\n" if status else "")


def test_it_is_cited_as_it_is_called():
    cited, project = read("CITATION.cff"), PROJECT["project"]
    names = {"title": "name", "abstract": "description"}
    for name in ("title", "abstract", "version", "license", "keywords", "authors"):
        assert cited[name] == project[names.get(name, name)], name
    assert cited["cff-version"] == "1.2.0"
    assert cited["message"]


def test_the_documentation_is_built_as_make_docs_builds_it():
    settings = read(".readthedocs.yaml")
    assert settings["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}
    install = settings["build"]["jobs"]["install"][-1]
    assert install == "pip install --group docs ."
    assert "docs" in PROJECT["dependency-groups"]
    python = f"Programming Language :: Python :: {settings['build']['tools']['python']}"
    assert python in PROJECT["project"]["classifiers"]


@pytest.mark.parametrize("name", ["bug.yml", "idea.yml"])
def test_an_issue_form_is_one_that_github_reads(name):
    form = read(FORMS / name)
    assert form.keys() == {"name", "description", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"textarea", "dropdown", "input"}
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations") == {"required": True} for field in fields)


def test_the_versions_that_a_form_asks_for_are_printed(capsys):
    asked = read(FORMS / "bug.yml")["body"][-1]["attributes"]["description"]
    exec(re.findall("`(.+)`", asked)[0], {})  # noqa: S102 - our own line
    assert "densemodel " in capsys.readouterr().out
