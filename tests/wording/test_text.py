from html.parser import HTMLParser

import pytest

from densemodel.errors import DataError
from densemodel.wording import element, error_text, escaped, spec_markup, text_area, with_article

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "$x^2$ &lt;b&gt;",
]


def test_no_text_turns_the_direction_of_what_stands_behind_it():
    assert escaped("a\u202ebc\u2067 d") == "abc d"
    assert escaped("שלום") == "שלום"


class Read(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.attributes = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_text(name):
    read = Read(element("span", name, "dm-name"))
    assert read.tags == ["span"]
    assert read.attributes == ["class"]
    assert read.text == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_does_not_leave_its_field(name):
    read = Read(text_area(name, name, 2))
    assert read.tags == ["label", "textarea"]
    assert not [found for found in read.attributes if found.startswith("on")]
    assert read.text.count(name) == 2


def test_arrows_stand_out_and_the_rest_is_text():
    read = Read(spec_markup("784 -> 50<b> -> 10"))
    assert read.tags == ["b", "b"]
    assert read.text == "784 → 50<b> → 10"


def test_our_errors_are_shown_whole_and_others_with_their_type():
    assert error_text(DataError("x has 3 rows", hint="give 4")) == "x has 3 rows\n  give 4"
    assert error_text(ValueError("no")) == "ValueError: no"
    assert error_text(KeyboardInterrupt()) == "KeyboardInterrupt"


@pytest.mark.parametrize("words", ["a dict", "an int", "an ndarray", "a DataFrame", "an Index"])
def test_a_noun_has_its_article(words):
    assert with_article(words.split()[1]) == words
