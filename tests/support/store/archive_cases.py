"""Zips that are no saved model's, each by what is wrong with it."""

import io
import struct
import zipfile

from densemodel.store.readers._archive import CARD, CONFIG, METADATA, WEIGHTS, composed
from support.store.raw_zip import Part, raw_zip

CONTENT = {METADATA: b'{"a": 1}', CONFIG: b'{"b": 2}', WEIGHTS: b"weights", CARD: b'{"format": 1}'}
GOOD = composed(CONTENT)


def zipped(*members, method=0):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content, method)
    return file.getvalue()


def changed(old, new, whole=GOOD, times=-1):
    assert old in whole
    return whole.replace(old, new, times)


def patched(at, fmt, value, whole=GOOD):
    """One number of the zip changed; a negative place counts from the end."""
    data = bytearray(whole)
    struct.pack_into(fmt, data, at if at >= 0 else len(data) + at, value)
    return bytes(data)


def in_directory(at, fmt, value):
    """One number of the first member's entry in the directory changed."""
    return patched(GOOD.index(b"PK\1\2") + at, fmt, value)


def _linked():
    link = zipfile.ZipInfo(CARD)
    link.external_attr = 0o120777 << 16
    return zipped((link, b"/etc/hostname"))


def _streamed():
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.written = b""

        def writable(self):
            return True

        def write(self, data):
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        archive.writestr(CARD, b"{}")
    return pipe.written


CASES = {
    "empty": b"",
    "text": b"def build(): ...",
    "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "cut": GOOD[:-30],
    "cut_early": GOOD[:20],
    "suffix": GOOD + bytes(10),
    "prefix": b"#!/bin/sh\n" + GOOD,
    "comment": patched(-2, "<H", 3) + b"abc",
    "two_parts": patched(-18, "<H", 1),
    "count_too_small": patched(-12, "<H", 3, patched(-14, "<H", 3)),
    "count_too_large": patched(-12, "<H", 5, patched(-14, "<H", 5)),
    "many": zipped(*((f"{n}.json", b"") for n in range(80))),
    "directory_elsewhere": patched(-6, "<L", 10),
    "foreign": zipped((METADATA, b"{}"), ("run_me.py", b"print()")),
    "document": zipped(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")),
    "traversal": zipped(("../../config.json", b"{}")),
    "absolute": zipped(("/etc/cron.d/job", b"{}")),
    "backslash": changed(b"densemodel/card.json", b"densemodel\\card.json"),
    "control": zipped(("\x1b[2Jconfig\n<b>.json", b"{}")),
    "long_name": zipped(("a" * 60_000, b"{}")),
    "assets": zipped(("assets/layer/words.txt", b"words")),
    "assets_traversal": zipped(("assets/../", b"")),
    "twice": raw_zip(Part(b"config.json", b"{}"), Part(b"config.json", b"[]")),
    "link": _linked(),
    "streamed": _streamed(),
    "encrypted": in_directory(8, "<H", 1),
    "newer": in_directory(6, "<H", 51),
    "other_flag": in_directory(8, "<H", 0x20),
    "bzip2": zipped((CONFIG, b"{}" * 99), method=zipfile.ZIP_BZIP2),
    "lzma": zipped((CONFIG, b"{}" * 99), method=zipfile.ZIP_LZMA),
    "bomb": zipped((CONFIG, bytes(1_000_000)), method=zipfile.ZIP_DEFLATED),
    "large": zipped((METADATA, b"x" * 1_100_000)),
    "declared_size": patched(22, "<L", 10**9, in_directory(24, "<L", 10**9)),
    "two_sizes": patched(22, "<L", 9, in_directory(24, "<L", 9)),
    "local_size": patched(22, "<L", 9),
    "local_name": changed(METADATA.encode(), b"METADATA.JSON", times=1),
    "local_crc": patched(14, "<L", 9),
    "local_method": patched(8, "<H", 8),
    "local_encrypted": patched(6, "<H", 1),
    "local_elsewhere": in_directory(42, "<L", 4),
    "local_outside": in_directory(42, "<L", 10**6),
    "overlap": patched(18, "<L", 3, in_directory(20, "<L", 3)),
    "zip64_without_field": in_directory(24, "<L", 0xFFFFFFFF),
}  # fmt: skip
