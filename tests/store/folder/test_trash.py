import errno
import os
import threading
import time

import pytest

import densemodel as dm
from densemodel.store import ModelStore
from densemodel.store.folder import _files
from densemodel.store.folder import _trash as trash
from support.store.small_models import leave_in_trash, put

DAY = 86_400


def names(models):
    return sorted(model.name for model in models)


def saved_again(store, times, name="digits", **facts):
    for at in range(times):
        put(store, name, at=at, **facts)


def later(monkeypatch, days):
    now = time.time_ns()
    monkeypatch.setattr(trash.time, "time_ns", lambda: now + int(days * DAY * 1e9))


def test_the_trash_is_kept_within_its_limits(store):
    saved_again(store, 9)
    assert len(store.trash()) == 3


def test_the_newest_versions_of_each_name_stay(store):
    saved_again(store, 6, "a")
    saved_again(store, 3, "b")
    seconds = [model.saved_at.second for model in store.trash() if model.name == "a"]
    assert seconds == [4, 3, 2]
    assert names(store.trash()) == ["a", "a", "a", "b", "b"]


def test_what_was_deleted_long_ago_goes_first(store, monkeypatch):
    for name in "ab":
        put(store, name)
        store.delete(name)
    later(monkeypatch, 31)
    put(store, "c")
    # b was deleted last, so that Undo still brings it back
    assert names(store.trash()) == ["b"]
    monkeypatch.undo()
    store.delete("c")
    later(monkeypatch, 31)
    assert names(store._files.trash.beyond()) == ["b"]


def test_no_more_bytes_stay_than_the_limit_but_the_newest_at_any_size(tmp_path):
    size = put(ModelStore(tmp_path / "one")).size
    store = ModelStore(tmp_path / "models", trash_bytes=2.5 * size)
    for name in "abcd":
        put(store, name)
        store.delete(name)
    assert names(store.trash()) == ["c", "d"]
    small = ModelStore(store.folder, trash_bytes=0)
    put(small, "e")
    small.delete("e")
    assert names(small.trash()) == ["e"]


def test_a_limit_that_is_none_removes_nothing(tmp_path):
    store = ModelStore(tmp_path, trash_days=None, trash_versions=None, trash_bytes=None)
    saved_again(store, 9)
    assert len(store.trash()) == 8


@pytest.mark.parametrize("limit", [-1, "3", True])
def test_a_limit_that_is_no_number_is_refused(tmp_path, limit):
    with pytest.raises(dm.StoreError, match=r"trash_versions is .*: it is a number of 0 or more"):
        ModelStore(tmp_path, trash_versions=limit)


def test_all_of_one_deletion_stays(tmp_path):
    store = ModelStore(tmp_path, trash_bytes=0)
    for name in "abc":
        put(store, name)
    with store.one_deletion():
        deleted = [store.delete(name) for name in "abc"]
    put(store, "d")
    assert names(store.restore(model) for model in deleted) == ["a", "b", "c"]
    store.delete("a")
    store.delete("b")
    assert names(store.trash()) == ["b"]


def test_a_model_that_is_restored_and_deleted_meanwhile_stays(store, monkeypatch):
    put(store)
    leave_in_trash(store, 4)
    [oldest] = store._files.trash.beyond()
    of_limits = trash.Trash.beyond

    def beyond_before_another_kernel(self):
        found = of_limits(self)
        monkeypatch.undo()
        another = ModelStore(store.folder)
        another.delete(another.restore(oldest, "back"))
        return found

    monkeypatch.setattr(trash.Trash, "beyond", beyond_before_another_kernel)
    store._files.trash.keep_within_limits()
    assert "back" in names(store.trash())


def test_two_stores_of_one_folder_limit_it_side_by_side(store):
    failed = []

    def save(name):
        try:
            saved_again(ModelStore(store.folder), 25, name)
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=save, args=(name,)) for name in ("a", "b", "a")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    put(store, "a")  # two that save one name at the same time may both stay until the next
    assert names(store.list()) == ["a", "b"]
    assert names(store.trash()) == ["a"] * 3 + ["b"] * 3
    assert not [path for path in (store.folder / ".trash").iterdir() if path.suffix == ".tmp"]


def test_a_full_disk_says_how_the_trash_is_emptied(store, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    put(store)
    monkeypatch.setattr(_files, "_write_to_disk", full)
    with pytest.raises(dm.StoreError, match=r"make room and try again$"):
        put(store)
    monkeypatch.undo()
    store.delete("digits")
    monkeypatch.setattr(_files, "_write_to_disk", full)
    with pytest.raises(dm.StoreError, match=r"takes 8 kB: empty it with %densemodel trash empty"):
        put(store)
