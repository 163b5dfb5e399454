from types import SimpleNamespace

import pytest

from densemodel.widgets import may_be_displayed
from densemodel.widgets.runtime._front_end import is_unattended


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    for name in ("JPY_SESSION_NAME", "VSCODE_PID", "SERVER_SOFTWARE"):
        monkeypatch.delenv(name, raising=False)


def test_nobody_watches_a_kernel_that_no_page_ever_answered(monkeypatch):
    assert not may_be_displayed()
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/one.ipynb")
    assert may_be_displayed()


def test_cells_are_run_by_a_program_that_refuses_questions(monkeypatch):
    content = {}
    shell = SimpleNamespace(get_parent=lambda: {"content": content})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    for allowed in ({}, {"allow_stdin": True}):
        content.update(allowed)
        assert not is_unattended()
    content["allow_stdin"] = False
    assert is_unattended()
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/one.ipynb")
    assert not is_unattended()
