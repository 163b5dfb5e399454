"""Saving while processes are killed, disks are full, and others write. `make faults` kills more."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from densemodel.errors import StoreError
from densemodel.store.folder import _files
from densemodel.store.folder._files import sweep, write_atomically
from support import TESTS
from support.store.folders import read_only
from support.store.small_models import card, card_in, file_of, put

KILLS = int(os.environ.get("DENSEMODEL_KILLS", "25"))
WRITER = ("-m", "support.store.writer")
LONGEST_SECONDS = 0.03
"A writer is killed at any moment within these after its first save: some saves take place."


def leftovers(folder):
    return list(folder.glob(".writing-*"))


def whole_number_in(store):
    """The number of the save that `digits` is; it is read whole."""
    while True:
        model = store._files.one("digits")
        try:
            return int(card_in(model.path).notes)
        except StoreError:
            if model.path.exists():
                raise


def kill_a_writer(folder, moments):
    """Give the number of the last save that it said was done."""
    writer = subprocess.Popen(
        [sys.executable, *WRITER, folder], cwd=TESTS, stdout=subprocess.PIPE, start_new_session=True
    )
    assert writer.stdout is not None
    line = writer.stdout.readline()
    time.sleep(moments.uniform(0, LONGEST_SECONDS))
    os.kill(writer.pid, signal.SIGKILL)
    rest, _ = writer.communicate()
    return int([line, *rest.splitlines(keepends=True)][-1])


def test_a_killed_writer_loses_nothing_that_was_saved(store):
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        done = kill_a_writer(store.folder, moments)
        models = store.list()
        # one that was killed between the new model and the trash leaves the old one as well
        assert all(model.damaged is None for model in models)
        # one more may have been done than was said
        assert done <= whole_number_in(store) <= done + 1
        assert all(model.damaged is None for model in store.trash())
        store.empty_trash()
    put(store)
    assert leftovers(store.folder) == []
    assert len(store.list()) == 1


def test_leftovers_of_processes_that_live_stay_until_they_are_a_day_old(tmp_path):
    living = tmp_path / _files.temporary_name()
    elsewhere = tmp_path / f".writing-{'0' * 12}-1-00000000.tmp"
    other = tmp_path / ".writing-mine.tmp"
    for path in (living, elsewhere, other):
        path.touch()
    assert sweep(tmp_path) == 0
    for path in (living, elsewhere, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert sweep(tmp_path) == 2
    assert other.exists()
    assert sweep(tmp_path / "none") == 0


def test_a_folder_that_cannot_be_written_keeps_its_models(store):
    model = put(store)
    acts = [
        lambda: put(store),
        lambda: put(store, "other"),
        lambda: store.rename("digits", "other"),
        lambda: store.annotate("digits", notes="new"),
        lambda: store.delete("digits"),
    ]
    with read_only(store.folder):
        for act in acts:
            with pytest.raises(StoreError, match="permission denied; choose a folder"):
                act()
        assert store.list() == [model]
        assert card_in(model.path) == model.card
    assert leftovers(store.folder) == []


FULL = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from support.store.small_models import card, file_of
from densemodel.errors import StoreError
from densemodel.store import ModelStore
store = ModelStore(sys.argv[1])
new = card(at=9)
data = file_of(new, b"x" * 100_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
for act in (lambda: store._files.write(data, new), lambda: store.annotate("digits", notes="new")):
    try:
        act()
    except StoreError as error:
        print(error)
"""


def test_a_disk_that_is_full_keeps_the_old_model(store):
    old = card(at=1)
    model = store._files.write(file_of(old, b"y" * 100_000), old)
    command = [sys.executable, "-c", FULL, store.folder, TESTS]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert output.count("can't be written") == output.count("make room and try again") == 2
    assert store.list() == [model]
    assert card_in(model.path) == old
    assert (leftovers(store.folder), store.trash()) == ([], [])


def test_two_writers_and_a_reader_meet_whole_models_alone(store):
    put(store, notes="0")
    writers = [
        subprocess.Popen(
            [sys.executable, *WRITER, store.folder, "40"], cwd=TESTS, stdout=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    reads = 0
    while any(writer.poll() is None for writer in writers):
        whole_number_in(store)
        assert all(model.damaged is None for model in store.list())
        reads += 1
    assert reads > 0
    assert [writer.returncode for writer in writers] == [0, 0]
    put(store, at=999_999)
    assert len(store.list()) == 1
    assert leftovers(store.folder) == []


ONE_FILE = """
import sys
from pathlib import Path
from densemodel.store.folder._files import write_atomically
for number in range(60):
    write_atomically(Path(sys.argv[1]), bytes([number]) * 300_000)
"""


def test_two_writers_of_one_file_leave_one_of_theirs(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"x" * 300_000)
    writers = [subprocess.Popen([sys.executable, "-c", ONE_FILE, path]) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        data = path.read_bytes()
        assert len(data) == 300_000
        assert len(set(data)) == 1
    assert [writer.returncode for writer in writers] == [0, 0]
    assert list(tmp_path.iterdir()) == [path]
