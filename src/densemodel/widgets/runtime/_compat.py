"""The only module that depends on the versions of ipywidgets, bqplot, anywidget and ipykernel.

JupyterLab comes with ipywidgets 8, bqplot 0.13 and ipykernel 7, Google Colab with ipywidgets 7.7,
bqplot 0.12 and ipykernel 6.17. What a version has is found by looking for it, not by its number.
`magics/notebook/_compat.py` does the same for IPython.
"""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from ipywidgets import Color, Tab
from ipywidgets._version import __protocol_version__
from ipywidgets.widgets import widget as of_widgets
from ipywidgets.widgets.widget import _remove_buffers
from traitlets import List, Unicode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipywidgets import Widget

logger = logging.getLogger("densemodel")

VIEW = "application/vnd.jupyter.widget-view+json"
_NO_MANAGER = (
    "Google Colab can't show a panel here: its custom widget manager could not be turned on. "
    "Reload the page and run the cell again; --no-panel --wait trains without one."
)


def view_data(widget: Widget) -> dict[str, Any]:
    """The MIME bundle of a widget, for `display(..., raw=True)`.

    ipywidgets 8 has it in `_repr_mimebundle_`, which ipywidgets 7 lacks.
    """
    return {VIEW: {**widget.get_view_spec(), "model_id": widget.model_id}}


def view_metadata() -> dict[str, Any]:
    """What stands beside `view_data`: in Google Colab, which manager of widgets shows it.

    Colab shows bqplot and anywidget only by its "custom widget manager". anywidget turns that on
    where one of its own widgets is displayed; ours stand in boxes of ipywidgets. If it can't be
    turned on, a sentence is printed.
    """
    output: Any = sys.modules.get("google.colab.output")
    if output is None:
        return {}
    # private to anywidget and to Colab, so that either may be another one day
    with suppress(Exception):
        from anywidget._util import get_repr_metadata

        if found := get_repr_metadata():
            return dict(found)
    try:
        output.enable_custom_widget_manager()
    except Exception:
        logger.debug("Google Colab's custom widget manager stays off", exc_info=True)
        print(_NO_MANAGER)  # noqa: T201
        return {}
    url = getattr(getattr(output, "_widgets", None), "_installed_url", None)
    return {VIEW: {"colab": {"custom_widget_manager": {"url": url}}}} if url else {}


def request_of_cell() -> dict[str, Any]:
    """The header of the request that runs the cell; empty outside a kernel."""
    from IPython import get_ipython

    request: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return dict(request.get("header", {}))


@contextmanager
def displayed_for(request: dict[str, Any]) -> Iterator[None]:
    """Within it, what this thread displays belongs to the cell that a request has run.

    It would belong to the request that the kernel had last, such as a click. VS Code updates an
    output only for requests that it knows of as the cell's, and loses those of a cell that was
    run again.
    """
    from IPython import get_ipython

    publisher: Any = getattr(get_ipython(), "display_pub", None)
    if not request or not hasattr(publisher, "register_hook"):
        yield
        return

    def hook(message: dict[str, Any]) -> dict[str, Any]:
        return {**message, "parent_header": request}

    publisher.register_hook(hook)  # of this thread alone
    try:
        yield
    finally:
        publisher.unregister_hook(hook)


def tab_bar(pages: Sequence[Widget], titles: Sequence[str], kind: type[Tab] | None = None) -> Tab:
    """Tabs with titles, one for each page, of this class."""
    made: Any = kind or Tab
    if "titles" in made.class_trait_names():
        return made(pages, titles=titles)
    # ipywidgets 7: a dictionary, whose keys are text as JSON has them
    named = {str(place): title for place, title in enumerate(titles)}
    return _with_titles(made)(pages, _titles=named, titles=list(titles))


@cache
def _with_titles(kind: type[Tab]) -> type[Tab]:
    """Tabs of ipywidgets 7 whose titles are sent in the way of ipywidgets 8, too.

    Google Colab has ipywidgets 7 in its kernel, and a page that reads `titles`.
    """
    return type(kind.__name__, (kind,), {"titles": List(Unicode()).tag(sync=True)})


def with_tooltip(kind: type[Widget], text: str) -> dict[str, str]:
    """The keyword argument that gives a widget of this class its tooltip.

    Example:
        >>> Dropdown(**with_tooltip(Dropdown, "The loss that is minimised"))
    """
    # in ipywidgets 7 only buttons have `tooltip`
    has_it = "tooltip" in kind.class_trait_names()
    return {"tooltip" if has_it else "description_tooltip": text}


def known(kind: type[Widget], **values: Any) -> dict[str, Any]:
    """Those of the keyword arguments that this version of a widget's class has as traits."""
    traits = kind.class_trait_names()
    return {name: value for name, value in values.items() if name in traits}


class ThemeColor(Color):  # type: ignore[misc]  # ipywidgets is untyped
    """A colour that may be a CSS variable, as in `var(--dm-text, #212121)`.

    ipywidgets 8 takes one in any colour; ipywidgets 7 does not, though its page does.
    """

    def validate(self, obj: Any, value: Any) -> Any:
        """Accept a CSS variable, or any colour of ipywidgets."""
        if isinstance(value, str) and value.startswith("var(--"):
            return value
        return super().validate(obj, value)


def new_comm() -> Any:
    """A comm that the page does not know before `open_again`; None in ipywidgets 7."""
    maker = getattr(of_widgets, "comm", None)
    made = maker and maker.create_comm(target_name="jupyter.widget", primary=False)
    if made:
        made._closed = True  # noqa: SLF001 - what was never opened is not closed on the page
    return made


def open_again(widget: Any) -> None:
    """Announce a widget to the page, as it is now, unless it was closed; it may be known there."""
    widget.is_pending = False
    state, paths, buffers = _remove_buffers(widget.get_state())
    comm = widget.comm  # another thread may close it
    if comm is None:
        return
    comm.open(
        data={"state": state, "buffer_paths": paths},
        buffers=buffers,
        metadata={"version": __protocol_version__},
    )


def answer_in_subshells(*widgets: Widget) -> None:
    """Handle these widgets' messages in the subshell that received them.

    JupyterLab and Notebook 7 send a widget's messages to a subshell, so that they arrive while a
    cell runs. ipykernel 7.4.0 sends them back to the shell that last wrote on the widget's comm,
    which is the busy one. The method replaced here is private to ipykernel; where it is missing
    (7.3 and before, or once upstream changed it) nothing is done.
    """
    for widget in widgets:
        comm: Any = getattr(widget, "comm", None)
        if hasattr(comm, "_reply_subshell_for"):
            comm._reply_subshell_for = _where_it_was_sent  # noqa: SLF001 - see above


def _where_it_was_sent(data: Any, default: Any) -> Any:  # noqa: ARG001 - ipykernel's signature
    return default
