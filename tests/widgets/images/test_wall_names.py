"""What stands below a picture: never a caption that two classes share, never half a number."""

import pytest

from densemodel.widgets.images._wall_facts import captions, captions_or_signs, legend

ANIMALS = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def test_names_that_fit_stand_as_they_are():
    digits = [str(digit) for digit in range(10)]
    assert captions(digits, 1) == digits
    assert captions(digits, 3) == digits


def test_names_that_share_their_first_letters_have_no_captions():
    assert captions(ANIMALS, 1) == []


def test_as_many_letters_as_fit_distinguish_more_names():
    two = ["ai", "au", "bi", "ca", "de", "do", "fr", "ho", "sh", "tr"]
    assert captions(ANIMALS, 2) == two
    assert captions(ANIMALS, 3)[:3] == ["air", "aut", "bir"]


@pytest.mark.parametrize("first", ["class_", "class ", "class-", "class", "digit: "])
def test_words_that_all_names_begin_with_are_dropped(first):
    digits = [str(digit) for digit in range(10)]
    assert captions([first + digit for digit in digits], 1) == digits


def test_a_number_is_never_cut():
    numbers = [str(number) for number in range(100)]
    assert captions(numbers, 1) == []
    assert captions(numbers, 2) == numbers
    assert captions([f"class_{number}" for number in range(11)], 1) == []
    # each has another first letter, and says another number
    for names in (["10", "25", "37"], ["1.5", "2.5"], ["-1", "1"], ["7", "60x"]):
        assert captions(names, 1) == []


def test_a_number_that_all_begin_with_is_not_dropped():
    assert captions([str(number) for number in range(10, 20)], 1) == []
    assert captions(["x 1.5", "x 1.7"], 1) == []
    assert captions(["at -1", "at -2"], 1) == []


def test_a_part_of_a_word_is_not_dropped():
    assert captions(["cart", "card"], 1) == []
    assert captions(["ClassCat", "ClassDog"], 1) == ["C", "D"]


def test_fewer_letters_stand_where_more_would_cut_a_number():
    assert captions(["ab12", "cd34"], 3) == ["ab", "cd"]


def test_a_name_that_others_begin_with_has_no_captions():
    assert captions(["class", "class 2"], 3) == []
    assert captions(["no", "no 2"], 3) == []


def test_names_that_appear_the_same_have_no_captions():
    assert captions(["□", "□"], 1) == []


def test_letters_are_not_cut_in_halves():
    assert captions(["👩‍🚀👩‍🚀", "👍🏽", "e\u0301t\u0301"], 1) == ["👩‍🚀", "👍🏽", "e\u0301"]


def test_hostile_names_are_cut_as_others_are():
    assert captions(["<img onerror>", "$x$", ""], 2) == []
    assert captions(["<img onerror>", "$x$"], 1) == ["<", "$"]


def test_classes_that_no_letter_distinguishes_have_symbols():
    assert captions_or_signs(ANIMALS, 1) == list("0123456789")
    assert captions_or_signs(ANIMALS, 2)[0] == "ai"
    # a digit would be read as one of the names
    assert captions_or_signs([f"bird {each}" for each in range(8, 18)], 1) == list("ABCDEFGHIJ")
    assert captions_or_signs([f"bird {each:02}" for each in range(27)], 1) == []


def test_the_legend_names_the_class_of_each_caption():
    assert legend(["cat", "dog"], ["c", "d"]) == "c cat · d dog"
    assert legend(["cat", "dog"], ["cat", "dog"]) == ""
    assert legend(["cat", "dog"], []) == ""
    assert legend(["a name of a class that is very long", "dog"], ["a", "d"]) == (
        "a a name of a class that… · d dog"
    )
