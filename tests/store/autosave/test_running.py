"""Runs that are saved as they train, and loaded when their process is gone."""

import gc
import os
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pytest

from densemodel.errors import StoreError
from densemodel.store import CELLS, Card, CellKey, SavedModel
from densemodel.store.autosave import _autosave, _running
from densemodel.store.autosave._autosave import BACKGROUND, Autosave, Background
from densemodel.store.card._names import CUT_OFF
from densemodel.store.contents._unpack import load
from densemodel.store.folder._files import process_space
from densemodel.store.folder._index import card_bytes_in
from densemodel.store.readers._archive import WEIGHTS, Archive, rewritten
from densemodel.training import EvaluationDone, Found, Settled, prepare
from support.forked import run_script
from support.store.folders import read_only
from support.store.run_cases import CASES, same, weights
from support.store.small_models import card, file_of, put

pytestmark = pytest.mark.tensorflow

CASE = CASES["dropout and norm"]
GONE = 2**22 + 1
"No process has this number."


def run_of(name="digits", epochs=3):
    return prepare(f"{CASE.spec} ; epochs {epochs}", CASE.x, CASE.y, name=name)


def files_in(store):
    return sorted((store.folder / ".running").glob("*.keras"))


def until(is_so, run):
    while not is_so():
        assert run.is_busy
        time.sleep(0.01)


def lay(store, name = "digits", *, process = GONE, space = "",
        days = 0.0):  # fmt: skip
    """A file as a process left it that trained, or trains."""
    saved_card = card(name, tags=(CUT_OFF,))
    folder = store.folder / ".running"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{space or process_space()}-{process}-0-{saved_card.id}.keras"
    path.write_bytes(file_of(saved_card))
    os.utime(path, (time.time() - days * 86_400,) * 2)
    return path


def test_a_run_that_ended_unsaved_can_be_loaded(store):
    run = run_of()
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    assert [model.name for model in store.unsaved()] == ["digits"]
    assert store.list() == []
    loaded = store.load("digits")
    assert same(weights(loaded), weights(run))
    assert (loaded.state, loaded.history) == ("finished", run.history)
    assert loaded.test_metrics == run.test_metrics


def test_another_number_in_an_autosaved_file_is_noticed(store):
    run = run_of()
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    (path,) = files_in(store)
    numbers = run.model.get_weights()[-2].tobytes()
    with Archive(path) as archive:
        content = archive.read(WEIGHTS).replace(numbers, numbers[::-1])
    path.write_bytes(rewritten(path, {WEIGHTS: content}))
    with pytest.raises(StoreError, match=r"its member model\.weights\.h5 is damaged"):
        load(path)


def test_each_evaluation_is_saved_and_a_running_run_is_not_listed(store):
    run = run_of(epochs=100_000)
    store.autosave(run)
    run.start()
    until(lambda: bool(files_in(store)), run)
    assert store.unsaved() == []
    first = files_in(store)[0].stat().st_mtime_ns
    until(lambda: files_in(store)[0].stat().st_mtime_ns != first, run)
    run.stop().wait()
    assert BACKGROUND.flush(30)
    [found] = store.unsaved()
    assert found.card is not None
    assert found.card.epochs == run.progress.epoch


def test_a_run_trains_alike_with_and_without(store):
    alone, saved = run_of(epochs=40), run_of(epochs=40)
    store.autosave(saved)
    alone.start().wait()
    saved.start().wait()
    assert same(weights(saved), weights(alone))
    assert saved.history == alone.history


def test_what_is_saved_is_not_unsaved(store):
    run = run_of()
    store.autosave(run)
    run.start().wait()
    store.save(run, "mine")
    assert BACKGROUND.flush(30)
    assert store.unsaved() == []
    run.resume(epochs=1).wait()
    assert BACKGROUND.flush(30)
    assert [model.name for model in store.unsaved()] == ["digits"]


def test_a_run_without_an_evaluation_leaves_no_file(store):
    run = prepare("4 -> 8 relu -> 2 softmax ; batch 1 ; epochs 9", CASE.x, CASE.y)
    store.autosave(run)
    run.on_event(lambda _: run.stop())
    run.start().wait()
    assert BACKGROUND.flush(30)
    assert not store.folder.exists()


def test_cancelling_leaves_the_last_file(store):
    run = run_of(epochs=100_000)
    cancel = store.autosave(run)
    run.start()
    until(lambda: bool(files_in(store)), run)
    cancel()
    assert BACKGROUND.flush(30)
    before = files_in(store)[0].stat().st_mtime_ns
    run.stop().wait()
    assert BACKGROUND.flush(30)
    assert files_in(store)[0].stat().st_mtime_ns == before


def test_of_runs_that_were_replaced_in_this_process_the_last_one_stays(store):
    first, other, second, third = run_of(), run_of("other"), run_of(), run_of()
    saved = []
    for run in (first, other, second, third):
        store.autosave(run)
        run.start().wait()
        saved.append(store.autosaved(run))
    assert store.unsaved() == [saved[3], saved[2], saved[1]]
    third.restart().wait()
    assert BACKGROUND.flush(30)
    assert len(store.unsaved()) == 3


def test_a_run_that_was_replaced_is_loaded_from_its_file(store):
    old, new = run_of(), run_of()
    end = store.autosave(old)
    old.start().wait()
    saved = store.autosaved(old)
    assert saved is not None
    end()
    store.autosave(new)
    new.start().wait()
    back = store.load(saved)
    assert same(weights(back), weights(old))
    assert back.history == old.history
    assert back.differs_from(CASE.x, CASE.y) == ""
    assert "rows instead of" in back.differs_from(CASE.x[1:], CASE.y[1:])


def test_a_loaded_run_replaces_the_file_of_a_process_that_is_gone_as_it_trains_on(store):
    run = run_of()
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    [file] = files_in(store)
    gone = file.rename(file.with_name(file.name.replace(f"-{os.getpid()}-", f"-{GONE}-")))
    back, beside = store.load("digits"), store.load("digits")
    assert files_in(store) == [gone]  # another kernel may load it, too
    store.autosave(back)
    back.resume(CASE.x, CASE.y, epochs=1).wait()
    assert BACKGROUND.flush(30)
    [after] = store.unsaved()
    assert after.path != gone
    assert after.card.epochs == 4
    assert beside.history.epochs == 3


def test_a_run_that_trains_in_another_process_is_not_offered_and_one_that_ended_there_is(store):
    key = CellKey.of("4 -> 2 softmax", "ab", seed=0, is_strict=False)
    other = CellKey.of("4 -> 2 softmax", "cd", seed=0, is_strict=False)
    folder = store.folder / ".running"
    folder.mkdir(parents=True)
    for at, tags, process, cell in (
        (1, (), os.getppid(), key),
        (2, (CUT_OFF,), os.getppid(), key),
        (3, (CUT_OFF,), GONE, key),
        (4, (), GONE, other),
        (5, (), GONE, None),
    ):
        saved_card = card("digits", at=at, tags=tags, cell=cell)
        name = f"digits-{process_space()}-{process}-0-{saved_card.id}.keras"
        (folder / name).write_bytes(file_of(saved_card))
    saved = put(store, at=6, cell=key)
    found = store.runs_of([key])[key]
    assert [model.saved_at.second for model in found.ended] == [6, 3, 1]
    assert found.ended[0] == saved
    assert found.training.saved_at.second == 2
    assert found.on_other_data.saved_at.second == 4
    assert CellKey.of("4 -> 2 softmax", "ab", seed=0, is_strict=True) != key


def test_a_file_says_which_cell_made_its_run(store):
    run, key = run_of(), CellKey.of("a", "ab", seed=0, is_strict=False)
    CELLS[run] = key
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    assert [model.cell for model in store.unsaved()] == [key]
    loaded = store.load("digits")
    assert store.save(loaded, "mine").cell == key


def test_what_is_gone_is_not_loaded(store):
    gone = SavedModel(store.folder / ".running" / "gone.keras", size=1, modified_ns=1)
    with pytest.raises(StoreError, match="no longer in"):
        store.load(gone)
    assert store.autosaved(run_of()) is None


def test_files_of_dead_processes_are_listed_and_those_of_living_ones_are_not(store):
    gone = lay(store, "gone")
    lay(store, "living", process=os.getppid())
    lay(store, "elsewhere", space="0" * 12)
    silent = lay(store, "silent", space="0" * 12, days=0.1)
    reused = store.folder / ".running" / gone.name.replace(f"-{GONE}-0-", f"-{os.getppid()}-7-")
    gone.rename(reused)
    assert sorted(model.path for model in store.unsaved()) == sorted([reused, silent])


@pytest.mark.skipif(sys.platform != "linux", reason="nobody tells of it here")
def test_a_process_that_nobody_asked_after_its_end_is_gone(store):
    ended = subprocess.Popen([sys.executable, "-c", "print(1)"], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    while ended.stdout.read():
        pass
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie from here on
    lay(store, process=ended.pid)
    assert [model.name for model in store.unsaved()] == ["digits"]
    ended.wait()


def test_no_version_control_takes_up_what_is_hidden(store):
    run = run_of()
    store.autosave(run)
    run.start().wait()
    BACKGROUND.flush(10)
    store.save(run, "digits")
    store.delete("digits")
    for folder in (".running", ".trash"):
        assert (store.folder / folder / ".gitignore").read_text() == "*\n"


def test_old_files_and_too_many_are_removed_when_a_run_comes(store):
    for number in range(_running.MOST + 3):
        lay(store, f"run {number:02}", days=number / 24)
    old = lay(store, "old", days=_running.MOST_DAYS + 1)
    living = lay(store, "living", process=os.getppid(), days=99)
    run = run_of("new")
    store.autosave(run)
    run.start().wait()
    assert BACKGROUND.flush(30)
    names = {model.name for model in store.unsaved()}
    assert names == {"new", *(f"run {number:02}" for number in range(_running.MOST))}
    assert (old.exists(), living.exists()) == (False, True)


def test_what_is_damaged_says_why(store):
    path = lay(store)
    path.write_bytes(path.read_bytes()[:-40])
    [damaged] = store.unsaved()
    assert damaged.damaged
    with pytest.raises(StoreError, match="is damaged"):
        store.load(damaged)
    store.delete(damaged)
    assert (store.unsaved(), len(store.trash())) == ([], 1)


def test_a_name_means_a_saved_model_before_an_unsaved_run(store):
    saved = put(store, at=1)
    newer = lay(store)
    assert store.delete("digits").id == saved.id
    assert store.delete("digits").id in newer.name


def test_a_folder_that_cannot_be_written_is_reported_once(store):
    store.folder.mkdir()
    run = run_of(epochs=30)
    events = []
    run.on_event(events.append)
    store.autosave(run)
    with read_only(store.folder):
        run.start().wait()
        assert BACKGROUND.flush(30)
    findings = [event.finding for event in events if isinstance(event, Found)]
    findings = [finding for finding in findings if finding.where == "autosave"]
    assert len(findings) == 1
    assert "permission denied; choose a folder" in findings[0].message
    assert findings[0] in run.findings
    assert run.state == "finished"
    run.resume(epochs=2).wait()
    assert BACKGROUND.flush(30)
    settled = [event.finding for event in events if isinstance(event, Settled)]
    assert [finding for finding in settled if finding.where == "autosave"] == findings
    assert findings[0] not in run.findings
    assert len(store.unsaved()) == 1


ENDS = """
import atexit
import sys
import time
import numpy as np
atexit.register(lambda: print(run.history.epochs))  # last, since it is registered first
import densemodel as dm
from densemodel.training import prepare
rows = np.load("rows.npz")
run = prepare("4 -> 8 relu -> 2 softmax ; patience off ; epochs 1000000", rows["x"], rows["y"])
# a panel that draws the end keeps what follows waiting
run.on_event(lambda event: time.sleep(0.5 * (getattr(event, "after", "") == "stopped")))
dm.ModelStore(sys.argv[1]).autosave(run)
run.start()
while run.progress.epoch < 2:
    time.sleep(0.01)
"""


def test_a_process_that_is_asked_to_end_keeps_its_last_state(store, tmp_path):
    np.savez(tmp_path / "rows.npz", x=CASE.x, y=CASE.y)
    done = run_script(ENDS, store.folder, cwd=tmp_path)
    [left] = store.unsaved()
    assert left.was_cut_off
    assert left.card.epochs == int(done.stdout) >= 1
    assert store.load("model").history.marks[-1].kind == "ended"


class Clock:
    """The time of a computer that does other things: it passes only where a test says so."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def thread_time(self):
        return 0.0


def test_a_writer_that_was_held_up_loses_no_more_than_the_last_seconds(monkeypatch, tmp_path):
    clock, gate, saved, lags = Clock(), threading.Event(), list[int](), list[int]()
    monkeypatch.setattr(_autosave, "time", clock)
    run = run_of(epochs=40)

    def put(_, __, data):
        if not saved:
            gate.wait(60)
        saved.append(Card.from_bytes(card_bytes_in(data)).epochs)
        return tmp_path / "file"

    def handle(event):
        if isinstance(event, EvaluationDone):
            clock.now += 1.0  # an epoch takes a second
            if event.epoch == 20:
                gate.set()
        if gate.is_set():
            assert BACKGROUND.flush(60)
            lags.append(run.history.epochs - saved[-1])

    autosave = Autosave(run, put)
    autosave.begin()
    run.on_event(handle)
    run.start().wait()
    assert BACKGROUND.flush(60)
    assert saved[0] == 1
    assert saved[-1] == 40
    assert lags[0] == 19
    assert max(lags[-20:]) <= _autosave.MOST_SECONDS + 1


@pytest.mark.parametrize(
    ("work", "seconds", "pause"),
    [
        (0.005, 0.01, 0.25),  # a small network: a fiftieth of a processor
        (0.2, 1.0, 5.0),  # the first file of a process
        (0.005, 60.0, 5.0),  # held up by a disk, or by other programs
        (0.3, 0.4, 5.0),  # some million parameters
        (5.0, 6.0, 20.0),  # a hundred million
    ],
)
def test_what_makes_a_file_late_does_not_put_off_the_next(work, seconds, pause):
    assert _autosave.pause_after(work, seconds) == pytest.approx(pause)


def test_the_newest_wins_and_nobody_waits():
    background, gate, done = Background(), threading.Event(), list[str]()

    def work(word):
        gate.wait(30)
        done.append(word)

    background.put("a", lambda: work("first"))
    while background._doing is None:
        pass
    for word in ("second", "third"):
        background.put("a", lambda word=word: work(word))
    gate.set()
    assert background.flush(30)
    assert done == ["first", "third"]


def test_what_fails_in_the_background_does_not_end_it(caplog):
    background, done = Background(), list[int]()
    background.put("a", lambda: 1 / 0)
    assert background.flush(30)
    background.put("a", lambda: done.append(1))
    assert background.flush(30)
    assert done == [1]
    assert "could not be autosaved" in caplog.text


def test_the_name_of_a_file_holds_its_process():
    name = _running.running_name("Größe", "0" * 16)
    assert _running.is_mine(name)
    assert name.startswith("groe-")
    assert not _running.may_live("copied.keras", 0.0)


def test_a_model_that_is_changed_right_after_its_run_is_kept_as_the_run_left_it(store):
    run = run_of()
    store.autosave(run)
    may_write = threading.Event()
    BACKGROUND.put(object(), may_write.wait)
    run.start().wait()
    left = weights(run)
    run.model.set_weights([value + 1 for value in left])
    may_write.set()
    assert BACKGROUND.flush(30)
    [saved] = store.unsaved()
    assert same(weights(store.load(saved)), left)


def test_what_waits_of_a_run_is_written_at_once_when_its_keeping_ends(store):
    run = run_of()
    end = store.autosave(run)
    run.start().wait()
    BACKGROUND.finish("another run")
    end()  # it does not wait for the pause after the last file
    [left] = store.unsaved()
    assert left.card is not None
    assert left.card.epochs == run.progress.epoch


def test_the_thread_that_writes_holds_no_run(store):
    run = run_of()
    end = store.autosave(run)
    run.start().wait()
    end()
    held = weakref.ref(run)
    del run
    gc.collect()
    assert held() is None
