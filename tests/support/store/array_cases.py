"""HDF5 files that no weights are in, each by what is wrong with it."""

import io

import h5py
import numpy as np


def written(write, **how):
    """The bytes of a file that a function wrote, beside two arrays as Keras writes them."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", **how) as file:
        group = file.create_group("layers/dense/vars")
        group.attrs["name"] = "dense"
        group["0"] = np.arange(6, dtype=np.float32).reshape(2, 3)
        group["1"] = np.zeros(3, np.float32)
        write(file)
    return buffer.getvalue()


GOOD = written(lambda file: file.create_dataset("optimizer/vars/0", data=np.int64(7)))


def _plain(values, dtype=None):
    return written(lambda file: file.create_dataset("x", data=np.asarray(values, dtype)))


def _deep(file):
    file.create_group("/".join("g" * 40))


def _cycle(file):
    file["layers/dense/again"] = file["layers"]


def _many(file):
    for number in range(300):
        file.create_group(f"many/{number}")


def _huge(file):
    # HDF5 takes room for a dataset when it is first written
    file.create_dataset("x", shape=(10**6, 10**6), dtype="f4")


def _virtual(file):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (4,))
    file.create_virtual_dataset("x", layout)


def _external(file):
    file.create_dataset("x", (4,), "f4", external=[("/etc/hostname", 0, 16)])


def _named_type(file):
    file["x"] = np.dtype("f4")


def _growing(file):
    file.create_dataset("x", (4,), "f4", maxshape=(None,), chunks=(4,))


CASES = {
    "empty": b"",
    "text": b"weights",
    "cut": GOOD[:-8],
    "cut_early": GOOD[:200],
    "soft_link": written(lambda f: f.__setitem__("x", h5py.SoftLink("/layers"))),
    "external_link": written(lambda f: f.__setitem__("x", h5py.ExternalLink("/etc/a.h5", "/a"))),
    "virtual": written(_virtual),
    "external": written(_external),
    "chunked": written(lambda f: f.create_dataset("x", data=np.ones(9, "f4"), chunks=(3,))),
    "gzip": written(lambda f: f.create_dataset("x", data=np.ones(9, "f4"), compression="gzip")),
    "growing": written(_growing),
    "huge": written(_huge),
    "large": _plain(np.zeros(3000), "f4"),
    "deep": written(_deep),
    "cycle": written(_cycle),
    "second_name": written(lambda f: f.__setitem__("x", f["layers/dense/vars/0"])),
    "named_type": written(_named_type),
    "axes": _plain(np.zeros((1,) * 9), "f4"),
    "no_shape": written(lambda f: f.__setitem__("x", h5py.Empty("f4"))),
    "nan": _plain([1, np.nan], "f4"),
    "infinite": _plain([1, -np.inf], "f4"),
    "infinite_number": _plain(np.inf, "f8"),
    "complex": _plain([1j], "c8"),
    "half": _plain([1], "f2"),
    "big_endian": _plain([1], ">f4"),
    "booleans": _plain([True]),
    "bytes": _plain([b"abc"]),
    "words": written(lambda f: f.create_dataset("x", data=["abc"])),
    "record": _plain([(1, 2)], [("a", "f4"), ("b", "f4")]),
    "many_integers": _plain(np.arange(100), "i8"),
    "long_path": written(lambda f: f.create_group("/".join(["g" * 100] * 5))),
    "long_name": written(lambda f: f.create_group("g" * 300)),
    "unusual_name": written(lambda f: f.create_dataset("\x1b[2J<b>", data=[1j])),
}
