"""Numbers, times, lists and HTML text in words. Standard library only.

This is the one place where text is escaped for HTML: `HTML.value` runs scripts that a hostile
name carries, and `Label.value` turns `$` into maths. So every view puts user text through `escaped`
(or a function here that does) into an `HTML` widget.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import TYPE_CHECKING, Literal

from densemodel.errors import DenseModelError
from densemodel.wording._terms import term as term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BILLION = 1e9
_MINUTE, _HOUR = 60.0, 3600.0
_IN_OTHER_UNITS = ("loss", "error", "crossentropy", "divergence", "poisson", "cosh")
"""How the names of measures end that are no scores up to 1."""
_SPECIAL_NAMES = {
    "r2_score": "R2",
    "auc": "AUC",
    "roc_auc": "ROC AUC",
    "f1": "F1",
    "macro_f1": "macro F1",
    "brier": "Brier score",
    "exact_match": "all answers right",
}


NumberKind = Literal["measure", "score", "share", "bar", "value", "cell", "size"]
"""measure: a loss or another number that was computed. score: a measure up to 1. share: from 0 to
1. bar: the same, below others. value: of the data, in a sentence. cell: of a table. size: bytes."""


def number(value: float, kind: NumberKind = "measure") -> str:
    """A number in words: this is the one place where numbers are written for people.

    `measure`: three figures, as `rounded`. `score`: the same, and 0.009 or 0 near 0. `share`: 98 %,
    1.4 %, 0.07 %, and 100 % only if it is all. `bar`: the same, always with one decimal. `value`:
    122,214, 3.142, 1e+30. `cell`: whole numbers as they are, since they may be years or ids, others
    in four figures. `size`: 61 kB.
    """
    if kind in ("share", "bar"):
        return f"{_percent(value) if kind == 'share' else _percent_of_bar(value)} %"
    if kind == "size":
        return _size(value)
    if kind == "cell":
        is_whole = value == value // 1 and abs(value) < 2**24  # float32 holds no more
        return f"{value:.0f}" if is_whole else rounded(value, 4)
    if kind == "value":
        return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.4g}"
    if kind == "measure" or not 0 < abs(value) < 0.01:
        return rounded(value)
    text = f"{value:.3f}"
    return "0" if float(text) == 0 else text


def rounded(value: float, digits: int = 3) -> str:
    """A measure with three significant digits: 0.098, 12.3, 1,230, 4.20 billion, 1.23e-05."""
    value = float(f"{value:.7g}")  # float32 holds no more: 0.9655 is 0.9654999971
    size = abs(value)
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinity" if value > 0 else "-infinity")
    if 1e-4 <= size < _BILLION or not size:
        return _plain(value, digits)
    if _BILLION <= size <= 999 * _BILLION:  # losses in squared units can be large
        return f"{_plain(value / _BILLION, digits)} billion"
    return f"{value:.{digits}g}"


def score_text(name: str, value: float) -> str:
    """A loss or metric of this name as text."""
    return number(value, "measure" if name.endswith(_IN_OTHER_UNITS) else "score")


def _percent(share: float) -> str:
    if share in (0, 1):
        return "100" if share else "0"
    value = 100.0 * share
    if value >= 99:
        return _half_up(min(value, 99.9), 1)
    if value >= 9.95:
        return _half_up(value, 0)
    if value >= 0.995:
        return _half_up(value, 1)
    return f"{float(_half_up(value, -math.floor(math.log10(value)))):.1g}"


def _percent_of_bar(share: float) -> str:
    return f"{min(100 * share, 99.9 if share < 1 else 100):.1f}"


def _half_up(value: float, decimals: int) -> str:
    """Round half up, like the page's JavaScript: 12.5 is 13."""
    # a share of 39 in 4,000 is 0.975 %, not quite so as a float
    exact = Decimal(f"{value:.12g}")
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _size(count: float) -> str:
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale * 0.9995:  # else 999.9 kB would read 1000 kB
            value = count / scale
            figures = f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
            return f"{figures.removesuffix('.0')} {unit}"
    return f"{count:.0f} bytes"


def _plain(value: float, digits: int) -> str:
    """Without an exponent."""
    if not value:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if power >= digits - 1:
        return f"{round(value, digits - 1 - power):,.0f}"
    if power >= 0:
        return f"{value:.{digits - 1 - power}f}"
    # 0.01 and above align in a column, 0.098 below 0.112
    return f"{value:.{digits}f}" if power >= -2 else f"{value:.{digits}g}"


def about(seconds: float) -> str:
    """An estimated time in words: `about 12 s`, `about 25 s`, `about 2 min`."""
    if seconds < 15:
        return f"about {max(round(seconds), 1)} s"
    if seconds < 90:
        stride = 5 if seconds < _MINUTE else 10
        return f"about {round(seconds / stride) * stride} s"
    minutes = seconds / _MINUTE
    if minutes < 57.5:
        stride = 1 if minutes < 10 else 5
        return f"about {round(minutes / stride) * stride} min"
    if minutes >= 10 * 60:
        return f"about {round(minutes / 60):,} h"
    hours, tens = divmod(round(minutes / 10), 6)
    return f"about {hours} h {tens}0 min" if tens else f"about {hours} h"


def metric_words(name: str) -> str:
    """Keras's name of a metric in words: `val_mean_absolute_error`, R2 for `r2_score`."""
    if name.startswith("val_"):
        return f"validation {metric_words(name.removeprefix('val_'))}"
    return _SPECIAL_NAMES.get(name, name.replace("_", " ").strip())


def enumerated(parts: Sequence[str], last: str = "and") -> str:
    """The parts in a sentence: `a`, `a and b`, `a, b and c`; or with "or" before the last."""
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def capitalised(words: str) -> str:
    """The words as a title: the first letter large, the others as they are."""
    return words[:1].upper() + words[1:]


def with_article(noun: str) -> str:
    """A noun after its article: `a dict`, `an int`, `an ndarray`."""
    return f"{'an' if noun[:1].lower() in 'aeiou' or noun == 'ndarray' else 'a'} {noun}"


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 epoch`, `42,310 parameters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """A time span: `0.29 s`, `4.1 s`, `25 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 1:
        return f"{max(seconds, 0.0):.2f} s"
    if seconds < 10:  # one more figure where it tells something
        return f"{seconds:.1f} s"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


NO_MATHS = "tex2jax_ignore"
"""The class of elements that MathJax 2 of nbclassic skips: it typesets whole outputs, with
widgets."""

_LONGEST_READ = 300


_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def in_order(text: str) -> str:
    """The text without characters that change the writing direction of what follows.

    Hebrew and Arabic are written from right to left without them.
    """
    return text.translate(_TURNING)


def escaped(text: object) -> str:
    """The text as HTML that shows these characters as they are, in an attribute too."""
    return escape(in_order(str(text)), quote=True)


def shortened(text: str, longest: int) -> str:
    """The text, cut to so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def short_text(label: object) -> str:
    """A class label or another name of a person's, cut to the length of a heading."""
    return shortened(in_order(str(label)), 60)


def element(tag: str, text: object, css: str = "") -> str:
    """One HTML element around a text.

    Args:
        tag: the element's name, ours: never a user's text.
        text: what it shows; escaped here.
        css: its class, ours as well.
    """
    chosen = f' class="{css}"' if css else ""
    return f"<{tag}{chosen}>{escaped(text)}</{tag}>"


def readable(name: bytes | str, longest: int = 40) -> str:
    """A name from a file that is safe in any message."""
    text = name.decode("ascii", "backslashreplace") if isinstance(name, bytes) else name
    shown = ascii(text)[1:-1]
    return shown if len(shown) <= longest else f"{shown[:longest]}..."


def paragraphs(lines: Iterable[object], css: str = "") -> str:
    """Each line as a paragraph."""
    return "".join(element("p", line, css) for line in lines)


def spec_markup(text: str) -> str:
    """A spec's text with its arrows drawn in the accent colour."""
    arrow = '<b class="dm-arrow">→</b>'
    return arrow.join(escaped(part) for part in text.replace("->", "→").split("→"))


def read_aloud(network: str) -> str:
    """A network as text for a screen reader; of a long one only both ends."""
    if len(network) <= _LONGEST_READ:
        return network
    half = _LONGEST_READ // 2
    return f"{network[:half].rsplit(' ', 1)[0]} ... {network[-half:].split(' ', 1)[-1]}"


def text_area(text: str, label: str, rows: int) -> str:
    """A read-only field whose text can be selected and copied.

    A `<textarea readonly>` rather than a disabled ipywidgets one, whose text Firefox cannot
    select. The attribute keeps JupyterLab from taking key presses for its own short cuts.
    """
    return (
        f'<label class="dm-code-label">{escaped(label)}'
        f'<textarea class="dm-code" readonly spellcheck="false" wrap="off" rows="{rows}"'
        f' data-lm-suppress-shortcuts="true">\n{escaped(text)}</textarea></label>'
    )


def error_text(error: BaseException) -> str:
    """An error as text: ours as the message, others with their type."""
    if isinstance(error, DenseModelError):
        return str(error)
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
