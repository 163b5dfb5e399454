"""Text for HTML: the one place where it is escaped.

`HTML.value` runs scripts that a hostile name carries, and `Label.value` turns `$` into maths. So
every view puts user text through `escaped` (or a function here that does) into an `HTML` widget.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def element(tag: str, text: object, css: str = "") -> str:
    """One HTML element around a text.

    Args:
        tag: the element's name, ours: never a user's text.
        text: what it shows; escaped here.
        css: its class, ours as well.
    """
    chosen = f' class="{css}"' if css else ""
    return f"<{tag}{chosen}>{escaped(text)}</{tag}>"


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
    said = str(error).strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
