import contextlib

import pytest

import matrix
from matrix import Trial
from steps import StepFailedError
from suites import Counts


def test_a_version_that_is_there_is_not_installed_again(tmp_path, monkeypatch):
    info = tmp_path / "ipykernel-7.3" / "ipykernel-7.3.0.dist-info"
    info.mkdir(parents=True)
    (info / "INSTALLER").write_text("pip", encoding="utf-8")
    monkeypatch.setattr(matrix.environment, "install", None)
    assert matrix.ipykernel_folder("7.3", tmp_path) == tmp_path / "ipykernel-7.3"


def test_an_unfinished_installation_is_repeated(tmp_path, monkeypatch):
    half = tmp_path / "ipykernel-6.31" / "ipykernel" / "half.py"
    half.parent.mkdir(parents=True)
    half.touch()
    installed = []
    monkeypatch.setattr(matrix.environment, "install", lambda *words: installed.extend(words))
    folder = matrix.ipykernel_folder("6.31", tmp_path)
    assert not half.exists()
    assert {folder, "ipykernel==6.31.*"} <= set(installed)


def test_a_python_that_is_missing_is_reported_as_not_tested(monkeypatch, capsys):
    monkeypatch.setattr(matrix.preparation, "alone", contextlib.nullcontext)
    monkeypatch.setenv("PYTHONS", "python3.99")
    monkeypatch.setenv("ARGS", "oldest newest")
    with pytest.raises(StepFailedError, match=r"not tested: python3\.99; say where"):
        matrix.main()
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
    assert matrix.table(trials).splitlines() == [
        "         oldest  newest",
        "Python   3.11.7  3.11.7",
        "keras    3.11.0  -",
        "         passed  failed",
        "seconds  46      10",
    ]


def test_what_to_test_is_everything_unless_it_is_chosen():
    assert matrix.choice([]) == ("oldest", "newest", "ipykernel")
    assert matrix.choice(["oldest"]) == ["oldest"]
    with pytest.raises(StepFailedError, match="ARGS has older, and may have oldest"):
        matrix.choice(["oldest", "older"])
