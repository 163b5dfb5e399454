import contextlib

import pytest

import chromium
import environment
import front_end
import lock
import make_matrix
from make_matrix import Trial
from make_test import Counts
from steps import StepFailedError


def test_a_version_that_is_there_is_not_installed_again(tmp_path, monkeypatch):
    info = tmp_path / "ipykernel-7.3" / "ipykernel-7.3.0.dist-info"
    info.mkdir(parents=True)
    (info / "INSTALLER").write_text("pip", encoding="utf-8")
    monkeypatch.setattr(make_matrix, "must", None)
    assert make_matrix.ipykernel_folder("7.3", tmp_path) == tmp_path / "ipykernel-7.3"


def test_an_unfinished_installation_is_repeated(tmp_path, monkeypatch):
    half = tmp_path / "ipykernel-6.31" / "ipykernel" / "half.py"
    half.parent.mkdir(parents=True)
    half.touch()
    commands = []
    monkeypatch.setattr(make_matrix, "must", lambda command, **_: commands.append(command))
    folder = make_matrix.ipykernel_folder("6.31", tmp_path)
    assert not half.exists()
    assert folder in commands[0]
    assert "ipykernel==6.31.*" in commands[0]


def test_a_python_that_is_missing_is_reported_as_not_tested(monkeypatch, capsys):
    monkeypatch.setattr(lock, "preparing", contextlib.nullcontext)
    for module in (front_end, environment, chromium):
        monkeypatch.setattr(module, "ensure", lambda *_: "")
    monkeypatch.setenv("PYTHONS", "python3.99")
    monkeypatch.setenv("ARGS", "oldest newest")
    with pytest.raises(StepFailedError, match=r"not tested: python3\.99; say where"):
        make_matrix.main()
    assert capsys.readouterr().out.splitlines() == [
        "* python3.99 was not found, on PATH or in pyenv",
        "         oldest         newest",
        "Python   no python3.99  no python3.99",
        "         not tested     not tested",
        "seconds  0              0",
        "0 passed, 0 failed",
    ]


def test_the_table_has_the_versions_and_the_outcome_of_each_trial():
    passed, failed = Counts(passed=1), Counts(failed=1)
    trials = [
        Trial("oldest", "a", None, {}, {"Python": "3.11.7", "keras": "3.11.0"}, passed, 46.4),
        Trial("newest", "b", None, {}, {"Python": "3.11.7"}, failed, 9.6),
    ]
    assert make_matrix.table(trials).splitlines() == [
        "         oldest  newest",
        "Python   3.11.7  3.11.7",
        "keras    3.11.0  -",
        "         passed  failed",
        "seconds  46      10",
    ]


def test_what_to_test_is_everything_unless_it_is_chosen():
    assert make_matrix.choice([]) == ("oldest", "newest", "ipykernel")
    assert make_matrix.choice(["oldest"]) == ["oldest"]
    with pytest.raises(StepFailedError, match="ARGS has older, and may have oldest"):
        make_matrix.choice(["oldest", "older"])
