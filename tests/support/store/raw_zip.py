"""Zips written field by field, so that each can say what no library would write."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

LOCAL = "<4s5H3L2H"
CENTRAL = "<4s6H3L5H2L"
END = "<4s4H2LH"
END_64 = "<4sQ2H2L4Q"


@dataclass
class Part:
    """A member, and what its two headers say in place of the truth."""

    name: bytes
    content: bytes
    method: int = 0
    local: dict[str, int | bytes] = field(default_factory=dict)
    "name, flags, method, crc, packed, size, extra, version."
    central: dict[str, int | bytes] = field(default_factory=dict)
    "The same, and attributes and offset."


def raw_zip(*parts, between=b"", **end):
    """The members, one after the other, and their directory."""
    body = b""
    directory = b""
    for part in parts:
        offset = len(body)
        body += _header(LOCAL, b"PK\3\4", part, part.local, offset) + _packed(part) + between
        directory += _header(CENTRAL, b"PK\1\2", part, part.central, offset)
    count = end.get("count", len(parts))
    start = end.get("start", len(body))
    size = end.get("size", len(directory))
    comment = bytes(end.get("comment", b""))
    tail = bytes(end.get("before_end", b""))
    disk = end.get("disk", 0)
    last = struct.pack(END, b"PK\5\6", disk, disk, count, count, size, start, len(comment))
    return body + directory + tail + last + comment


def _packed(part):
    if part.method != 8:
        return part.content
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(part.content) + deflate.flush()


def _header(layout, mark, part, fields, offset):
    name = bytes(fields.get("name", part.name))
    extra = bytes(fields.get("extra", b""))
    version, flags = fields.get("version", 20), fields.get("flags", 0)
    sizes = (
        *(fields.get("method", part.method), 0, 33),
        fields.get("crc", zlib.crc32(part.content)),
        *(fields.get("packed", len(_packed(part))), fields.get("size", len(part.content))),
        *(len(name), len(extra)),
    )
    if layout == LOCAL:
        return struct.pack(layout, mark, version, flags, *sizes) + name + extra
    rest = (0, 0, 0, fields.get("attributes", 0o600 << 16), fields.get("offset", offset))
    return struct.pack(layout, mark, 0x314, version, flags, *sizes, *rest) + name + extra
