"""Files whose weights the reader of arrays has to refuse; the zip around them is sound."""

import io
import struct

import h5py
import numpy as np

NOWHERE = "/no/such/folder/weights.h5"


def first_array(weights):
    """The path of the first array of layers."""
    found = []
    with h5py.File(io.BytesIO(weights), "r") as file:
        file["layers"].visititems(
            lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None
        )
    return f"layers/{min(found)}"


def edited(weights, edit):
    """The weights after a change by the library itself."""
    buffer = io.BytesIO(weights)
    with h5py.File(buffer, "r+") as file:
        edit(file)
    return buffer.getvalue()


def hostile_arrays(weights):
    """Name of each, and what stands in place of the good file's weights."""
    yield from _other_values(weights)
    yield from _other_storage(weights)
    yield from _other_objects(weights)
    yield from _damaged(weights)


def _replaced(weights, make):
    """The weights with the first array made anew."""
    path = first_array(weights)

    def edit(file):
        del file[path]
        make(file, path)

    return edited(weights, edit)


def _other_values(weights):
    with h5py.File(io.BytesIO(weights), "r") as file:
        shape = file[first_array(weights)].shape
    ones = np.ones(shape, "f4")
    for kind in ("complex64", "float16", "float64", "int8", "int64", "bool", ">f4", "S4"):
        # few enough numbers of other kinds are counters, so there are many of them
        values = np.ones((100,), kind)
        yield (
            f"values_{kind.strip('>')}{'_turned' * (kind[0] == '>')}",
            _replaced(
                weights, lambda file, path, values=values: file.create_dataset(path, data=values)
            ),
        )
    unusual = {
        "records": np.zeros(shape, [("a", "f4"), ("b", "i4")]),
        "words": np.array(["a", "b"], h5py.string_dtype()),
        "lists": h5py.vlen_dtype(np.float32),
        "references": h5py.ref_dtype,
        "names": h5py.enum_dtype({"a": 1, "b": 2}),
        "opaque": np.dtype("V4"),
    }
    for kind, what in unusual.items():
        given = {"dtype": what, "shape": shape} if not isinstance(what, np.ndarray) else {}
        data = {"data": what} if isinstance(what, np.ndarray) else {}
        yield (
            f"values_{kind}",
            _replaced(
                weights,
                lambda file, path, how=given | data: file.create_dataset(path, **how),
            ),
        )
    for kind, value in {"nan": np.nan, "infinity": np.inf, "minus_infinity": -np.inf}.items():
        values = ones.copy()
        values.flat[-1] = value
        yield (
            f"values_{kind}",
            edited(
                weights,
                lambda file, values=values: file[first_array(weights)].write_direct(values),
            ),
        )


def _other_storage(weights):
    ones = np.ones((8, 8), "f4")
    ways = {
        "chunked": {"data": ones, "chunks": (2, 2)},
        "gzip": {"data": ones, "compression": "gzip"},
        "lzf": {"data": ones, "compression": "lzf"},
        "checksum": {"data": ones, "fletcher32": True},
        "scaled": {"data": ones, "scaleoffset": 3, "chunks": (2, 2)},
        "growing": {"data": ones, "maxshape": (None, 8)},
        "filled_when_read": {"shape": (10**6, 10**6), "dtype": "f4", "fillvalue": 1.0},
        "without_room": {"shape": (2**31, 2**30), "dtype": "f4"},
        "chunks_without_room": {"shape": (10**6, 10**6), "dtype": "f4", "chunks": (64, 64)},
        "many_axes": {"data": np.ones((1,) * 30, "f4")},
        "two_megabytes": {"data": np.zeros(500_000, "f4")},
        "in_another_file": {"shape": (4,), "dtype": "f4", "external": [(NOWHERE, 0, 16)]},
        "without_shape": {"data": h5py.Empty("f4")},
    }
    for kind, how in ways.items():
        yield (
            f"array_{kind}",
            _replaced(weights, lambda file, path, how=how: file.create_dataset(path, **how)),
        )

    def virtual(file, path):
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource(NOWHERE, "x", (4,))
        file.create_virtual_dataset(path, layout)

    yield "array_virtual", _replaced(weights, virtual)


def _other_objects(weights):
    def put(name, thing):
        return edited(weights, lambda file: file.__setitem__(name, thing))

    path = first_array(weights)
    group = path.rsplit("/", 1)[0]
    yield "soft_link", put("x", h5py.SoftLink(f"/{path}"))
    yield "soft_link_to_nothing", put("layers/x", h5py.SoftLink("/no"))
    yield "soft_link_to_itself", put("layers/x", h5py.SoftLink("/layers/x"))
    yield "external_link", put("x", h5py.ExternalLink(NOWHERE, "/a"))
    yield "named_type", put("x", np.dtype("f4"))
    yield "second_name", edited(weights, lambda file: file.__setitem__("x", file[path]))
    yield "cycle", edited(weights, lambda file: file.__setitem__(f"{group}/up", file["layers"]))
    yield "cycle_to_root", edited(weights, lambda file: file.__setitem__("x", file["/"]))
    yield "deep_groups", edited(weights, lambda file: file.create_group("g/" * 2000))
    yield "long_names", edited(weights, lambda file: file.create_group("/".join(["g" * 99] * 9)))
    yield "longest_name", edited(weights, lambda file: file.create_group("g" * 60_000))
    yield (
        "name_of_markup",
        edited(
            weights, lambda file: file.create_dataset("<img src=x onerror=alert(1)>", data=[1j])
        ),
    )
    yield (
        "replaced_by_a_group",
        _replaced(
            weights,
            lambda file, path: file.create_dataset(f"{path}/0", data=np.array([np.nan], "f4")),
        ),
    )


def _patched(weights, at, layout, *values):
    data = bytearray(weights)
    struct.pack_into(layout, data, at, *values)
    return bytes(data)


def _damaged(weights):
    yield "weights_empty", b""
    yield "weights_text", b"weights"
    yield "weights_npz", b"PK\3\4" + bytes(100)
    yield "weights_pickle", b"\x80\x04N."
    for percent in (10, 50, 99):
        yield f"weights_cut_at_{percent}_percent", weights[: len(weights) * percent // 100]
    yield "weights_behind_a_prefix", bytes(512) + weights
    yield "weights_of_a_newer_kind", _patched(weights, 8, "<B", 9)
    yield "weights_of_short_addresses", _patched(weights, 13, "<BB", 4, 4)
    yield "weights_that_tell_more_bytes", _patched(weights, 40, "<Q", 2**40)
    yield "root_outside", _patched(weights, 64, "<Q", 2**63)
    yield "root_in_the_middle", _patched(weights, 64, "<Q", 101)
    yield "root_at_nowhere", _patched(weights, 64, "<Q", 2**64 - 1)
    tree, heap, symbols = (weights.index(mark) for mark in (b"TREE", b"HEAP", b"SNOD"))
    yield "tree_of_itself", _patched(_patched(weights, tree + 5, "<B", 1), tree + 32, "<Q", tree)
    yield "tree_of_many", _patched(weights, tree + 6, "<H", 65_535)
    yield "tree_of_high_levels", _patched(weights, tree + 5, "<B", 255)
    yield "tree_outside", _patched(weights, tree + 32, "<Q", 2**62)
    yield "names_outside", _patched(weights, heap + 24, "<Q", 2**62)
    yield "names_without_end", _patched(weights, heap + 8, "<Q", 1)
    yield "symbols_too_many", _patched(weights, symbols + 6, "<H", 65_535)
    yield "symbol_at_itself", _patched(weights, symbols + 16, "<Q", symbols)
    header = struct.unpack_from("<Q", weights, 64)[0]
    yield "header_of_many", _patched(weights, header + 8, "<L", 2**32 - 1)
    yield (
        "header_continued_in_itself",
        _patched(weights, header + 16, "<HHHHQQ", 0x10, 16, 0, 0, header, 1000),
    )
    with h5py.File(io.BytesIO(weights), "r") as file:
        dataset = file[first_array(weights)]
        place, size = dataset.id.get_offset(), dataset.id.get_storage_size()
    layout = weights.index(struct.pack("<QQ", place, size))
    yield "array_outside", _patched(weights, layout, "<Q", len(weights) - 1)
    yield "array_far_outside", _patched(weights, layout, "<Q", 2**64 - 2)
    yield "array_of_other_bytes", _patched(weights, layout + 8, "<Q", size - 1)
    yield "array_of_all_bytes", _patched(weights, layout + 8, "<Q", 2**64 - 4)
