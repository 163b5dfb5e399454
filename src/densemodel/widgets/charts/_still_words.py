"""Text in a picture: any text as plain words, in a font that has its letters.

matplotlib reads `$x$` as maths and warns on stderr of each letter that its font lacks, so neither
reaches it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

_FONT = "DejaVu Sans"
"Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew."
_OTHERS = (
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC", "Heiti TC"),
    *("Yu Gothic", "Microsoft YaHei", "Malgun Gothic", "Noto Sans Devanagari", "Nirmala UI"),
    "Arial Unicode MS",
)
"Asked, where they are installed, for letters that the first one lacks."
_LACKING = "□"
_PIXEL = 0.72
"Points: a picture is laid out at 100 pixels an inch."


def plain(text: object, longest: int = 40) -> str:
    """The text in one line, cut to a length, with a box for each letter that no font has.

    Args:
        text: Of any origin.
        longest: The most characters that are left.
    """
    words = " ".join(str(text)[: 4 * longest].split())
    # marks that are not seen, among them those that turn the direction of writing around
    seen = "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")
    cut = seen if len(seen) <= longest else seen[: longest - 1].rstrip() + "…"
    letters = _letters((_FONT,))
    if not all(ord(letter) in letters for letter in cut):
        letters = _letters(_fonts())
    return "".join(letter if ord(letter) in letters else _LACKING for letter in cut)


def font(text: str, pixels: float, **options: Any) -> dict[str, Any]:
    """How matplotlib is to draw such a text, whatever a person's own settings of it are."""
    is_usual = all(ord(letter) in _letters((_FONT,)) for letter in text)
    return {
        "family": [_FONT] if is_usual else list(_fonts()),
        "fontsize": pixels * _PIXEL,
        "fontweight": "normal",
        "fontstyle": "normal",
        "parse_math": False,
        "usetex": False,
        **options,
    }


@cache
def _fonts() -> tuple[str, ...]:
    from matplotlib import font_manager

    installed = set(font_manager.fontManager.get_font_names())
    return (_FONT, *(name for name in _OTHERS if name in installed))


@cache
def _letters(fonts: tuple[str, ...]) -> frozenset[int]:
    from matplotlib import font_manager

    found: set[int] = set()
    for name in fonts:
        path = font_manager.findfont(font_manager.FontProperties(family=[name]))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)
