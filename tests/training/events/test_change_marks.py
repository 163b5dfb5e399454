"""Changes of settings that follow each other quickly are one mark in the history."""

import pytest

from densemodel.language import parse
from densemodel.training import Mark
from densemodel.training.events._events import MERGED_SECONDS, ChangeMarks

START = parse("4 -> 2 softmax ; lr 0.001")


class Changes:
    """Changes at times and steps that a test says."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        self.step = 0
        self.spec = START
        self.marks = []
        self._changes = ChangeMarks()
        monkeypatch.setattr("densemodel.training.events._events.time.monotonic", lambda: self.now)

    def change(self, clause, *, after=0.3):
        self.now += after
        self.step += 10
        new = self.spec.with_settings(clause)
        self._changes.add(
            self.marks,
            self.spec,
            new,
            lambda words: Mark("changed", words, self.step, self.step / 10),
        )
        self.spec = new


@pytest.fixture
def changes(monkeypatch):
    return Changes(monkeypatch)


def test_a_rate_that_is_moved_by_keys_has_one_mark_with_its_last_value(changes):
    for rate in (0.0015, 0.002, 0.003, 0.005, 0.007):
        changes.change(f"lr {rate}")
    assert changes.marks == [Mark("changed", "lr 0.007", 50, 5.0)]


def test_changes_with_time_between_them_have_a_mark_each(changes):
    changes.change("lr 0.002")
    changes.change("lr 0.003", after=MERGED_SECONDS + 0.1)
    assert [mark.words for mark in changes.marks] == ["lr 0.002", "lr 0.003"]


def test_a_merged_mark_names_all_settings_that_were_changed(changes):
    changes.change("lr 0.002")
    changes.change("patience 7")
    changes.change("lr 0.003")
    assert [mark.words for mark in changes.marks] == ["lr 0.003 ; patience 7"]


def test_a_rate_that_is_moved_back_leaves_no_mark(changes):
    changes.change("lr 0.002")
    changes.change("lr 0.001")
    assert changes.marks == []
    changes.change("lr 0.005")
    assert [mark.words for mark in changes.marks] == ["lr 0.005"]


def test_a_change_after_a_resume_is_another(changes):
    changes.change("lr 0.002")
    changes.marks.append(Mark("resumed", "", 10, 1.0))
    changes.change("lr 0.003")
    assert [mark.words for mark in changes.marks] == ["lr 0.002", "", "lr 0.003"]


def test_a_change_after_a_restart_is_another(changes):
    changes.change("lr 0.002")
    changes.marks = []
    changes.change("lr 0.003")
    assert [mark.words for mark in changes.marks] == ["lr 0.003"]
