"""A healthy table of people, for tests that spoil it."""

import numpy as np
import pandas as pd

PEOPLE = 300
_TOWNS = ["Aachen", "Bonn", "Chur", "Dole"]
CITIES = [_TOWNS[place] for place in np.random.default_rng(11).integers(0, 4, PEOPLE)]


def people():
    """Rows with ages, incomes, cities and members; and whether they bought."""
    rng = np.random.default_rng(12)
    age = rng.integers(18, 80, PEOPLE)
    income = rng.gamma(9, 330, PEOPLE).round(2)
    member = rng.random(PEOPLE) < 0.4
    score = (age - 45) / 15 + member + rng.normal(0, 1, PEOPLE)
    frame = pd.DataFrame({"age": age, "income": income, "city": CITIES, "member": member})
    return frame, np.where(score > 0.5, "yes", "no").tolist()
