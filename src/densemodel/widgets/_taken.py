"""The front end's answer that it has drawn what it was sent.

A kernel can send faster than a browser draws, and nothing pushes back: the browser then still
replays long after training ended. So the writer counts what it sends in `sent`, the front end
copies it to `taken` after its next frame, and the writer waits for that.
"""

from __future__ import annotations

import anywidget
import traitlets

from densemodel.widgets._comm_mend import answer_in_subshells

# Too small for a bundle of its own: it draws nothing, so it needs neither types nor a style.
_ANSWER = """
export default {
  initialize({ model }) {
    const answer = () => requestAnimationFrame(() => {
      model.set("taken", model.get("sent"));
      model.save_changes();
    });
    model.on("change:sent", answer);
    return () => model.off("change:sent", answer);
  },
};
"""


class Taken(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Counts what was sent and what the front end has drawn of it."""

    _esm = _ANSWER
    sent = traitlets.Int(0).tag(sync=True)
    taken = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("dm-style")  # it has nothing to show
        answer_in_subshells(self)

    @property
    def answers(self) -> bool:
        """A front end has ever answered: scripts and tests have none."""
        return bool(self.taken > 0)

    @property
    def is_up_to_date(self) -> bool:
        """All that was sent is drawn."""
        return bool(self.taken >= self.sent)
