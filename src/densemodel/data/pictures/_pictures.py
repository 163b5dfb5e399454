"""Pictures as rows of one shape: `dm.read_images`, and what a folder gives for training."""

from __future__ import annotations

import os
import threading
import warnings
from collections import Counter, OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from densemodel.data.findings._finding import Finding, listed, offer, repair, size
from densemodel.data.pictures._copies import near_copies
from densemodel.data.pictures._folder import PictureFiles, has_classes, pictures_at, sides_of
from densemodel.data.pictures._picture import PictureError, read_picture
from densemodel.data.read._memory import free_bytes
from densemodel.errors import DataError, DenseModelWarning
from densemodel.language import Spec, as_spec
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data.findings._finding import Findings
    from densemodel.data.pictures._folder import Source

    Shape: TypeAlias = tuple[int, int, int]
    Progress: TypeAlias = Callable[[int, int], object]

FEWEST = 10
"Of a class."
_AHEAD = 64
"So many pictures are read ahead of the first one that is missing."


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures of one shape, with what is known of their files."""

    x: Array
    "uint8 of shape (n, height, width, channels): an array that knows its pictures."
    y: Array
    "The names of their classes, shape (n,)."
    files: tuple[Path, ...]
    sizes: Array
    "Width and height in the file, int of shape (n, 2)."
    coloured: Array
    "Which are not grey, bool of shape (n,)."
    findings: tuple[Finding, ...]
    "How many there are, and what was left out."

    @cached_property
    def copies(self) -> list[tuple[int, int]]:
        """Pairs of places of pictures that look the same, also in another size or quality."""
        return near_copies(self.x)


class PictureRows(np.ndarray[Any, Any]):
    """The array of some pictures; what is made of it is a plain one to all purposes."""

    pictures: Pictures | None = None

    def __array_finalize__(self, _: object) -> None:
        """Know no pictures: a part of the array has others."""
        self.pictures = None


def plain_rows(x: object, where: str, findings: Findings) -> tuple[Pictures | None, object]:
    """The pictures that an array was read from, None of any other, and the plain array."""
    pictures = x.pictures if isinstance(x, PictureRows) else None
    if pictures is None:
        return None, x
    findings.items += (replace(finding, where=where) for finding in pictures.findings)
    return pictures, np.asarray(x)


def read_images(
    source: Source | Sequence[Source], shape: Sequence[int]
) -> tuple[Array, Array | None, tuple[Path, ...]]:
    """Read pictures: JPEG, PNG, GIF, BMP or WebP.

    Each is turned as its camera said, cropped to the shape's proportions, and scaled to it.

    Args:
        source: A folder that has a folder for each class; or a file, or several, or a folder of
            pictures alone.
        shape: Height, width, and channels: 3 for colours, 1 for grey.

    Returns:
        The pixels, uint8 of shape (n, height, width, channels); the class of each, shape (n,), or
        None without folders of classes; and the paths. A damaged file is left out, with a
        DenseModelWarning.

    Raises:
        DataError: There are no pictures, or they don't fit into the memory.

    Example:
        >>> x, y, files = dm.read_images("pets/", (64, 64, 3))
    """
    sources = [source] if isinstance(source, str | os.PathLike) else list(source)
    if len(sources) == 1 and has_classes(sources[0]):
        files = sides_of(sources[0])["training"]
    else:
        paths = [path for one in sources for path in pictures_at(one)]
        files = PictureFiles(Path(), tuple((path, "") for path in paths), (), (), ())
    picture_shape = _checked(shape)
    _require_memory(len(files.files), picture_shape)
    found = _read(files, picture_shape)
    for finding in found.findings:
        if finding.severity == "offer":
            warnings.warn(finding.message, DenseModelWarning, stacklevel=2)
    return np.asarray(found.x), found.y if files.classes else None, found.files


def read_folder(
    source: Source, shape: Sequence[int], progress: Progress = lambda *_: None
) -> dict[str, Pictures]:
    """Read the pictures for `training`, and for `validation` and `test` if it has their folders.

    They are read once for each shape, and again when a file has changed.

    Args:
        source: As for `read_images`.
        shape: Of a picture, as the network takes it.
        progress: Called with the number of pictures that are read, and that of all.

    Raises:
        DataError: There are no pictures, or they don't fit into the memory.
    """
    picture_shape, sides = _checked(shape), sides_of(source)
    key, stamp = (Path(source).resolve(), picture_shape), [*map(_stamp, sides.values())]
    with _lock:
        known = _cache.pop(key, None)
        if known is None or known[0] != stamp:
            total = sum(len(files.files) for files in sides.values())
            _require_memory(total, picture_shape)
            done = count(1)
            read = {
                side: _read(
                    files,
                    picture_shape,
                    side,
                    lambda: progress(next(done), total),
                )
                for side, files in sides.items()
            }
            known = stamp, read
        _cache[key] = known
        while len(_cache) > _MOST_KEPT:
            _cache.popitem(last=False)
    return known[1]


def _checked(shape: Sequence[int]) -> Shape:
    if len(shape) != 3 or shape[2] not in (1, 3):
        raise DataError(
            f"pictures have a height, a width and 3 channels, or 1 for grey, and the network takes "
            f"{size(tuple(shape))}: begin it with 64x64x3"
        )
    height, width, channels = shape
    return height, width, channels


_lock = threading.Lock()
_MOST_KEPT = 2
_cache: OrderedDict[Any, tuple[Any, dict[str, Pictures]]] = OrderedDict()


def _stamp(files: PictureFiles) -> tuple[object, ...]:
    """Equal as long as no file has changed, nor which files there are."""
    stats = (path.stat() for path, _ in files.files)
    facts = [(one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino) for one in stats]
    return files, facts


def _require_memory(pictures: int, shape: Shape) -> None:
    needed, free = pictures * int(np.prod(shape)), free_bytes()
    if needed > free // 2:
        height, width, channels = shape
        factor = (free / 2 / needed) ** 0.5
        smaller = size((max(1, int(height * factor)), max(1, int(width * factor)), channels))
        raise DataError(
            f"{counted(pictures, 'picture')} of {size(shape)} take {number(needed, 'size')}, and "
            f"{number(free, 'size')} are free: begin the network with {smaller}"
        )


def _read(
    files: PictureFiles,
    shape: Shape,
    side: str = "training",
    one_done: Callable[[], object] = lambda: None,
) -> Pictures:
    x = np.empty((len(files.files), *shape), np.uint8)
    y: list[str] = []
    paths: list[Path] = []
    sizes: list[tuple[int, int]] = []
    coloured: list[bool] = []
    damaged: list[tuple[Path, str]] = []
    for path, name, result in _results(files.files, shape):
        if isinstance(result, PictureError):
            damaged.append((path, str(result)))
        else:
            x[len(paths)], file_size, has_colours = result
            y.append(name)
            paths.append(path)
            sizes.append(file_size)
            coloured.append(has_colours)
        one_done()
    if not paths:
        path, reason = damaged[0]
        raise DataError(f"no picture could be read: {path.name} {reason}")
    rows = x[: len(paths)].view(PictureRows)
    scaled = f"scaled to {size(shape[:2])}" + ("" if side == "training" else f", for {side}")
    pictures = Pictures(
        x=rows,
        y=np.array(y),
        files=tuple(paths),
        sizes=np.array(sizes),
        coloured=np.array(coloured),
        findings=tuple(_findings(files, Counter(y), damaged, sizes, scaled)),
    )
    rows.pictures = pictures
    rows.flags.writeable = False  # a cell that is run again gets the same
    return pictures


_Read: TypeAlias = "tuple[Array, tuple[int, int], bool] | PictureError"


def _results(files: Sequence[tuple[Path, str]], shape: Shape) -> Iterator[tuple[Path, str, _Read]]:
    """Each file with what was read of it, in order; several threads read ahead."""

    def read(path: Path) -> _Read:
        try:
            return read_picture(path, shape)
        except PictureError as error:
            return error

    workers = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="densemodel-pictures")
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow's, of odd files
            left = iter(files)
            ahead = [(one, workers.submit(read, one[0])) for one in islice(left, _AHEAD)]
            while ahead:
                (path, name), result = ahead.pop(0)
                yield path, name, result.result()
                ahead += [(one, workers.submit(read, one[0])) for one in islice(left, 1)]
    finally:  # also where it is interrupted
        workers.shutdown(wait=True, cancel_futures=True)


def _findings(
    files: PictureFiles,
    counts: Counter[str],
    damaged: Sequence[tuple[Path, str]],
    sizes: Sequence[tuple[int, int]],
    scaled: str,
) -> Iterator[Finding]:
    low, high = (
        min(sizes, key=lambda one: one[0] * one[1]),
        max(sizes, key=lambda one: one[0] * one[1]),
    )
    of = ""
    if files.classes:
        each = [f"{name} {counts[name]:,}" for name in files.classes]
        of = f" of {counted(len(each), 'class', 'classes')}: {_some(each)};"
    total = counted(len(sizes), "picture")
    ends = f"from {size(low)} to {size(high)}" if low != high else f"of {size(low)}"
    yield repair(f"{total}{of or ','} {ends}, {scaled}")
    if damaged:
        path, reason = damaged[0]
        many = counted(len(damaged), "file")
        which = f"{path.parent.name}/{path.name} {reason}"
        yield offer(
            f"{many} left out: {which}" + "," * (len(damaged) > 1) + _and_more(len(damaged) - 1)
        )
    for paths, what in (
        (files.others, "no JPEG, PNG, GIF, BMP or WebP picture"),
        (files.links, "a link out of the folder"),
    ):
        if paths:
            names = listed(path.name for path in paths)
            yield repair(f"{counted(len(paths), 'file')} left out as {what}: {names}")
    empty = [name for name in files.classes if not counts[name]]
    if empty:
        verb = "holds" if len(empty) == 1 else "hold"
        folders = "folder" if len(empty) == 1 else "folders"
        yield offer(f"the {folders} {listed(empty)} {verb} no picture, so there is no such class")
    few = [name for name in files.classes if 0 < counts[name] < FEWEST]
    if few:
        held = f"{few[0]!r} has {counted(counts[few[0]], 'picture')}"
        others = f", and so few have {listed(few[1:])}" if few[1:] else ""
        yield offer(f"{held}{others}: a class needs {FEWEST} or more to be learned and scored")


def _some(texts: Sequence[str], most: int = 8) -> str:
    return ", ".join(texts[:most]) + _and_more(len(texts) - most)


def _and_more(rest: int) -> str:
    return f" and {rest:,} more" if rest > 0 else ""


def picture_shape_of(network: Spec | str | Any) -> tuple[int, ...]:
    """The shape of a picture that a spec, its text, or a Keras model takes.

    Raises:
        DataError: A spec takes its size from the data.
    """
    spec = as_spec(network) if isinstance(network, str) else network
    if not isinstance(spec, Spec):
        return tuple(spec.input_shape[1:])
    if spec.has_auto_input or spec.takes_table:
        raise DataError(
            "a folder of pictures needs a size to scale them to: begin the network with 64x64x3"
        )
    return spec.input_shape


def pairs_of(source: Source, read: Mapping[str, Pictures], given: Mapping[str, Any]) -> list[Any]:
    """The pairs for validation and for test: those of a folder, or those that are given.

    Args:
        source: The folder.
        read: What `read_folder` has read of it.
        given: The pairs by their names in messages, that for validation first; they may be None.

    Raises:
        DataError: There are both.
    """
    pairs = []
    for side, (name, pair) in zip(("validation", "test"), given.items(), strict=True):
        own = read.get(side)
        if own is not None and pair is not None:
            raise DataError(f"{source} has a folder for {side}, and {name} is given: leave one out")
        pairs.append(pair if own is None else (own.x, own.y))
    return pairs
