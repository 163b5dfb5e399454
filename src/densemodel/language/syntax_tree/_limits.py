"""Sizes beyond which a text is refused before anything is built.

They keep a typing slip (a million in place of a thousand) from hanging a notebook.
"""

from __future__ import annotations

CHARACTERS = 200_000
"In one cell."
BRACKET_DEPTH = 20
REPEAT = 1_000
"Of one `N*(...)`."
LAYERS = 10_000
"Counted without unrolling."
PARAMETERS = 10**9
INPUT_VALUES = 10**9
"Numbers in one row of the input: the product of its sizes."
NUMBER_CHARACTERS = 30
NUMBER = 3.4e38
"The largest that Keras holds: it counts in float32."
LEAST_NUMBER = 1.2e-38
"The smallest above 0, for the same reason."
COUNT = 10**9
"Of any other whole number: batch, epochs, steps."
SEED = 2**32 - 1
"NumPy's largest seed."
TRIALS = 10_000
"Of one sweep."
PROBLEMS_SHOWN = 20
