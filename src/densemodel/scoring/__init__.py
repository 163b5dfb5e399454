"""What a model is worth, and what it says: answers in the person's own words.

pandas and Keras load at the first call.
"""

from __future__ import annotations

from densemodel.scoring._judged import Judged, judge
from densemodel.scoring._predict import predict
from densemodel.scoring._watched import Side, Watched, watched_rows

__all__ = ["Judged", "Side", "Watched", "judge", "predict", "watched_rows"]
