import threading

from densemodel.widgets.saved_models._folder_watch import FolderWatch
from support.widgets.panel_parts import wait_for


def threads():
    return [t for t in threading.enumerate() if t.name == "densemodel-folders"]


def test_what_comes_to_a_folder_is_told(tmp_path):
    watch, told = FolderWatch(look_seconds=0.01), threading.Event()
    end = watch.on_change(tmp_path / "models", told.set)
    (tmp_path / "models").mkdir()
    assert told.wait(10)
    end()


def test_a_change_of_ones_own_is_told_at_once(tmp_path):
    watch, told = FolderWatch(look_seconds=1000), []
    end = watch.on_change(tmp_path, lambda: told.append("here"))
    other = watch.on_change(tmp_path / "other", lambda: told.append("there"))
    watch.check(tmp_path)
    assert told == ["here"]
    end()
    other()


def test_one_thread_looks_for_all_and_ends_with_the_last(tmp_path):
    watch = FolderWatch(look_seconds=1000)
    before = set(threads())
    ends = [watch.on_change(tmp_path, lambda: None) for _ in range(3)]
    (mine,) = set(threads()) - before
    for end in ends:
        end()
        end()  # a second time is nothing new
    wait_for(lambda: not mine.is_alive())


def test_one_that_fails_does_not_keep_the_others_from_hearing(tmp_path):
    watch, told = FolderWatch(look_seconds=1000), []

    def fail():
        raise ValueError("of the test")

    ends = [watch.on_change(tmp_path, fail), watch.on_change(tmp_path, lambda: told.append(1))]
    watch.check(tmp_path)
    assert told == [1]
    for end in ends:
        end()
