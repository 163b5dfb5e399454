"""Files that the reader of zips has to refuse, whatever is in their members."""

import bz2
import gzip
import io
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib
from dataclasses import replace

import numpy as np

from support.store.raw_zip import END_64, Part, raw_zip

CONFIG, WEIGHTS, CARD = "config.json", "model.weights.h5", "densemodel/card.json"
_MB = 1024 * 1024
_UTF_8 = {"flags": 0x800}


class _PrintedWhenLoaded:
    """Stands for what an attacker would call: a pickle that is loaded would print."""

    def __reduce__(self):
        return print, ("a pickle was loaded",)


def hostile_archives(good):
    """Name and bytes of each."""
    yield from _other_files(good)
    yield from _cut(good)
    yield from _other_zips()
    yield from _names(good)
    yield from _bombs(good)
    yield from _kinds(good)
    yield from _two_meanings(good)
    yield from _wide(good)
    yield from _forgiven_by_zipfile(good)


def _parts(good):
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return [Part(info.filename.encode(), archive.read(info)) for info in archive.infolist()]


def _with(good, name, **changes):
    """The good file with one member's headers changed."""
    parts = _parts(good)
    index = [part.name for part in parts].index(name.encode())
    parts[index] = replace(parts[index], **changes)
    return raw_zip(*parts)


def _both(good, name, **header):
    return _with(good, name, local=header, central=header)


def _other_files(good):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(CONFIG))
    arrays = io.BytesIO()
    np.savez(arrays, weights=np.zeros(3, "f4"))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        yield "only_weights", archive.read(WEIGHTS)
        yield "only_config", archive.read(CONFIG)
    yield "empty", b""
    yield "one_byte", b"P"
    yield "text", b"import keras\n" * 50
    yield "web_page", b"<!doctype html><title>404 Not Found</title>"
    yield "zeros", bytes(100_000)
    yield "noise", np.random.default_rng(0).bytes(100_000)
    yield "pickle", pickle.dumps({"weights": [1, 2]})
    yield "pickle_that_calls", pickle.dumps(_PrintedWhenLoaded())
    yield "tar", packed.getvalue()
    yield "tar_gz", gzip.compress(packed.getvalue(), mtime=0)
    yield "gzip", gzip.compress(good, mtime=0)
    yield "bzip2", bz2.compress(good)
    yield "xz", lzma.compress(good)
    yield "npz", arrays.getvalue()
    yield "git_lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"


def _cut(good):
    for percent in (1, 25, 50, 75, 99):
        yield f"cut_at_{percent}_percent", good[: len(good) * percent // 100]
    directory = good.index(b"PK\1\2")
    yield "cut_before_its_directory", good[:directory]
    yield "cut_in_its_directory", good[: directory + 60]
    yield "cut_before_its_end", good[:-22]
    yield "cut_by_a_byte", good[:-1]
    yield "first_byte_lost", good[1:]
    yield "middle_lost", good[: len(good) // 3] + good[len(good) // 2 :]
    yield "prefix", b"#!/bin/sh\nexit\n" + good
    yield "suffix", good + b"\n"
    yield "long_suffix", good + bytes(70_000)
    yield "text_mode", good.replace(b"\n", b"\r\n") + b"\r\n"
    yield "twice_in_a_row", good + good


def _other_zips():
    document = [Part(b"[Content_Types].xml", b"<a/>"), Part(b"word/document.xml", b"<a/>")]
    yield "document", raw_zip(*document)
    yield "jar", raw_zip(Part(b"META-INF/MANIFEST.MF", b""), Part(b"A.class", b"\xca\xfe\xba\xbe"))
    calls = pickle.dumps(_PrintedWhenLoaded())
    yield "torch", raw_zip(Part(b"archive/data.pkl", calls), Part(b"archive/version", b"3"))
    yield "wheel", raw_zip(Part(b"a/__init__.py", b""), Part(b"a.dist-info/RECORD", b""))
    yield "only_folders", raw_zip(Part(b"models/", b""))


def _names(good):
    names = {
        "foreign_script": b"sitecustomize.py",
        "foreign_pickle": b"densemodel/extra.pkl",
        "traversal": b"../../config.json",
        "traversal_inside": b"densemodel/../../x.json",
        "traversal_in_assets": b"assets/../",
        "absolute": b"/config.json",
        "drive": b"C:\\config.json",
        "backslashes": b"densemodel\\history.json",
        "device_name": b"NUL",
        "zero_in_name": b"config.json\0.txt",
        "other_case": b"CONFIG.JSON",
        "trailing_dot": b"config.json.",
        "trailing_space": b"config.json ",
        "turned_around": "\u202enosj.gifnoc".encode(),
        "terminal_codes": b"\x1b]0;title\x07\x1b[2J",
        "markup": b"<img src=x onerror=alert(1)>",
        "empty_name": b"",
        "long_name": b"n" * 60_000,
        "asset": b"assets/vocabulary.txt",
    }
    for kind, name in names.items():
        yield f"member_{kind}", raw_zip(*_parts(good), Part(name, b"x" * (name[-1:] != b"/")))
    yield "folder_with_content", raw_zip(*_parts(good), Part(b"assets/", b"words"))
    for name in (CONFIG, WEIGHTS, CARD):
        yield f"two_{name.split('/')[-1]}", raw_zip(*_parts(good), Part(name.encode(), b"{}"))
    yield "many_members", raw_zip(*(Part(b"%d" % number, b"") for number in range(5_000)))


def _bombs(good):
    others = [part for part in _parts(good) if part.name != CONFIG.encode()]
    zeros = Part(CONFIG.encode(), bytes(15 * _MB), method=8)
    yield "bomb", raw_zip(*others, zeros)
    deep = Part(CONFIG.encode(), b"[" * 1_000_000, method=8)
    yield "bomb_of_brackets", raw_zip(*others, deep)
    spaces = Part(CONFIG.encode(), b" " * (64 * _MB) + b"{}", method=8)
    yield "bomb_larger_than_allowed", raw_zip(*others, spaces)
    small = {"size": 100}
    yield (
        "bomb_that_tells_a_small_size",
        raw_zip(*others, replace(zeros, local=small, central=small)),
    )
    huge = {"size": 2**32 - 2, "packed": 2**32 - 2}
    yield "huge_size_told", _both(good, CONFIG, **huge)
    yield (
        "huge_card",
        raw_zip(*others[:-1], Part(CARD.encode(), b'{"notes": "' + b"x" * _MB + b'"}')),
    )
    kernel = [Part(b"config.json", b"{}", central={"offset": 0}) for _ in range(3)]
    yield "members_that_share_their_bytes", raw_zip(*kernel)
    quoted = Part(b"metadata.json", b"{}", local={}, central={"packed": 40, "size": 40})
    yield "member_that_holds_the_next", raw_zip(quoted, *others[1:])


def _kinds(good):
    for kind, mode in {"link": 0o120777, "device": 0o020666, "pipe": 0o010666}.items():
        yield f"member_is_a_{kind}", _with(good, CARD, central={"attributes": mode << 16})
    yield "encrypted", _both(good, CONFIG, flags=1)
    yield "strongly_encrypted", _both(good, CONFIG, flags=0x41)
    yield "masked_directory", _both(good, CONFIG, flags=0x2001)
    yield "patched_data", _both(good, CONFIG, flags=0x20)
    yield "newer_version", _both(good, CONFIG, version=63)
    for method in (1, 9, 12, 14, 93, 99):
        yield f"method_{method}", _both(good, CONFIG, method=method)
    yield "streamed", _both(good, CONFIG, flags=8)
    yield "second_name", _both(good, CARD, extra=struct.pack("<2HBL", 0x7075, 5, 1, 0))
    yield "two_parts", raw_zip(*_parts(good), disk=1)


def _two_meanings(good):
    yield "wrong_checksum", _both(good, CONFIG, crc=1)
    yield "changed_weights", good.replace(b"vars", b"bars", 1)
    yield "not_deflated", _both(good, CONFIG, method=8)
    yield "other_local_name", _with(good, CONFIG, local={"name": b"config.jsoN"})
    yield "other_local_size", _with(good, CONFIG, local={"size": 3})
    yield "other_local_checksum", _with(good, CONFIG, local={"crc": 3})
    yield "other_local_method", _with(good, CONFIG, local={"method": 8})
    yield "locally_encrypted", _with(good, CONFIG, local={"flags": 1})
    yield "stored_in_two_sizes", _both(good, CONFIG, size=3)
    yield "other_place", _with(good, CONFIG, central={"offset": 0})
    yield "place_outside", _with(good, CONFIG, central={"offset": 2**31})
    yield "gaps", raw_zip(*_parts(good), between=b"\0" * 16)
    yield "comment", raw_zip(*_parts(good), comment=b"hello")
    yield "end_in_the_comment", raw_zip(*_parts(good), comment=b"PK\5\6" + bytes(18))
    yield "zip_in_the_comment", raw_zip(*_parts(good)[:1], comment=good[:60_000])
    yield "count_too_small", raw_zip(*_parts(good), count=1)
    yield "count_too_large", raw_zip(*_parts(good), count=60_000)
    yield "directory_of_no_size", raw_zip(*_parts(good), size=0)
    yield "directory_elsewhere", raw_zip(*_parts(good), start=4)
    yield "bytes_before_the_end", raw_zip(*_parts(good), before_end=bytes(20))


def _wide(good):
    full = 0xFFFFFFFF
    field = struct.pack("<2H2Q", 1, 16, 2**40, 2**40)
    yield "zip64_not_told", _both(good, CONFIG, size=full, packed=full)
    yield "zip64_too_large", _both(good, CONFIG, size=full, packed=full, extra=field)
    yield "zip64_not_needed", _both(good, CONFIG, extra=field)
    yield "zip64_twice", _both(good, CONFIG, size=full, packed=full, extra=field + field)
    yield "zip64_cut", _both(good, CONFIG, size=full, packed=full, extra=field[:9])
    parts = _parts(good)
    start, count = good.index(b"PK\1\2"), len(parts)
    size = len(good) - 22 - start
    ends = {
        "other_count": (1, size, start, len(good) - 22),
        "other_start": (count, size, 0, len(good) - 22),
        "huge_count": (2**60, size, start, len(good) - 22),
        "huge_size": (count, 2**60, start, len(good) - 22),
        "end_elsewhere": (count, size, start, 0),
        "end_outside": (count, size, start, 2**60),
    }
    for kind, (members, bytes_, place, end_at) in ends.items():
        end = struct.pack(END_64, b"PK\6\6", 44, 45, 45, 0, 0, members, members, bytes_, place)
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, end_at, 1)
        yield f"zip64_{kind}", raw_zip(*parts, before_end=end + locator)


def _forgiven_by_zipfile(good):
    text = b'{"name": "sequential"}' * 9
    packed = _deflated(text)
    for kind, content, size in (
        ("bytes_after_a_stream", packed + b"tail", len(text)),
        ("two_streams_in_a_member", packed + packed, len(text)),
        ("stream_longer_than_told", packed, 50),
        ("stream_shorter_than_told", packed, len(text) + 1),
        ("cut_stream", packed[:-3], len(text)),
    ):
        header = {"method": 8, "size": size, "crc": zlib.crc32(text[:size])}
        yield kind, _with(good, CONFIG, content=content, local=header, central=header)
    last = good.rindex(b"PK\1\2")
    for kind, at in {"extra": 30, "comment": 32}.items():
        lengths = good[: last + at] + struct.pack("<H", 22) + good[last + at + 2 :]
        yield f"{kind}_beyond_the_directory", lengths
    size = len(next(part.content for part in _parts(good) if part.name == CARD.encode()))
    full = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF}
    for kind, numbers in {"lie": (size + 1, size), "third_number": (size, size, 0)}.items():
        field = struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers)
        yield f"zip64_{kind}_in_a_header", _with(good, CARD, local={**full, "extra": field})
        yield f"zip64_{kind}_in_the_directory", _with(good, CARD, central={**full, "extra": field})
    name = struct.pack("<2HBL", 0x7075, 10, 1, zlib.crc32(CARD.encode())) + b"x.pkl"
    yield "second_name_that_counts", _with(good, CARD, central={"extra": name})
    yield "name_that_is_no_utf_8", raw_zip(*_parts(good), Part(b"\xff", b"", 0, _UTF_8, _UTF_8))
    yield "version_of_another_century", _both(good, CONFIG, version=200)


def _deflated(content):
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(content) + deflate.flush()
