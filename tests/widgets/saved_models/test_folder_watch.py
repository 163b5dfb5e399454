import threading

from densemodel.widgets.saved_models._folder_watch import FolderWatch
from support.widgets.panel_parts import wait_for


def threads():
    return [t for t in threading.enumerate() if t.name == "densemodel-folders"]


def test_a_new_folder_is_reported(tmp_path):
    folder_monitor, changed = FolderWatch(poll_seconds=0.01), threading.Event()
    end = folder_monitor.on_change(tmp_path / "models", changed.set)
    (tmp_path / "models").mkdir()
    assert changed.wait(10)
    end()


def test_an_own_change_is_reported_at_once(tmp_path):
    folder_monitor, reported = FolderWatch(poll_seconds=1000), []
    end = folder_monitor.on_change(tmp_path, lambda: reported.append("here"))
    other = folder_monitor.on_change(tmp_path / "other", lambda: reported.append("there"))
    folder_monitor.check(tmp_path)
    assert reported == ["here"]
    end()
    other()


def test_one_thread_checks_for_all_and_ends_with_the_last(tmp_path):
    folder_monitor = FolderWatch(poll_seconds=1000)
    before = set(threads())
    ends = [folder_monitor.on_change(tmp_path, lambda: None) for _ in range(3)]
    (mine,) = set(threads()) - before
    for end in ends:
        end()
        end()  # a second time is nothing new
    wait_for(lambda: not mine.is_alive())


def test_a_listener_that_fails_does_not_block_others(tmp_path):
    folder_monitor, reported = FolderWatch(poll_seconds=1000), []

    def fail():
        raise ValueError("of the test")

    ends = [
        folder_monitor.on_change(tmp_path, fail),
        folder_monitor.on_change(tmp_path, lambda: reported.append(1)),
    ]
    folder_monitor.check(tmp_path)
    assert reported == [1]
    for end in ends:
        end()
