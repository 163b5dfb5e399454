import re
from pathlib import Path

import pytest
from PIL import Image

import densemodel as dm
import gallery
from densemodel.errors import SpecError

ROOT = Path(__file__).resolve().parents[2]
FILM = ROOT / "docs" / "images" / "panel.webp"
SPECS = [entry for entry in gallery.ENTRIES if re.match(r"\w+ ->|\w+: ", entry.line)]
MOST_BYTES = 1_000_000


def test_the_committed_page_is_made_of_the_entries():
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert re.sub(r"^\[!\[Open in Colab.*\n\n", "", page, flags=re.MULTILINE) == gallery.page()


def test_each_entry_has_a_small_picture_and_no_picture_is_left_over():
    pictures = {path.stem: path for path in gallery.IMAGES.iterdir()}
    assert set(pictures) == {entry.name for entry in gallery.ENTRIES}
    assert sum(path.stat().st_size for path in pictures.values()) < MOST_BYTES
    for path in pictures.values():
        with Image.open(path) as picture:
            assert picture.format == "WEBP"
            assert picture.width > 400


@pytest.mark.parametrize("entry", SPECS, ids=lambda entry: entry.name)
def test_each_network_of_the_gallery_is_a_spec(entry):
    line = entry.line.removeprefix("small: ")
    if entry.name == "mistake":
        with pytest.raises(SpecError, match="did you mean 'relu'"):
            dm.parse(line)
    else:
        assert str(dm.parse(line)).startswith(line.partition(" ; ")[0])


def test_the_film_moves_and_is_small():
    assert FILM.stat().st_size < 2_000_000
    with Image.open(FILM) as film:
        assert film.n_frames > 30
        assert film.info["loop"] == 0


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_the_film_has_words_for_those_who_do_not_see_it(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    (words,) = re.findall(r"!\[([^]]+)\]\((?:docs/)?images/panel\.webp\)", text)
    assert "Start" in words
    assert "Stop" in words
