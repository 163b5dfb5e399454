"""Stopwatches in a page, which use the browser's own clock."""

# From the click as the browser dates it to the end of the first frame that shows the answer.
_ARM = """(panel, [answer, argument]) => {
    const isThere = eval(answer);
    window.answered = new Promise(resolve => {
        document.addEventListener('click', click => {
            const look = () => {
                if (!isThere(panel, argument)) return requestAnimationFrame(look);
                setTimeout(() => resolve(performance.now() - click.timeStamp));
            };
            requestAnimationFrame(look);
        }, {capture: true, once: true});
    });
}"""
_FRAMES = """seconds => new Promise(resolve => {
    const times = [];
    const frame = time => {
        times.push(time);
        if (time - times[0] < seconds * 1000) return requestAnimationFrame(frame);
        const gaps = times.slice(1).map((later, index) => later - times[index]);
        resolve({frames: gaps.length, seconds: (time - times[0]) / 1000,
            longest: Math.max(...gaps)});
    };
    requestAnimationFrame(frame);
})"""
# Date.now() is the kernel's clock too: both run on one machine
_WATCH_CHANGES = """panel => {
    window.lastChange = 0;
    new MutationObserver(() => { window.lastChange = Date.now(); }).observe(
        panel, {attributes: true, characterData: true, childList: true, subtree: true});
}"""

_UPDATES = """(panel, seconds) => new Promise(resolve => {
    const frames = new Set();
    const observer = new MutationObserver(changes => {
        if (changes.some(({target}) => target.matches('path.line'))) {
            frames.add(document.timeline.currentTime);
        }
    });
    observer.observe(panel, {attributeFilter: ['d'], subtree: true});
    setTimeout(() => resolve(frames.size), seconds * 1000);
})"""

HAS_POINTS = """panel => [...panel.querySelectorAll('path.line')].some(
    path => (path.getAttribute('d') || '').length > 10)"""
"""Whether a curve has points."""

IS_SHOWN = """(panel, name) => [...panel.querySelectorAll('button')].some(
    button => button.innerText === name && button.offsetParent)"""
"""Whether a button of this name is visible."""

HAS_OTHER_TICKS = """(panel, before) => [...panel.querySelectorAll('.axis')].map(
    axis => axis.textContent).join() !== before"""
"""Whether the axes have other ticks than before."""


def ticks(panel):
    """The ticks of the axes, for `HAS_OTHER_TICKS`."""
    words = "panel => [...panel.querySelectorAll('.axis')].map(axis => axis.textContent).join()"
    return str(panel.evaluate(words))


def answer_ms(panel, button, answer, argument):
    """Click, and return the milliseconds until the effect is visible.

    Args:
        panel: The part of the page with the effect.
        button: The button to click.
        answer: JavaScript, (panel, argument) => whether the effect is there.
        argument: Its second argument.
    """
    panel.evaluate(_ARM, [answer, argument])
    button.click()
    return float(panel.evaluate("() => window.answered"))


def frames(page, seconds):
    """Count the page's frames: their number per second, and the longest one in milliseconds."""
    counted = page.evaluate(_FRAMES, seconds)
    return counted["frames"] / counted["seconds"], counted["longest"]


def updates(panel, seconds):
    """Count how often a second the curves of a panel change; those of one frame count once."""
    return float(panel.evaluate(_UPDATES, seconds)) / seconds


def watch_changes(panel):
    """Record from now on when a part of the page last changed."""
    panel.evaluate(_WATCH_CHANGES)


def last_change(page):
    """When it last changed, in seconds since 1970."""
    return float(page.evaluate("() => window.lastChange")) / 1000


class Received:
    """Counts the bytes that a page's websockets receive from now on."""

    def __init__(self, page):
        self.bytes = 0
        self._session = page.context.new_cdp_session(page)
        self._session.on("Network.webSocketFrameReceived", self._add)
        self._session.send("Network.enable")

    def _add(self, event):
        frame = event["response"]
        text = str(frame["payloadData"])
        is_text = frame["opcode"] == 1
        # what is not text is told in base64: four characters for three bytes
        self.bytes += len(text.encode()) if is_text else len(text) * 3 // 4
