"""A good file with random damage is refused in words, or reads as plain values."""

import os
import random

import pytest

from support.store.good_file import good_file
from support.store.messages_of import answer, is_short
from support.store.mutations import mutated
from support.store.reading import is_harmless, read_whole

FILES = int(os.environ.get("DENSEMODEL_FILES", "2000"))
"`make fuzz` tries 100,000."
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_damage_is_refused_or_harmless(part):
    good = good_file()
    # `make test` tries the same files each time
    first = random.SystemRandom().randrange(10**9) if "DENSEMODEL_FUZZ" in os.environ else 0
    for seed in range(first + part, first + FILES, PARTS):
        data = mutated(good, seed)
        try:
            message, found = answer(read_whole, data)
        except Exception as error:
            raise AssertionError(f"the damage of seed {seed}") from error
        assert is_short(message) if found is None else is_harmless(*found), seed


def test_damage_is_met_in_every_part_of_the_file():
    good = good_file()
    messages = set()
    for seed in range(500):
        messages.add(answer(read_whole, mutated(good, seed))[0].split(" can't be read")[0])
    assert {"the file", "the weights", "config.json", "densemodel/card.json"} <= messages
