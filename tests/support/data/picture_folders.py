"""Folders of small pictures, drawn for a test."""

import numpy as np
from PIL import Image


def draw(place, size=(32, 24)):
    """A picture of soft spots, another one for each place."""
    spots = np.random.default_rng(place).integers(0, 255, (5, 6, 3)).astype(np.uint8)
    return Image.fromarray(spots).resize(size, Image.Resampling.BICUBIC)


def fill(folder, begin=0, count=12, size=(32, 24), ending="png"):
    """Save so many pictures in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(begin, begin + count):
        draw(place, size).save(folder / f"{place:03}.{ending}")
    return folder


def make_pets(root, count=12, classes=("cat", "dog"), **options):
    for place, name in enumerate(classes):
        fill(root / name, 1000 * place, count, **options)
    return root
