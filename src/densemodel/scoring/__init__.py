"""What a model is worth, and what it says: answers in the person's own words.

pandas and Keras load at the first call.
"""

from __future__ import annotations

from densemodel.scoring._predict import predict

__all__ = ["predict"]
