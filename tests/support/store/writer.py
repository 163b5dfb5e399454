"""Saves the model "digits" again and again, and says each save that was done.

    python -m support.store.writer FOLDER [COUNT]

Each save is told in the notes, and in all weights, by its number. Without a count it goes on until
it is killed, and only writes notes each third time.
"""

import sys
from itertools import count, islice

from densemodel.store import ModelStore
from support.store.small_models import card, file_of

KILOBYTES = 256


def main():
    store = ModelStore(sys.argv[1])
    most = int(sys.argv[2]) if len(sys.argv) > 2 else None
    first = max((int(model.notes) for model in store.list()), default=0) + 1
    for number in islice(count(first), most):
        if most is None and number % 3 == 0:  # over the old file; else beside it
            store.annotate("digits", notes=str(number))
        else:
            saved_card = card(at=number, notes=str(number))
            store._files.write(
                file_of(saved_card, number.to_bytes(4) * 256 * KILOBYTES), saved_card
            )
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
