import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from densemodel.errors import StoreError
from densemodel.store.folder import _index as index_module
from densemodel.store.folder._index import Index
from support.store.folders import read_only
from support.store.small_models import CARD, card, file_of, lay, put

MANY = 12


@pytest.fixture
def folder(tmp_path):
    """Models that were written a while ago, as most are."""
    for number in range(MANY):
        lay(tmp_path, f"model {number}", at=number)
    return tmp_path


@pytest.fixture(autouse=True)
def files_are_old(monkeypatch):
    # when the inode was changed cannot be set
    monkeypatch.setattr(index_module, "_SETTLED_NS", -(10**18))


@pytest.fixture
def reads(monkeypatch):
    """The files whose cards are read."""
    read = index_module.card_bytes_in
    found = []

    def noted(place):
        found.append(place.name)
        return read(place)

    monkeypatch.setattr(index_module, "card_bytes_in", noted)
    return found


def names(folder):
    """What a process lists that never looked before."""
    models = Index(folder).models()
    assert all(model.damaged is None for model in models)
    return {model.name for model in models}


ALL = {f"model {number}" for number in range(MANY)}


def test_a_card_is_read_once(folder, reads):
    index = Index(folder)
    first = index.models()
    assert len(reads) == MANY
    assert index.models() == first  # from memory
    assert Index(folder).models() == first  # from the index file
    assert [m.card for m in Index(folder).models()] == [m.card for m in first]
    assert len(reads) == MANY


def test_a_file_that_was_just_written_is_read_again(folder, reads, monkeypatch):
    monkeypatch.setattr(index_module, "_SETTLED_NS", 10**18)
    index = Index(folder)
    index.models()
    index.models()
    assert len(reads) == 2 * MANY
    assert not (folder / ".index.sqlite").exists()


def test_files_that_were_added_removed_or_replaced_are_seen_at_once(folder, reads):
    index = Index(folder)
    first, second, *_ = (model.path for model in index.models())
    reads.clear()
    first.unlink()
    second.write_bytes(file_of(card("replaced")))
    added = lay(folder, "added")
    for list_models in (index.models, Index(folder).models):
        found = {model.name for model in list_models()}
        assert {"replaced", "added"} < found
        assert len(found) == MANY
    assert sorted(reads) == sorted([second.name, added.name])


def test_a_file_replaced_by_one_of_its_size_and_time_is_seen(folder):
    index = Index(folder)
    path = index.models()[0].path
    old = path.stat()
    facts = {"id": index.models()[0].id, "at": 1}
    path.write_bytes(file_of(card("edited 1", **facts)))
    index.models()
    path.write_bytes(file_of(card("edited 2", **facts)))
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert "edited 2" in {model.name for model in index.models()}
    assert "edited 2" in names(folder)


def test_rows_of_files_that_are_gone_are_removed(folder):
    index = Index(folder)
    for model in index.models()[1:]:
        model.path.unlink()
    index.models()
    with closing(sqlite3.connect(folder / ".index.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM cards").fetchone() == (1,)


def test_a_copy_is_listed_and_the_name_and_the_id_mean_the_first(store):
    first = put(store, id=CARD.id)
    copy = store.folder / "a copy.keras"
    shutil.copy2(first.path, copy)
    assert [(m.path, m.is_copy) for m in store.list()] == [(first.path, False), (copy, True)]
    for wanted in ("digits", CARD.id, CARD.id[:6]):
        assert store._files.one(wanted).path == first.path
    assert store._files.one("a copy").path == copy
    renamed = store.rename(store._files.one("a copy"), "second")
    assert (renamed.path, store._files.one("digits").path) == (copy, first.path)
    assert store._files.one(CARD.id).path == first.path
    first.path.unlink()
    assert store._files.one(CARD.id).path == copy


def test_a_copy_stays_where_its_first_is_replaced(store):
    first = put(store, at=1)
    copy = store.folder / "a copy.keras"
    shutil.copy2(first.path, copy)
    new = put(store, at=0)
    assert {model.path for model in store.list()} == {new.path, copy}
    assert store._files.one("digits") == new


def test_two_copies_without_the_original_are_named_by_their_files(store):
    first = put(store, id=CARD.id)
    for name in ("one.keras", "two.keras"):
        shutil.copy2(first.path, store.folder / name)
    first.path.unlink()
    with pytest.raises(StoreError, match=r"one\.keras"):
        store._files.one(CARD.id)
    assert store._files.one("two").path.name == "two.keras"


def test_only_files_are_models(folder):
    (folder / "folder.keras").mkdir()
    (folder / "broken link.keras").symlink_to(folder / "nothing")
    (folder / ".hidden.keras").write_bytes(b"x")
    (folder / "notes.txt").write_bytes(b"x")
    os.mkfifo(folder / "pipe.keras")
    assert names(folder) == ALL


def test_names_of_files_may_be_no_unicode(folder):
    path = next(folder.glob("*.keras"))
    path.rename(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.keras"))
    assert names(folder) == names(folder) == ALL


def damaged_middle(path):
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)


def of_another_version(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()


def of_another_program(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title)")
        connection.commit()


def endless_view(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE cards")
        connection.execute(
            "CREATE VIEW cards AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT i AS file, i AS size, i AS modified, i AS changed, i AS inode, i AS card FROM n"
        )
        connection.commit()


def cards_are(value):
    def change(path):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE cards SET card = ?", (value,))
            connection.commit()

    return change


def journal_of_another(path):
    path.with_name(".index.sqlite-journal").write_bytes(os.urandom(5_000))


INDEXES = {
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"hello" * 1_000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:6_000]),
    "noise within": damaged_middle,
    "another version": of_another_version,
    "another program": of_another_program,
    "an endless view": endless_view,
    "cards of noise": cards_are(b"\xff{"),
    "cards of text": cards_are("x"),
    "cards of nothing": cards_are(None),
    "large cards": cards_are(b"x" * 3_000_000),
    "a journal of noise": journal_of_another,
}


@pytest.mark.parametrize("what", INDEXES)
def test_an_unusable_index_is_rebuilt(what, folder, reads):
    assert names(folder) == ALL
    INDEXES[what](folder / ".index.sqlite")
    assert names(folder) == ALL
    reads.clear()
    assert names(folder) == ALL
    assert reads == []


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_an_index_that_is_no_file_is_left_alone(kind, folder, tmp_path):
    place = folder / ".index.sqlite"
    elsewhere = tmp_path / "songs"
    elsewhere.write_bytes(b"songs")
    if kind == "folder":
        place.mkdir()
    elif kind == "link":
        place.symlink_to(elsewhere)
    else:
        os.mkfifo(place)
    assert names(folder) == ALL
    assert place.exists()
    assert elsewhere.read_bytes() == b"songs"


def test_an_index_that_is_locked_is_done_without(folder, monkeypatch):
    monkeypatch.setattr("densemodel.store.folder._index._WAIT_SECONDS", 0.01)
    names(folder)
    lay(folder, "added")
    with closing(sqlite3.connect(folder / ".index.sqlite")) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert names(folder) == ALL | {"added"}
    assert (folder / ".index.sqlite").exists()


def test_a_folder_that_cannot_be_written_is_listed(folder, reads):
    index = Index(folder)
    with read_only(folder):
        assert len(index.models()) == MANY
        assert not (folder / ".index.sqlite").exists()
        reads.clear()
        assert len(index.models()) == MANY
        assert reads == []
    names(folder)
    with read_only(folder):
        reads.clear()
        assert names(folder) == ALL
        assert reads == []


LISTER = """
import sys
from pathlib import Path
from densemodel.store.folder import _index
_index._STILL_NS = -10**18
for _ in range(60):
    models = _index.Index(Path(sys.argv[1])).models()
    assert all(m.damaged is None for m in models), models
    assert len({m.name for m in models if m.name.startswith("model")}) == 12, models
"""


def test_a_model_that_comes_back_as_it_is_read_is_not_damaged(folder, monkeypatch):
    read = index_module.card_bytes_in
    here, away = folder / "added.keras", lay(folder.parent, "added")
    shutil.copy(away, here)
    gone = []

    def gone_for_a_moment(place):
        if place != here or gone:
            return read(place)
        gone.append(place)
        here.unlink()
        try:
            return read(place)
        finally:
            away.rename(here)

    monkeypatch.setattr(index_module, "card_bytes_in", gone_for_a_moment)
    assert names(folder) == {*ALL, "added"}


def test_a_file_that_keeps_changing_is_left_for_the_next_listing(folder, monkeypatch):
    read = index_module.card_bytes_in
    here = folder / "added.keras"
    here.write_bytes(b"a")

    def written_meanwhile(place):
        if place == here:
            with here.open("ab") as file:
                file.write(b"a")
        return read(place)

    monkeypatch.setattr(index_module, "card_bytes_in", written_meanwhile)
    assert names(folder) == ALL
    monkeypatch.setattr(index_module, "card_bytes_in", read)
    assert [m.name for m in Index(folder).models() if m.damaged] == ["added"]


def test_several_processes_list_while_files_come_and_go(folder):
    command = [sys.executable, "-c", LISTER, str(folder)]
    lookers = [subprocess.Popen(command) for _ in range(2)]
    while any(looker.poll() is None for looker in lookers):
        added = lay(folder.parent, "added").rename(folder / "added.keras")
        names(folder)
        (folder / ".index.sqlite").write_bytes(b"noise" * 999)
        added.unlink()
    assert [looker.returncode for looker in lookers] == [0, 0]
    assert names(folder) == ALL
