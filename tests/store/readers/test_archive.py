import gc
import os
import warnings
import zipfile

import pytest

from densemodel.errors import StoreError
from densemodel.store.readers import _archive
from densemodel.store.readers._archive import (
    CARD,
    CONFIG,
    METADATA,
    WEIGHTS,
    Archive,
    composed,
    rewritten,
)
from support.store.archive_cases import CASES, CONTENT, GOOD, in_directory, patched, zipped
from support.store.messages_of import is_short, refusal


def _open(data):
    Archive(data).close()


def _read_all(data):
    with Archive(data) as archive:
        for name in archive.names:
            archive.read(name, 100)


@pytest.mark.parametrize("name", CASES)
def test_another_zip_is_refused_as_its_case_says(name, cases):
    message = refusal(_open, CASES[name])
    assert is_short(message)
    cases.check(f"archive_{name}", name, message)


def test_members_are_read_as_they_were_composed():
    with Archive(GOOD) as archive:
        assert archive.names == tuple(CONTENT)
        assert {name: archive.read(name) for name in CONTENT} == CONTENT


def test_keras_opens_what_is_composed(tmp_path):
    path = tmp_path / "good.keras"
    path.write_bytes(GOOD)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {info.filename: info.compress_type for info in archive.infolist()} == dict.fromkeys(
            CONTENT, zipfile.ZIP_STORED
        )


def test_deflated_members_empty_folders_and_zip64_are_read():
    text = b'{"layers": [1, 2, 3]}' * 9
    deflated = zipped(("assets/", b""), (CONFIG, text), method=zipfile.ZIP_DEFLATED)
    with Archive(deflated) as archive:
        assert archive.names == (CONFIG,)
        assert archive.read(CONFIG, 1000) == text


def test_a_member_with_sizes_of_64_bits_is_read(tmp_path):
    path = tmp_path / "wide.keras"
    with zipfile.ZipFile(path, "w") as file, file.open(CARD, "w", force_zip64=True) as member:
        member.write(b"{}")
    with Archive(path) as archive:
        assert archive.read(CARD, 2) == b"{}"


def test_a_member_larger_than_asked_for_is_refused():
    with Archive(GOOD) as archive, pytest.raises(StoreError, match="too large"):
        archive.read(CARD, 3)


def test_a_missing_member_is_named():
    with Archive(composed({METADATA: b"{}"})) as archive:
        with pytest.raises(StoreError, match=r"it has no densemodel/card\.json"):
            archive.read(CARD, 100)
        with pytest.raises(StoreError, match=r"it has no densemodel/card\.json"):
            archive.read(CARD)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b'{"b": 2}', b'{"b": 3}'),
        patched(14, "<L", 9, in_directory(16, "<L", 9)),
    ],
)
def test_what_the_checksum_does_not_hold_for_is_damaged(data):
    message = refusal(_read_all, data)
    assert message.endswith("is damaged")


@pytest.mark.parametrize("size", [0, 500, 900, 1500])
def test_a_deflated_member_of_another_size_than_declared_is_damaged(size):
    whole = zipped((METADATA, os.urandom(50) * 20), method=zipfile.ZIP_DEFLATED)
    at = whole.index(b"PK\1\2") + 24
    data = patched(22, "<L", size, patched(at, "<L", size, whole))
    with Archive(data) as archive, pytest.raises(StoreError, match="is damaged"):
        archive.read(METADATA, 10_000)


def test_the_limits_hold(monkeypatch):
    monkeypatch.setattr(_archive, "LIMITS", {METADATA: 100, CONFIG: 7})
    with pytest.raises(StoreError, match=r"config\.json is too large"):
        Archive(GOOD)
    monkeypatch.setattr(_archive, "LIMITS", {METADATA: 100, CONFIG: 100})
    with pytest.raises(StoreError, match="no saved model has"):
        Archive(GOOD)


def test_rewriting_changes_only_the_given_members(tmp_path):
    path = tmp_path / "good.keras"
    path.write_bytes(GOOD)
    assert rewritten(path, {}) == GOOD
    again = rewritten(path, {CARD: b"", "densemodel/history.json": b"{}"})
    with Archive(again) as archive:
        assert archive.names == (*CONTENT, "densemodel/history.json")
        assert archive.read(CARD, 0) == b""
        assert archive.read(WEIGHTS, 100) == CONTENT[WEIGHTS]
    assert path.read_bytes() == GOOD


def test_a_damaged_file_is_not_rewritten():
    with pytest.raises(StoreError, match="is damaged"):
        rewritten(GOOD.replace(b"weightsPK", b"WeightsPK"), {CARD: b"{}"})


def test_a_refused_file_is_closed_at_once(tmp_path):
    path = tmp_path / "bad.keras"
    path.write_bytes(b"text")
    # an open file that is forgotten warns when it is collected
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        refusal(Archive, path)
        gc.collect()
    assert not caught


def test_a_place_that_is_no_file_is_refused_in_words(tmp_path, cases):
    (tmp_path / "folder.keras").mkdir()
    places = [tmp_path / "none.keras", tmp_path / "folder.keras", "a\0b", tmp_path / ("x" * 300)]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.keras")
        places.append(tmp_path / "pipe.keras")
    messages = [refusal(Archive, place) for place in places]
    cases.check("places", "none, folder, zero, long, pipe", "\n".join(messages))


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(["places", *(f"archive_{name}" for name in CASES)])


def test_a_file_that_shrinks_while_it_is_open_is_refused(tmp_path):
    path = tmp_path / "shrinks.keras"
    # larger than what is read ahead
    path.write_bytes(composed({CARD: bytes(200_000)}))
    with Archive(path) as archive:
        path.write_bytes(b"")
        with pytest.raises(StoreError, match="became shorter"):
            archive.read(CARD, 200_000)
