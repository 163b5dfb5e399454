"""A moving picture of a page in a real browser, with a pointer and a line of words below."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import FloatRect, Locator

CAPTION_HEIGHT = 44
"Pixels at the bottom of the picture."
_STEPS = 7
"Frames in which the pointer reaches its aim, or the page scrolls to its place."
_STEP_SECONDS = 0.06
_MARGIN = 5
"Pixels above what is scrolled to the top."
_QUALITY = 78

_ADD = """([left, width, height]) => {
    const style = document.createElement('style');
    style.textContent = `.jp-cell-toolbar, .jp-Notebook-footer {display: none !important}
        .jp-WindowedPanel-outer {scrollbar-width: none}
        .cm-cursorLayer {visibility: hidden}
        #film-words {position: fixed; left: ${left}px; bottom: 0; z-index: 99998;
            box-sizing: border-box; width: ${width}px; height: ${height}px; padding: 0 1em;
            display: flex; align-items: center; justify-content: center; gap: .35em;
            background: #263238; color: #fff; font: 500 17px system-ui, sans-serif}
        #film-words kbd {border: 1px solid #90a4ae; border-radius: 4px; padding: 1px 7px;
            font: inherit; font-size: 15px}
        #film-pointer {position: fixed; left: 0; top: 0; z-index: 99999; pointer-events: none}
        #film-pointer circle {opacity: 0}
        #film-pointer.pressed circle {opacity: .35}`;
    document.head.append(style);
    const words = document.createElement('div');
    words.id = 'film-words';
    const pointer = document.createElement('div');
    pointer.id = 'film-pointer';
    pointer.innerHTML = `<svg width="44" height="44" viewBox="-16 -16 44 44">
        <circle r="15" fill="#1976d2"/>
        <path d="M0 0v17l4-4 3 7 3-1.300-3-7h5.500z" fill="#111" stroke="#fff"
            stroke-width="1.500"/>
        </svg>`;
    document.body.append(words, pointer);
}"""
_POINT = """([x, y]) => {
    document.querySelector('#film-pointer').style.transform =
        `translate(${x - 16}px, ${y - 16}px)`;
}"""
_PRESS = "on => document.querySelector('#film-pointer').classList.toggle('pressed', on)"
_SAY = "words => { document.querySelector('#film-words').innerHTML = words; }"
_HIDE_FILES = """() => {
    if (document.querySelector('#jp-left-stack')?.offsetParent)
        return window.jupyterapp.commands.execute('application:toggle-left-area');
}"""
_SCROLL = "(sheet, top) => { sheet.scrollTop = top; }"


class Film:
    """The frames so far; each method shows something and records it.

    Args:
        page: The page, at the size that it is filmed in.
        sheet: The part of it that is filmed, which scrolls, and reaches to its bottom.
    """

    def __init__(self, page: Page, sheet: Locator) -> None:
        self._page = page
        self._sheet = sheet
        self._box = _box(sheet)
        left, top, width = self._box["x"], self._box["y"], self._box["width"]
        self._clip = self._box | {"height": page.evaluate("() => window.innerHeight") - top}
        self._at = (left + width * 0.6, top + 200.0)
        self._frames: list[tuple[bytes, float]] = []
        page.evaluate(_ADD, [left, width, CAPTION_HEIGHT])
        page.evaluate(_POINT, self._at)

    def say(self, words: str) -> None:
        """Change the words below; nothing is recorded.

        Args:
            words: HTML of ours, one line.
        """
        self._page.evaluate(_SAY, words)

    def hold(self, seconds: float) -> None:
        """Record the page as it is, to be shown so long."""
        self._frames.append((self._shot(), seconds))

    def begin_with(self, words: str, seconds: float) -> None:
        """Put the page as it is before all other frames: what a still shows of the film."""
        self._page.evaluate(_SAY, words)
        self._frames.insert(0, (self._shot(), seconds))

    def live(self, seconds: float) -> None:
        """Record what happens, at its own speed."""
        end = time.monotonic() + seconds
        while (began := time.monotonic()) < end:
            shot = self._shot()
            self._page.wait_for_timeout(40)
            self._frames.append((shot, time.monotonic() - began))

    def move_to(self, aim: Locator) -> None:
        """Move the pointer onto a part of the page."""
        box = _box(aim)
        end = (box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
        self._glide(end, self.hold)

    def click(self, aim: Locator) -> None:
        """Move the pointer onto a part of the page, and click."""
        self.move_to(aim)
        self._press(down=True)
        self.hold(0.25)
        self._press(down=False)

    def drag(self, to: float) -> None:
        """Drag what is under the pointer to the right, or to the left if negative.

        Args:
            to: How far, in pixels.
        """
        self._press(down=True)
        x, y = self._at
        self._glide((x + to, y), self.live)
        self._press(down=False)

    def draw(self, pad: Locator, line: Sequence[tuple[float, float]]) -> None:
        """Draw a line with the pointer.

        Args:
            pad: What is drawn on.
            line: Its corners, as shares of the pad's width and height.
        """
        box = _box(pad)
        corners = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
        self._at = corners[0]
        self._page.mouse.move(*self._at)
        self._press(down=True)
        for corner in corners[1:]:
            self._glide(corner, self.live)
        self._press(down=False)

    def scroll(self, part: Locator) -> None:
        """Scroll until a part is at the top."""
        start, end = self._scrolled(), self._place_of(part)
        for share in _eased():
            self._sheet.evaluate(_SCROLL, start + share * (end - start))
            self.hold(_STEP_SECONDS)

    def jump(self, part: Locator) -> None:
        """Scroll until a part is at the top; nothing is recorded."""
        self._sheet.evaluate(_SCROLL, self._place_of(part))

    def write(self, path: Path) -> float:
        """Write an animated WebP that repeats, and return how many seconds it takes."""
        shots = _merged(self._frames)
        images = [Image.open(io.BytesIO(shot)).convert("RGB") for shot, _ in shots]
        images[0].save(
            path,
            save_all=True,
            append_images=images[1:],
            duration=[round(1000 * seconds) for _, seconds in shots],
            loop=0,
            quality=_QUALITY,
            method=6,
            minimize_size=True,
        )
        return sum(seconds for _, seconds in shots)

    def _glide(self, end: tuple[float, float], record: Callable[[float], None]) -> None:
        start = self._at
        for share in _eased():
            self._at = (
                start[0] + share * (end[0] - start[0]),
                start[1] + share * (end[1] - start[1]),
            )
            self._page.mouse.move(*self._at)
            self._page.evaluate(_POINT, self._at)
            record(_STEP_SECONDS)

    def _press(self, *, down: bool) -> None:
        (self._page.mouse.down if down else self._page.mouse.up)()
        self._page.evaluate(_PRESS, down)

    def _scrolled(self) -> float:
        return float(self._sheet.evaluate("sheet => sheet.scrollTop"))

    def _place_of(self, part: Locator) -> float:
        return self._scrolled() + float(_box(part)["y"] - self._box["y"]) - _MARGIN

    def _shot(self) -> bytes:
        return bytes(self._page.screenshot(clip=self._clip))


def hide_files(page: Page) -> None:
    """Hide JupyterLab's list of files, for the notebook to have its width."""
    page.evaluate(_HIDE_FILES)


def when_settled(part: Locator | Page) -> bytes:
    """Return a picture of a part of the page when it no longer changes."""
    shot = b""
    while shot != (shot := bytes(part.screenshot())):
        page = part if isinstance(part, Page) else part.page
        page.wait_for_timeout(500)
    return shot


def _box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    if box is None:
        raise RuntimeError(f"{part} is not shown")
    return box


def _eased() -> list[float]:
    """Shares of a way, slow at both ends."""
    shares = [step / _STEPS for step in range(1, _STEPS + 1)]
    return [share * share * (3 - 2 * share) for share in shares]


def _merged(frames: list[tuple[bytes, float]]) -> list[tuple[bytes, float]]:
    """The frames, with those that are equal to the one before made part of it."""
    found: list[tuple[bytes, float]] = []
    for shot, seconds in frames:
        if found and found[-1][0] == shot:
            found[-1] = (shot, found[-1][1] + seconds)
        else:
            found.append((shot, seconds))
    return found
