import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image

import densemodel as dm
from densemodel.data import read_folder
from densemodel.data.pictures._picture import read_picture
from densemodel.errors import DataError, DenseModelWarning
from support.data.picture_folders import draw, fill, make_pets

SHAPE = (16, 16, 3)


def findings_of(root, side="training", shape=SHAPE):
    return [finding.message for finding in read_folder(root, shape)[side].findings]


def read_one(path, shape=SHAPE):
    (pixels,), _, _ = dm.read_images(path, shape)
    return pixels


def test_each_folder_is_a_class(tmp_path):
    x, y, files = dm.read_images(make_pets(tmp_path), SHAPE)
    assert type(x) is np.ndarray
    assert (x.dtype, x.shape) == (np.uint8, (24, *SHAPE))
    assert list(y) == ["cat"] * 12 + ["dog"] * 12
    assert files[0] == tmp_path / "cat" / "000.png"
    assert findings_of(tmp_path) == [
        "24 pictures of 2 classes: cat 12, dog 12; of 32x24, scaled to 16x16"
    ]


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "png", "gif", "bmp", "webp", "JPG"])
def test_pictures_of_each_format_are_read(tmp_path, ending):
    path = tmp_path / f"one.{ending}"
    draw(1).save(path, format={"JPG": "JPEG"}.get(ending))
    middle = draw(1).crop((4, 0, 28, 24)).resize((16, 16), Image.Resampling.BILINEAR)
    difference = read_one(path).astype(int) - np.asarray(middle)
    assert np.abs(difference).mean() < 12


def test_a_picture_is_turned_as_the_camera_says(tmp_path):
    path, exif = tmp_path / "one.jpg", Image.Exif()
    exif[0x0112] = 6  # its right side is the top
    wide = Image.new("RGB", (40, 20))
    wide.paste("red", (0, 0, 20, 20))
    wide.save(path, exif=exif, quality=95)
    pixels, sizes, _ = read_picture(path, (40, 20, 3))
    assert sizes == (20, 40)
    assert pixels[5, 10, 0] > 200
    assert pixels[35, 10, 0] < 50


def test_transparent_is_white_and_16_bits_become_8(tmp_path):
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (read_one(tmp_path / "clear.png") == 255).all()
    Image.fromarray(np.full((20, 20), 0x8000, np.uint16)).save(tmp_path / "deep.png")
    assert (read_one(tmp_path / "deep.png") == 0x80).all()


def test_one_channel_reads_grey(tmp_path):
    draw(1).save(tmp_path / "one.png")
    grey = read_one(tmp_path / "one.png", (16, 16, 1))
    assert grey.shape == (16, 16, 1)
    coloured = read_one(tmp_path / "one.png")
    assert np.abs(coloured @ [0.299, 0.587, 0.114] - grey[..., 0]).max() < 2


def test_files_lists_and_folders_without_classes_have_no_labels(tmp_path):
    folder = fill(tmp_path / "new", count=3)
    paths = sorted(folder.iterdir())
    for source in (folder, str(folder), paths):
        x, y, files = dm.read_images(source, SHAPE)
        assert (len(x), y, files) == (3, None, tuple(paths))


def test_train_val_and_test_are_used_as_such(tmp_path):
    for side, count in (("train", 12), ("validation", 11), ("Test", 10)):
        make_pets(tmp_path / side, count)
    read = read_folder(tmp_path, SHAPE)
    assert {side: len(pictures.x) for side, pictures in read.items()} == {
        "training": 24,
        "validation": 22,
        "test": 20,
    }
    (line,) = findings_of(tmp_path, "test")
    assert line.endswith("scaled to 16x16, for test")


def test_they_are_read_again_once_a_file_has_changed(tmp_path):
    first = read_folder(make_pets(tmp_path), SHAPE)["training"]
    assert read_folder(tmp_path, SHAPE)["training"] is first
    draw(99).save(tmp_path / "cat" / "000.png")
    second = read_folder(tmp_path, SHAPE)["training"]
    assert not np.array_equal(second.x[0], first.x[0])


def test_progress_counts_all_pictures(tmp_path):
    seen = []
    make_pets(tmp_path / "train", 6)
    make_pets(tmp_path / "val", 4)
    read_folder(tmp_path, SHAPE, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 20) for done in range(1, 21)]


def test_reading_can_be_interrupted(tmp_path):
    make_pets(tmp_path, 100)

    def interrupt(done, _):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_folder(tmp_path, SHAPE, interrupt)
    assert len(read_folder(tmp_path, SHAPE)["training"].x) == 200


def test_pictures_that_do_not_fit_are_refused_with_a_size_that_does(tmp_path, monkeypatch):
    monkeypatch.setattr("densemodel.data.pictures._pictures.free_bytes", lambda: 10_000)
    for read in (read_folder, dm.read_images):
        with pytest.raises(DataError, match="begin the network with 8x8x3"):
            read(make_pets(tmp_path), SHAPE)


# Files that are damaged, hostile or odd


def png_of(width, height):
    """The beginning of a PNG that says it has this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    body = struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body + b"\x00\x00\x00\x00IDAT"


def saved(tmp_path, ending, size=(64, 48)):
    draw(1, size).save(path := tmp_path / f"whole.{ending}")
    return path.read_bytes()


MAKERS = {
    "empty": lambda _: b"",
    "text": lambda _: b"no picture",
    "html": lambda _: b"<img src=x onerror=alert(1)>",
    "svg": lambda _: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "postscript": lambda _: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "pickle": lambda _: b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os.",
    "zip": lambda _: b"PK\x03\x04" + bytes(40),
    "zeros": lambda _: bytes(5000),
    "bomb": lambda _: png_of(30_000, 30_000),
    "large": lambda _: png_of(9_000, 9_000),
    "flat": lambda _: png_of(0, 10),
    "wide": lambda _: png_of(2**31 - 1, 1),
    "no data": lambda _: png_of(20, 20),
    "ppm": lambda _: b"P6 2 2 255\n" + bytes(12),
    "tiff": lambda _: b"II*\x00\x08\x00\x00\x00" + bytes(30),
    "heic": lambda _: b"\x00\x00\x00\x18ftypheic" + bytes(30),
} | {
    f"{ending} cut at {share:.0%}": lambda tmp_path, e=ending, s=share: (
        whole := saved(tmp_path, e)
    )[: int(s * len(whole))]
    for ending in ("jpg", "png", "gif", "bmp", "webp")
    for share in (0.05, 0.2, 0.5, 0.9)
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_file_that_is_no_whole_picture_is_left_out_with_a_sentence(tmp_path, kind, ending):
    content = MAKERS[kind](tmp_path)
    fill(tmp_path / "a", count=10)
    (tmp_path / "a" / f"<b>odd.{ending}").write_bytes(content)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        x, _, _ = dm.read_images(tmp_path, SHAPE)
    messages = [str(one.message) for one in caught if one.category is DenseModelWarning]
    if len(x) == 11:  # some formats say nothing of a cut end
        assert kind.startswith(("gif cut", "webp cut", "bmp cut"))
        return
    assert len(x) == 10
    (message,) = messages
    assert message.startswith(f"1 file left out: a/<b>odd.{ending} ")
    assert "\n" not in message


def test_what_is_no_picture_by_its_name_is_counted(tmp_path):
    make_pets(tmp_path)
    for name in ("notes.txt", ".DS_Store", "Thumbs.db"):
        (tmp_path / "cat" / name).write_text("x")
    assert findings_of(tmp_path)[1:] == [
        "2 files left out as no JPEG, PNG, GIF, BMP or WebP picture: 'Thumbs.db' and 'notes.txt'"
    ]


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    pets = make_pets(tmp_path / "pets")
    outside = fill(tmp_path / "outside")
    (pets / "cat" / "link.png").symlink_to(outside / "000.png")
    (pets / "other").symlink_to(outside)
    (pets / "cat" / "again.png").symlink_to(pets / "cat" / "000.png")
    (pets / "cat" / "loop").symlink_to(pets)
    found = read_folder(pets, SHAPE)["training"]
    assert len(found.x) == 25
    assert "1 file left out as a link out of the folder: 'link.png'" in findings_of(pets)


def test_empty_and_small_classes_are_named(tmp_path):
    make_pets(tmp_path)
    (tmp_path / "fish").mkdir()
    fill(tmp_path / "bird", 5000, 3)
    assert findings_of(tmp_path)[1:] == [
        "the folder 'fish' holds no picture, so there is no such class",
        "'bird' has 3 pictures: a class needs 10 or more to be learned and scored",
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: None, "there is no folder "),
        (lambda root: root.mkdir(), "is empty, and no folder for each class"),
        (lambda root: fill(root, count=2), "holds 2 pictures, and no folder for each class"),
        (lambda root: (root / "cat").mkdir(parents=True), "no folder in "),
        (lambda root: root.write_text("x"), "is a file: give the folder"),
    ],
)
def test_a_folder_without_classes_is_refused(tmp_path, make, message):
    root = tmp_path / "pets"
    make(root)
    with pytest.raises(DataError, match=message):
        read_folder(root, SHAPE)


def test_a_folder_of_nearly_this_name_is_named(tmp_path):
    make_pets(tmp_path / "pets")
    with pytest.raises(DataError, match=r"there is no folder .*petz: did you mean .*pets\?"):
        read_folder(tmp_path / "petz", SHAPE)


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 4)])
def test_a_shape_that_pictures_have_not_is_refused(tmp_path, shape):
    with pytest.raises(DataError, match="begin it with 64x64x3"):
        read_folder(make_pets(tmp_path), shape)
