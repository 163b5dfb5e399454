import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densemodel.errors import StoreError
from densemodel.store.card._names import display_name, file_name, id_in, new_id, notes_of, tags_of

WRONG = [
    (display_name, ""),
    (display_name, " \t "),
    (display_name, "\u200b\u200d"),
    (display_name, "x" * 101),
    (display_name, "two\nlines"),
    (display_name, "a\x00b"),
    (display_name, "a\x1b[2Jb"),
    (display_name, "a\u202eb"),
    (display_name, "a\ud800b"),
    (display_name, 7),
    (display_name, None),
    (notes_of, 7),
    (notes_of, "x" * 10_001),
    (notes_of, "a\x00b"),
    (tags_of, 7),
    (tags_of, [7]),
    (tags_of, ["good", " "]),
    (tags_of, ["x" * 41]),
    (tags_of, ["a\x07"]),
    (tags_of, [str(n) for n in range(51)]),
]


def test_names_that_cannot_be_are_refused_in_words(cases):
    messages = []
    for read, given_ in WRONG:
        with pytest.raises(StoreError) as caught:
            read(given_)
        shown = ascii(given_) if len(ascii(given_)) < 40 else f"{ascii(given_)[:40]}..."
        messages.append(f"{read.__name__}({shown}): {caught.value}")
    cases.check("saved_names", "names, notes and tags", "\n".join(messages))
    cases.check_names(["saved_names"])


@pytest.mark.parametrize(
    "name", ["../x", "CON", "<img src=x onerror=alert(1)>", "数字", "a b", "👩‍🔬"]
)
def test_unusual_names_are_kept_and_leave_no_folder(name):
    assert display_name(f" {name} ") == name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{16}\.keras", file_name(name, new_id()))


def test_two_ways_to_write_a_letter_are_one_name():
    assert display_name("Gro\u0308ße") == "Größe"


@given(st.text(min_size=1, max_size=100))
def test_the_name_of_a_file_is_made_of_ascii_letters_and_the_id(text):
    made = file_name(text, "00c0ffee00c0ffee")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}-00c0ffee00c0ffee\.keras", made)
    assert id_in(made) == "00c0ffee00c0ffee"


def test_a_file_of_another_name_has_no_id():
    assert id_in("digits.keras") == id_in("digits-00c0ffee00c0ffee (copy).keras") == ""


def test_tags_are_words_each_once():
    assert tags_of("final") == ("final",)
    assert tags_of([" b ", "a", "b"]) == ("b", "a")
    assert notes_of("one\n\ttwo") == "one\n\ttwo"
