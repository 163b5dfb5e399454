import sys
from pathlib import Path

import pytest

import try_installed
import wheels
from steps import StepFailedError

FILE = Path("densemodel-1-py3-none-any.whl")


@pytest.fixture
def environment(tmp_path):
    """An environment as `_try` needs it: a folder with a Python."""
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    return folder.parent


def trial(folder, monkeypatch, wrong):
    script = folder / "trial.py"
    facts = {"python": "3.13.5", "keras": "3", "tensorflow": "2", "assets": ["network.js"]}
    script.write_text(
        f"import json, os; print(json.dumps({{'wrong': {wrong}, 'facts': {facts}}}))",
        encoding="utf-8",
    )
    monkeypatch.setattr(wheels, "_TRY", script)


def test_a_wheel_that_does_not_work_fails_with_what_is_wrong(environment, tmp_path, monkeypatch):
    trial(tmp_path, monkeypatch, "['the panel has no Start button']")
    with pytest.raises(StepFailedError, match="whl does not work: the panel has no Start button"):
        wheels._try(environment, FILE)


def test_a_wheel_is_tried_with_the_programs_of_its_environment_alone(
    environment, tmp_path, monkeypatch
):
    trial(tmp_path, monkeypatch, "[os.environ['PATH']]")
    with pytest.raises(StepFailedError, match=f"does not work: {environment / 'bin'}$"):
        wheels._try(environment, FILE)


def test_a_wheel_that_works_is_reported(environment, tmp_path, monkeypatch, capfd):
    trial(tmp_path, monkeypatch, "[]")
    wheels._try(environment, FILE)
    assert "works in Python 3.13.5 with Keras 3 and TensorFlow 2: 1 files" in capfd.readouterr().out


def test_a_page_sees_what_is_displayed_with_all_that_it_holds():
    page = try_installed.Page()
    for name, state in (
        ("a", {"children": ["IPY_MODEL_b"], "layout": "IPY_MODEL_c"}),
        ("b", {"description": "Start"}),
        ("c", {}),
        ("d", {"description": "never shown"}),
    ):
        content = {"comm_id": name, "data": {"state": state}}
        page.handle({"msg_type": "comm_open", "content": content})
    view = {try_installed.WIDGET_VIEW: {"model_id": "a"}}
    page.handle({"msg_type": "display_data", "content": {"data": view}})
    assert {model.get("description") for model in page.visible()} == {None, "Start"}


def test_a_size_in_readme_that_is_not_the_measured_one_is_a_problem(tmp_path):
    for name, size in (("tensorflow_cpu-2.whl", 3_000_000), ("keras-3.whl", 1_000_000)):
        (tmp_path / name).write_bytes(bytes(size))
    sizes = wheels.sizes_of(tmp_path, tmp_path)
    text = "a first download of {} MB, of which TensorFlow is 3 MB, and 4 MB on disk"
    assert wheels.sizes_problems(sizes, text.format(4)) == []
    assert wheels.sizes_problems(sizes, text.format(5)) == [
        "README says 5 MB (download), and it is 4 MB"
    ]
    assert len(wheels.sizes_problems(sizes, "about 4 MB")) == 1


def test_readme_has_the_sizes():
    sizes = dict.fromkeys(("download", "TensorFlow", "disk"), 1e9)
    text = (wheels.project.ROOT / "README.md").read_text(encoding="utf-8")
    assert len(wheels.sizes_problems(sizes, text)) == 3
