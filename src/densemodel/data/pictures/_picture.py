"""Reads one picture from its file: upright, cropped to a shape, and scaled to it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from densemodel._array import Array

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "DIB", "WEBP")
"Pillow's names: it has readers of many more, which open other programs and files."
SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".dib", ".webp"},
)
MOST_PIXELS = 25_000_000
"Of what is decoded: four bytes each, and as many again while it is scaled."
_LARGE = 4_000_000
_one_large = Lock()
"Held for a large picture, so that several threads do not decode one each."


class PictureError(Exception):
    """A file is no picture that can be read; the text is a clause that says why."""


def read_picture(path: Path, shape: tuple[int, int, int]) -> tuple[Array, tuple[int, int], bool]:
    """Read a picture.

    It is turned as the camera says; the middle of it that has the shape's proportions is scaled;
    what is transparent becomes white; of an animation the first picture counts.

    Args:
        path: Of a JPEG, PNG, GIF, BMP or WebP file.
        shape: Height, width, and channels: 3 for colours, 1 for grey.

    Returns:
        The pixels, uint8 of this shape; width and height of the picture in the file, as it is
        turned; and whether it has colours.

    Raises:
        PictureError: It is damaged, too large, or no picture.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=FORMATS) as image:
            size = image.size
            height, width, _ = shape
            # a JPEG is decoded at a half, a quarter or an eighth of its size: four times as fast
            image.draft(None, (2 * width, 2 * height))
            pixels = image.size[0] * image.size[1]
            if pixels <= _LARGE:
                return _scaled(image, shape, size)
            if pixels <= MOST_PIXELS:
                with _one_large:
                    return _scaled(image, shape, size)
    except Image.DecompressionBombError:
        raise PictureError("has more pixels than any camera takes") from None
    except UnidentifiedImageError:
        raise PictureError("is not a JPEG, PNG, GIF, BMP or WebP picture") from None
    except MemoryError:
        raise PictureError("does not fit into the memory") from None
    except Exception as error:  # noqa: BLE001 - of a damaged file Pillow raises what it likes
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise PictureError(f"can't be read: {reason[:100]}") from None
    raise PictureError(f"has {size[0]:,} x {size[1]:,} pixels, which is too large")


def _scaled(
    image: Image.Image, shape: tuple[int, int, int], size: tuple[int, int]
) -> tuple[Array, tuple[int, int], bool]:
    from PIL import Image

    height, width, channels = shape
    orientation = image.getexif().get(_ORIENTATION, 1)
    is_on_its_side = orientation in _ON_THEIR_SIDE
    small = _opaque(image, (height, width) if is_on_its_side else (width, height))
    if orientation in _TURNS:
        small = small.transpose(Image.Transpose[_TURNS[orientation]])
    values = np.asarray(small.convert("RGB"))
    has_colours = bool((np.ptp(values.astype(np.int16), axis=-1) > _GREY).any())
    if channels == 1:
        values = np.asarray(small.convert("L"))[..., None]
    return values, size[::-1] if is_on_its_side else size, has_colours


_ORIENTATION = 0x0112
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_ON_THEIR_SIDE = (5, 6, 7, 8)
_GREY = 12
"JPEG leaves small differences between the channels of a grey picture."


def _opaque(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Cropped and scaled; with 8 bits a channel, and on white where it is transparent."""
    from PIL import Image, ImageOps

    def fit(one: Image.Image) -> Image.Image:
        return ImageOps.fit(one, size, Image.Resampling.BILINEAR)

    if image.mode.startswith("I"):  # 16 bits, which Pillow would clip
        values = np.asarray(fit(image.convert("I"))) >> 8
        return Image.fromarray(values.clip(0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        small = fit(image if image.mode == "RGBA" else image.convert("RGBA"))
        white = Image.new("RGB", size, "white")
        white.paste(small, mask=small.getchannel("A"))
        return white
    return fit(image if image.mode in {"L", "RGB"} else image.convert("RGB"))
