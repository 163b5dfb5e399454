"""A good file with random damage: to the zip, to the weights in it, or to a text in it."""

import io
import random
import zipfile

from support.store.raw_zip import Part, raw_zip

_EDGES = (0, 1, 0x7F, 0x80, 0xFF)
_SIGNS = b'{}[]",:\\-+.eE0123456789 \ntrufalsn\xc3\xed\xa0'


def mutated(good, seed):
    """One damaged file, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - nothing here is a secret
    if rng.random() < 0.3:
        return _damaged(good, rng)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = [Part(info.filename.encode(), archive.read(info)) for info in archive.infolist()]
    weights = [part for part in parts if part.name.endswith(b".h5")]
    # the sums are right again, so that only what reads the member can refuse it
    part = rng.choice(weights if rng.random() < 0.7 else parts)
    is_text = part.name.endswith(b".json")
    part.content = (_misspelled if is_text else _damaged)(part.content, rng)
    part.method = rng.choice((0, 0, 8))
    return raw_zip(*parts)


def _damaged(whole, rng):
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(7)
        if kind == 0:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            data[at : at + 1] = bytes([rng.choice(_EDGES)])
        elif kind == 2 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            # an address or a size within the file, or about as large
            width = rng.choice((2, 4, 8))
            number = min(rng.randrange(len(whole) + 100), 256**width - 1)
            data[at : at + width] = number.to_bytes(width, "little")
        elif kind == 4:
            start, count = rng.randrange(len(whole)), rng.randrange(64)
            data[at : at + count] = data[start : start + count]
        elif kind == 5:
            data[at : at + rng.choice((2, 4, 8))] = b"\xff" * 8
        elif rng.random() < 0.1:
            del data[at:]
    return bytes(data)


def _misspelled(text, rng):
    data = bytearray(text)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(4)
        if kind == 0:
            data[at : at + 1] = bytes([rng.choice(_SIGNS)])
        elif kind == 1:
            data[at:at] = bytes([rng.choice(_SIGNS)]) * rng.choice((1, 2, 500))
        elif kind == 2:
            del data[at : at + rng.randrange(20)]
        else:
            data[at:at] = rng.choice((b"NaN", b"1e999", b"null", b'"\\ud800"', b"[" * 99))
    return bytes(data)
