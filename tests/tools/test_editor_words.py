"""The words that editors colour are those of the language."""

import editor_words
from densemodel.language import LOSSES, VALUES_OF, WORD_KINDS, WORDS


def test_the_committed_words_are_up_to_date():
    text = editor_words.FILE.read_text(encoding="utf-8")
    assert text == editor_words.text(), "js/editor/words.json is out of date: run make build"


def test_each_word_of_the_language_has_one_kind():
    words = [word for kind in WORD_KINDS.values() for word in kind]
    assert len(words) == len(set(words))
    assert set(words) >= WORDS
    assert set(VALUES_OF["loss"]) > set(LOSSES)
