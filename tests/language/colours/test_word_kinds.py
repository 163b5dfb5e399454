"""The words that are coloured are those of the language."""

from densemodel.language import LOSSES, WORDS
from densemodel.language.colours import VALUES_OF, WORD_KINDS


def test_each_word_of_the_language_has_one_kind():
    words = [word for kind in WORD_KINDS.values() for word in kind]
    assert len(words) == len(set(words))
    assert set(words) >= WORDS
    assert set(VALUES_OF["loss"]) > set(LOSSES)
