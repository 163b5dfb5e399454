from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from densemodel.widgets.saved_models._folder_watch import FolderWatch
from support.widgets.panel_parts import wait_for

if TYPE_CHECKING:
    from pathlib import Path


def threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "densemodel-folders"]


def test_what_comes_to_a_folder_is_told(tmp_path: Path) -> None:
    watch, told = FolderWatch(look_seconds=0.01), threading.Event()
    end = watch.on_change(tmp_path / "models", told.set)
    (tmp_path / "models").mkdir()
    assert told.wait(10)
    end()


def test_a_change_of_ones_own_is_told_at_once(tmp_path: Path) -> None:
    watch, told = FolderWatch(look_seconds=1000), []
    end = watch.on_change(tmp_path, lambda: told.append("here"))
    other = watch.on_change(tmp_path / "other", lambda: told.append("there"))
    watch.check(tmp_path)
    assert told == ["here"]
    end()
    other()


def test_one_thread_looks_for_all_and_ends_with_the_last(tmp_path: Path) -> None:
    watch = FolderWatch(look_seconds=1000)
    before = set(threads())
    ends = [watch.on_change(tmp_path, lambda: None) for _ in range(3)]
    (mine,) = set(threads()) - before
    for end in ends:
        end()
        end()  # a second time is nothing new
    wait_for(lambda: not mine.is_alive())


def test_one_that_fails_does_not_keep_the_others_from_hearing(tmp_path: Path) -> None:
    watch, told = FolderWatch(look_seconds=1000), []

    def fail() -> None:
        raise ValueError("of the test")

    ends = [watch.on_change(tmp_path, fail), watch.on_change(tmp_path, lambda: told.append(1))]
    watch.check(tmp_path)
    assert told == [1]
    for end in ends:
        end()
