import numpy as np
from PIL import Image

from densemodel.data import bind, read_folder
from support.data.picture_folders import draw, fill, make_pets

SPEC = "16x16x3 -> scale / 255 -> flatten -> auto softmax"


def messages_of(root, spec=SPEC):
    pictures = read_folder(root, (16, 16, 3))["training"]
    found = bind(spec, pictures.x, pictures.y).findings
    return [finding.message for finding in found if finding not in pictures.findings]


def test_pictures_that_differ_have_no_findings(tmp_path):
    assert messages_of(make_pets(tmp_path, 60))[2:] == []


def test_the_same_picture_in_two_classes_is_named(tmp_path):
    make_pets(tmp_path, 20)
    draw(3).resize((60, 45)).save(tmp_path / "dog" / "copy.jpg", quality=60)
    assert messages_of(tmp_path)[2] == (
        "cat/003.png and dog/copy.jpg are the same picture in two classes: delete the wrong one, "
        "since nothing can tell them apart"
    )


def test_copies_on_both_sides_of_the_split_are_counted(tmp_path):
    make_pets(tmp_path, 40)
    for place in range(40):
        draw(place).resize((60, 45)).save(tmp_path / "cat" / f"copy{place}.jpg", quality=60)
    (line,) = (one for one in messages_of(tmp_path) if "copies" in one)
    assert line.endswith("so the validation loss is too optimistic")
    assert " validation pictures are copies of training pictures, such as cat/" in line


def test_grey_ones_among_coloured_ones_are_counted(tmp_path):
    make_pets(tmp_path, 20)
    draw(99).convert("L").save(tmp_path / "dog" / "grey.png")
    assert "1 of 41 pictures is grey, among coloured ones: dog/grey.png" in messages_of(tmp_path)


def test_pictures_that_are_all_grey_need_one_channel(tmp_path):
    for place, name in enumerate(("a", "b")):
        fill(tmp_path / name, 100 * place)
        for path in (tmp_path / name).iterdir():
            Image.open(path).convert("L").save(path)
    assert "all pictures are grey: begin the network with 16x16x1" in messages_of(tmp_path)


def test_what_gives_the_class_away_is_named(tmp_path):
    fill(tmp_path / "cat", 0, 60, size=(32, 24))
    fill(tmp_path / "dog", 1000, 60, size=(40, 24))
    assert messages_of(tmp_path)[2] == (
        "the size of the files alone tells 100 % of the classes, so the network may learn that in "
        "place of what the pictures show: give pictures of each class that are alike there"
    )


def test_a_background_gives_the_class_away(tmp_path):
    make_pets(tmp_path, 60)
    for path in (tmp_path / "dog").iterdir():
        pixels = np.asarray(Image.open(path)).copy()
        pixels[:3], pixels[-3:], pixels[:, :5], pixels[:, -5:] = 250, 250, 250, 250
        Image.fromarray(pixels).save(path)
    assert messages_of(tmp_path)[2].startswith("the colour at the border alone tells ")
