"""What is on the pad, how the network gets it, and its answer in words."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.score._score_examples import picture_state
from densemodel.wording import in_order, number

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.scoring import PictureAnswer, PictureForm

_MOST_BARS = 12


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is on the pad: a drawing, an image, or a row of the data."""

    pixels: Array | None = None
    """uint8: ink of shape (h, w) where the rows have a ground, else colours of shape (h, w, 3).
    None if the pad is empty."""
    row: Array | None = None
    "The row, as the network gets it; None of anything else."
    words: str = ""
    "Which row it is."
    is_done: bool = True
    "Whether the pen is lifted."

    @classmethod
    def of_row(cls, form: PictureForm, row: Array, words: str) -> Drawing:
        """A row of the data on the pad."""
        pixels = form.pixels(row.reshape(1, *form.shape))[0]
        if form.has_ground:
            pixels = pixels if form.is_light_on_dark else 255 - pixels
        elif not form.is_colour:
            pixels = np.repeat(pixels[..., None], 3, axis=2)
        return cls(pixels, row.reshape(form.shape), words)

    def x(self, form: PictureForm, *, is_fitted: bool) -> Array:
        """The drawing as the network gets it, float32 of the form's shape."""
        if self.row is not None:
            return self.row
        if self.pixels is None:
            return form.of_drawing(np.zeros((1, 1)))
        if form.has_ground:
            return form.of_drawing(self.pixels / 255, is_fitted=is_fitted)
        return form.of_image(self.pixels)


def pixels_of(text: str, shape: tuple[int, ...]) -> Array | None:
    """The pixels of a page's message, uint8 of this shape; None if they are not so many.

    Args:
        text: Bytes in base64.
        shape: With -1 twice for the side of a square.
    """
    try:
        content = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except (binascii.Error, ValueError):
        return None
    if -1 in shape:
        channels = math.prod(shape[2:])
        side = math.isqrt(len(content) // channels)
        shape = (side, side, *shape[2:])
    is_whole = len(content) == math.prod(shape) > 0
    return content.reshape(shape) if is_whole else None


@dataclass(frozen=True, eq=False)
class DrawFacts:
    """The network's answer to what is on the pad."""

    form: PictureForm
    drawing: Drawing
    number: int
    "That of the page's newest message which this answers."
    is_fitted: bool = True
    x: Array = field(default_factory=lambda: np.empty(0))
    "The picture as the network gets it, of the form's shape."
    answer: PictureAnswer | None = None
    "None for an empty pad, or if there is a `refusal`."
    moment: str = ""
    "Whose answer it is: `the newest weights, in epoch 3`."
    refusal: str = ""

    @property
    def words(self) -> str:
        """The answer in words: `3, 93 %`."""
        answer = self.answer
        if answer is None:
            return ""
        if not answer.are_probabilities:
            return in_order(answer.label)
        if answer.label not in answer.names:  # labels that are yes
            return in_order(answer.label) or "none of the labels"
        share = float(answer.values[answer.names.index(answer.label)])
        return f"{in_order(answer.label)}, {number(share, 'share')}"

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Each class or number: `name`, `text`, whether it `is_marked`, `share`, if it is one."""
        answer = self.answer
        if answer is None:
            return []
        values = answer.values.astype(float)
        names = answer.names if len(answer.names) == len(values) else ("output",)
        at = np.arange(len(values))
        if answer.are_probabilities and len(values) > _MOST_BARS:
            at = np.argsort(-values, kind="stable")
        has_most = answer.are_probabilities and len(values) > 1
        return [
            {
                "name": " ".join(in_order(names[one]).split())[:200],
                "share": float(values[one]) if answer.are_probabilities else None,
                "text": number(
                    float(values[one]), "bar" if answer.are_probabilities else "measure"
                ),
                "is_marked": bool(has_most and one == values.argmax()),
            }
            for one in at[:_MOST_BARS].tolist()
        ]

    @property
    def note(self) -> str:
        """Whose answer it is, and of how many classes the bars are the first."""
        if self.answer is None:
            return ""
        count = len(self.answer.values)
        which = "most likely" if self.answer.are_probabilities else "first"
        of = f" The {_MOST_BARS} {which} of {count:,}." if count > _MOST_BARS else ""
        return f"By {self.moment}.{of}"

    @property
    def caption(self) -> str:
        """The size of the picture that the network gets, and how it was made."""
        drawing, (height, width) = self.drawing, self.form.size
        how = "the middle of the pad"
        if drawing.row is not None:
            how = drawing.words[:1].lower() + drawing.words[1:]
        elif drawing.pixels is None:
            how = ""
        elif self.form.has_ground:
            how = "centred by its mass" if self.is_fitted else "the whole pad"
        return f"{height} x {width}" + (how and f", {how}")

    def state(self) -> dict[str, Any]:
        """The traits of the pad that the answer sets."""
        form, answer = self.form, self.answer
        similar: list[dict[str, str]] = []
        pictures = None
        if answer is not None:
            pixels = form.pixels(np.stack([one.x for one in answer.similar]))
            pictures = picture_state(form, pixels)
            similar = [
                {"label": in_order(one.label), "row": f"Row {one.place:,} of x"}
                for one in answer.similar
            ]
        is_empty = self.drawing.pixels is None
        return {
            "answered": self.number,
            "is_fitted": self.is_fitted,
            "picture": b"" if is_empty else form.pixels(self.x[None])[0].tobytes(),
            "similar_pictures": b"" if pictures is None else pictures["pixels"],
            "answer": {
                "words": self.words,
                "bars": self.bars,
                "note": self.note,
                "caption": self.caption,
                "similar": similar,
                "refusal": self.refusal,
            },
        }
